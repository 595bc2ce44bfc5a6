//! How people join, and what they say of themselves.

use axum::body::Body;
use http::{Method, Request, StatusCode};
use serde_json::json;
use social::community::Registration;

use super::world::World;

#[tokio::test]
async fn somebody_registers_and_the_token_works_at_once() {
    let world = World::new().await;
    world.open_doors(Registration::Open).await;
    let app = world.app_token("read write").await;
    let form = "username=carol&email=carol@mail.example&password=correct+horse+battery&agreement=true&locale=en";
    let token = world.post(&app, "/api/v1/accounts", form).await.ok();
    assert_eq!(
        (&token["token_type"], &token["scope"]),
        (&json!("Bearer"), &json!("read write"))
    );
    let me = world
        .get(
            token["access_token"].as_str().unwrap(),
            "/api/v1/accounts/verify_credentials",
        )
        .await
        .ok();
    assert_eq!(me["username"], "carol");
}

#[tokio::test]
async fn all_that_is_wrong_with_a_registration_is_told() {
    let world = World::new().await;
    world.open_doors(Registration::Open).await;
    let app = world.app_token("read write").await;
    let answer = world
        .post(
            &app,
            "/api/v1/accounts",
            "username=admin&email=no&password=&agreement=false",
        )
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for (field, code) in [
        ("username", "ERR_RESERVED"),
        ("email", "ERR_INVALID"),
        ("password", "ERR_BLANK"),
        ("agreement", "ERR_ACCEPTED"),
    ] {
        assert_eq!(
            answer.json["details"][field][0]["error"], code,
            "{:?}",
            answer.json
        );
    }
}

#[tokio::test]
async fn a_profile_is_changed_by_json_and_by_form() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let form = "display_name=Alice&note=Hi&locked=true&bot=0&fields_attributes[0][name]=Site&fields_attributes[0][value]=https://a.example\
                &fields_attributes[1][name]=&fields_attributes[1][value]=&source[privacy]=private&source[language]=de";
    let path = "/api/v1/accounts/update_credentials";
    let me = world.ask(&alice, Method::PATCH, path, form).await.ok();
    assert_eq!(
        (&me["display_name"], &me["locked"], &me["source"]["note"]),
        (&json!("Alice"), &json!(true), &json!("Hi"))
    );
    assert_eq!(
        (&me["source"]["privacy"], &me["source"]["language"]),
        (&json!("private"), &json!("de"))
    );
    assert_eq!(me["fields"].as_array().unwrap().len(), 1);

    let json = json!({ "fields_attributes": [{ "name": "A", "value": "1" }, { "name": "B", "value": "2" }], "source": { "sensitive": true } });
    let request = Request::patch(path).header("authorization", format!("Bearer {alice}"));
    let request = request
        .header("content-type", "application/json")
        .body(Body::from(json.to_string()));
    let me = world.send(request.unwrap()).await.ok();
    assert_eq!(
        (me["fields"].as_array().unwrap().len(), &me["display_name"]),
        (2, &json!("Alice"))
    );
    assert_eq!(
        (&me["source"]["sensitive"], &me["source"]["privacy"]),
        (&json!(true), &json!("private"))
    );
    let preferences = world.get(&alice, "/api/v1/preferences").await.ok();
    assert_eq!(preferences["posting:default:visibility"], "private");
    let post = world
        .post(&alice, "/api/v1/statuses", "status=x")
        .await
        .ok();
    assert_eq!(
        (&post["sensitive"], &post["visibility"], &post["language"]),
        (&json!(true), &json!("private"), &json!("de"))
    );
}

#[tokio::test]
async fn a_picture_is_refused_with_the_reason() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let body = "--b\r\nContent-Disposition: form-data; name=\"avatar\"; filename=\"a.png\"\r\n\r\n123\r\n--b--\r\n";
    let request = Request::patch("/api/v1/accounts/update_credentials")
        .header("authorization", format!("Bearer {alice}"))
        .header("content-type", "multipart/form-data; boundary=b")
        .body(Body::from(body));
    let answer = world.send(request.unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.json["error"].as_str().unwrap().contains("yet"));
}
