//! How people join, and what they say of themselves.

use axum::body::Body;
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use social::community::Registration;

use super::media::{png, send};
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
async fn a_picture_of_a_profile_is_shown_replaced_and_taken_away() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let path = "/api/v1/accounts/update_credentials";
    let texts = [("avatar_description", "A blue square")];
    let files = [("avatar", png(3)), ("header", png(4))];
    let me = send(&world, &alice, Method::PATCH, path, &texts, &files)
        .await
        .ok();
    assert_eq!(me["avatar_description"], "A blue square");
    let is_there = async |url: &Value| {
        let name = url.as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        world.social.file(&name).await.is_ok()
    };
    assert!(is_there(&me["avatar"]).await && is_there(&me["header"]).await);
    let profile = world.get(&alice, "/api/v1/profile").await.ok();
    assert_eq!(
        (&profile["avatar"], &profile["header"]),
        (&me["avatar"], &me["header"])
    );
    let files = [("avatar", png(5))];
    let again = send(
        &world,
        &alice,
        Method::PATCH,
        "/api/v1/profile",
        &[],
        &files,
    )
    .await
    .ok();
    assert_ne!(again["avatar"], me["avatar"]);
    assert_eq!(again["header"], me["header"]);
    assert!(!is_there(&me["avatar"]).await, "the old picture is gone");
    let files = [("avatar", b"123".to_vec())];
    let bad = send(&world, &alice, Method::PATCH, path, &[], &files).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    for picture in ["avatar", "header"] {
        let path = format!("/api/v1/profile/{picture}");
        let me = world.ask(&alice, Method::DELETE, &path, "").await.ok();
        assert!(me[picture].as_str().unwrap().contains("moot.example/"));
        let profile = world.get(&alice, "/api/v1/profile").await.ok();
        assert!(profile[picture].is_null());
    }
    assert!(!is_there(&again["avatar"]).await);
}

#[tokio::test]
async fn whom_somebody_follows_is_hidden_when_they_wish() {
    let world = World::new().await;
    let (a, alice) = world.person("alice").await;
    let (b, bob) = world.person("bob").await;
    let follow = |id| format!("/api/v1/accounts/{id}/follow");
    world.post(&alice, &follow(b.account_id), "").await.ok();
    world.post(&bob, &follow(a.account_id), "").await.ok();
    let form = "hide_collections=true&show_media=false&attribution_domains[]=news.example&\
                source[quote_policy]=followers&indexable=false&discoverable=false";
    let path = "/api/v1/accounts/update_credentials";
    let me = world.ask(&alice, Method::PATCH, path, form).await.ok();
    assert_eq!(me["hide_collections"], true);
    assert_eq!(me["source"]["attribution_domains"], json!(["news.example"]));
    assert_eq!(me["source"]["quote_policy"], "followers");
    let profile = world
        .ask(&alice, Method::PATCH, "/api/v1/profile", "note=Hi")
        .await
        .ok();
    assert_eq!(
        (&profile["show_media"], &profile["note"]),
        (&json!(false), &json!("Hi"))
    );
    for list in ["followers", "following"] {
        let path = format!("/api/v1/accounts/{}/{list}", a.account_id);
        assert_eq!(world.get(&bob, &path).await.ok(), json!([]), "{list}");
        assert_eq!(world.get("", &path).await.ok(), json!([]), "{list}");
        assert_eq!(world.get(&alice, &path).await.ok()[0]["username"], "bob");
    }
    let domains = "attribution_domains[]=not a name";
    let bad = world.ask(&alice, Method::PATCH, path, domains).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
}
