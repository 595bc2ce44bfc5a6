//! The description of the API tells of every route, and only what is there.

use serde_json::Value;

use super::world::World;

fn references<'a>(json: &'a Value, found: &mut Vec<&'a str>) {
    match json {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[tokio::test]
async fn every_route_is_in_the_description_and_every_reference_leads_somewhere() {
    let world = World::new().await;
    let json = world.get("", "/api/openapi.json").await.ok();
    assert!(json["openapi"].as_str().unwrap().starts_with("3.1"));
    for route in crate::table() {
        let path = route.path.replace("{*", "{");
        let operation = &json["paths"][&path][route.method.as_str().to_lowercase()];
        assert!(operation.is_object(), "{} {path}", route.method);
        assert!(operation["responses"]["200"]["description"].is_string());
        for part in path.split('/').filter(|part| part.starts_with('{')) {
            let name = part.trim_matches(['{', '}']);
            let parameters = operation["parameters"].as_array().unwrap();
            let is_told = |known: &Value| known["name"] == name && known["in"] == "path";
            assert!(parameters.iter().any(is_told), "{path}: {name}");
        }
    }
    let count: usize = json["paths"]
        .as_object()
        .unwrap()
        .values()
        .map(|item| item.as_object().unwrap().len())
        .sum();
    assert_eq!(count, crate::table().len());
    let mut found = Vec::new();
    references(&json, &mut found);
    assert!(found.len() > 100, "only {} references", found.len());
    for reference in found {
        let pointer = reference.trim_start_matches('#');
        assert!(json.pointer(pointer).is_some(), "{reference}");
    }
}

#[tokio::test]
async fn the_description_says_who_may_and_what_comes() {
    let world = World::new().await;
    let json = world.get("", "/api/openapi.json").await.ok();
    let home = &json["paths"]["/api/v1/timelines/home"]["get"];
    assert_eq!(home["security"][0]["oauth"][0], "read:statuses");
    let schema = &home["responses"]["200"]["content"]["application/json"]["schema"];
    assert_eq!(schema["type"], "array");
    assert_eq!(schema["items"]["$ref"], "#/components/schemas/Status");
    let names: Vec<&str> = home["parameters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|parameter| parameter["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["limit", "max_id", "since_id", "min_id"]);
    let context = &json["components"]["schemas"]["Context"]["properties"];
    assert_eq!(
        context["ancestors"]["items"]["$ref"],
        "#/components/schemas/Status"
    );
    let own = &json["paths"]["/api/openapi.json"]["get"];
    assert_eq!(own["x-folkmoot-extension"], true);
}
