//! Apps and their tokens, as apps see them (security rows F1 to F3; the rules themselves are tested in the core).

use axum::body::Body;
use data_encoding::{BASE64, BASE64URL_NOPAD};
use http::{Request, StatusCode};
use serde_json::json;
use social::oauth::{AuthorizeRequest, OUT_OF_BAND};

use super::world::{ALL, Answer, World};
use compat::Reference;

const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters-in-all";

/// A code that somebody let the app of the world have.
async fn code(world: &World, challenge: Option<String>) -> String {
    let (caller, _) = world.person("alice").await;
    let request = AuthorizeRequest {
        client_id: world.app.client_id.clone(),
        redirect_uri: OUT_OF_BAND.to_owned(),
        scopes: "read write".to_owned(),
        challenge,
    };
    world.social.authorize(&caller, request).await.unwrap()
}

/// The form of the world's app, with its secret.
fn form(world: &World, rest: &str) -> String {
    let secret = world.app.client_secret.as_deref().unwrap();
    format!(
        "client_id={}&client_secret={secret}&{rest}",
        world.app.client_id
    )
}

async fn token(world: &World, rest: &str) -> Answer {
    world.post("", "/oauth/token", &form(world, rest)).await
}

#[tokio::test]
async fn an_app_makes_itself_known_in_any_encoding() {
    let world = World::new().await;
    let json = r#"{"client_name":"Elk","redirect_uris":["https://elk.example/a","urn:ietf:wg:oauth:2.0:oob"],"scopes":"read","website":"https://elk.example"}"#;
    let request = Request::post("/api/v1/apps")
        .header("content-type", "application/json")
        .body(Body::from(json));
    let by_json = world.send(request.unwrap()).await.ok();
    let form = "client_name=Elk&redirect_uris=https://elk.example/a%0Aurn:ietf:wg:oauth:2.0:oob&scopes=read&website=https://elk.example";
    let by_form = world.post("", "/api/v1/apps", form).await.ok();
    for app in [&by_json, &by_form] {
        assert_eq!(
            app["redirect_uris"],
            json!(["https://elk.example/a", OUT_OF_BAND])
        );
        assert_eq!(
            (&app["scopes"], &app["client_secret_expires_at"]),
            (&json!(["read"]), &json!(0))
        );
        if let Some(reference) = Reference::get() {
            assert_eq!(
                reference.check("CredentialApplication", app),
                Vec::<String>::new()
            );
        }
    }
    let bad = world
        .post(
            "",
            "/api/v1/apps",
            "client_name=Elk&redirect_uris=javascript:alert(1)",
        )
        .await;
    assert_eq!(
        bad.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{:?}",
        bad.json
    );
    let missing = world.post("", "/api/v1/apps", "client_name=Elk").await;
    assert_eq!(
        missing.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{:?}",
        missing.json
    );
}

#[tokio::test]
async fn a_code_becomes_a_token_that_is_nobody_elses_to_keep() {
    let world = World::new().await;
    let code = code(&world, None).await;
    let rest = format!("grant_type=authorization_code&code={code}&redirect_uri={OUT_OF_BAND}");
    let answer = token(&world, &rest).await;
    assert_eq!(answer.headers["cache-control"], "no-store");
    let granted = answer.ok();
    assert_eq!(
        (&granted["token_type"], &granted["scope"]),
        (&json!("Bearer"), &json!("read write"))
    );
    if let Some(reference) = Reference::get() {
        assert_eq!(reference.check("Token", &granted), Vec::<String>::new());
    }
    let access = granted["access_token"].as_str().unwrap();
    assert_eq!(
        world
            .get(access, "/api/v1/accounts/verify_credentials")
            .await
            .ok()["acct"],
        "alice"
    );
    assert_eq!(
        world.get(access, "/oauth/userinfo").await.ok()["preferred_username"],
        "alice"
    );
    assert_eq!(
        world
            .get(access, "/api/v1/apps/verify_credentials")
            .await
            .ok()["name"],
        "Test"
    );

    let again = token(&world, &rest).await;
    assert_eq!(
        (again.status, &again.json["error"]),
        (StatusCode::BAD_REQUEST, &json!("invalid_grant"))
    );
    let answer = world
        .get(access, "/api/v1/accounts/verify_credentials")
        .await;
    assert_eq!(
        answer.status,
        StatusCode::UNAUTHORIZED,
        "a code that came twice was stolen"
    );
}

#[tokio::test]
async fn a_challenge_wants_its_verifier() {
    let world = World::new().await;
    let challenge = BASE64URL_NOPAD.encode(&crypto::sha256(VERIFIER.as_bytes()));
    let code = code(&world, Some(challenge)).await;
    let rest = format!("grant_type=authorization_code&code={code}&redirect_uri={OUT_OF_BAND}");
    for verifier in ["", "&code_verifier=", "&code_verifier=wrong"] {
        let answer = token(&world, &format!("{rest}{verifier}")).await;
        assert_eq!(answer.json["error"], "invalid_grant", "{verifier}");
    }
    token(&world, &format!("{rest}&code_verifier={VERIFIER}"))
        .await
        .ok();
}

#[tokio::test]
async fn errors_are_in_the_words_of_the_rfc() {
    let world = World::new().await;
    for (rest, error) in [
        ("", "invalid_request"),
        (
            "grant_type=password&username=a&password=b",
            "unsupported_grant_type",
        ),
        ("grant_type=authorization_code", "invalid_request"),
        ("grant_type=authorization_code&code=x", "invalid_request"),
        (
            "grant_type=authorization_code&code=x&redirect_uri=https://evil.example",
            "invalid_grant",
        ),
        ("grant_type=refresh_token", "invalid_request"),
        ("grant_type=refresh_token&refresh_token=x", "invalid_grant"),
        (
            "grant_type=client_credentials&scope=everything",
            "invalid_scope",
        ),
        (
            "grant_type=client_credentials&scope=admin:read",
            "invalid_scope",
        ),
        ("grant_type[]=x", "invalid_request"),
        ("grant_type[a]=x", "invalid_request"),
    ] {
        let answer = token(&world, rest).await;
        assert_eq!(
            (answer.status, &answer.json["error"]),
            (StatusCode::BAD_REQUEST, &json!(error)),
            "{rest}"
        );
        assert!(answer.json["error_description"].is_string(), "{rest}");
    }
    let stranger = world
        .post(
            "",
            "/oauth/token",
            "grant_type=client_credentials&client_id=x&client_secret=y",
        )
        .await;
    assert_eq!(
        (stranger.status, &stranger.json["error"]),
        (StatusCode::UNAUTHORIZED, &json!("invalid_client"))
    );
    assert!(stranger.headers.contains_key("www-authenticate"));
}

#[tokio::test]
async fn an_app_may_name_itself_by_basic() {
    let world = World::new().await;
    let pair = format!(
        "{}:{}",
        world.app.client_id,
        world.app.client_secret.as_deref().unwrap()
    );
    let request = Request::post("/oauth/token")
        .header(
            "authorization",
            format!("Basic {}", BASE64.encode(pair.as_bytes())),
        )
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from("grant_type=client_credentials&scope=read"));
    assert_eq!(world.send(request.unwrap()).await.ok()["scope"], "read");
}

#[tokio::test]
async fn a_token_is_ended_by_its_app_only() {
    let world = World::new().await;
    let (caller, _) = world.person("alice").await;
    let token = world.token(&caller, ALL).await;
    let other = world
        .post(
            "",
            "/api/v1/apps",
            "client_name=Other&redirect_uris=urn:ietf:wg:oauth:2.0:oob",
        )
        .await
        .ok();
    let (id, secret) = (
        other["client_id"].as_str().unwrap(),
        other["client_secret"].as_str().unwrap(),
    );
    let answer = world
        .post(
            "",
            "/oauth/revoke",
            &format!("client_id={id}&client_secret={secret}&token={token}"),
        )
        .await;
    assert_eq!(
        (answer.status, &answer.json["error"]),
        (StatusCode::FORBIDDEN, &json!("unauthorized_client"))
    );
    world.get(&token, "/api/v1/preferences").await.ok();
    assert_eq!(
        world
            .post(
                "",
                "/oauth/revoke",
                &form(&world, &format!("token={token}"))
            )
            .await
            .ok(),
        json!({})
    );
    assert_eq!(
        world.get(&token, "/api/v1/preferences").await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        world
            .post("", "/oauth/revoke", &form(&world, "token=unknown"))
            .await
            .ok(),
        json!({})
    );
}

#[tokio::test]
async fn the_metadata_is_as_documented() {
    let world = World::new().await;
    let metadata = world
        .get("", "/.well-known/oauth-authorization-server")
        .await
        .ok();
    assert_eq!(
        metadata["code_challenge_methods_supported"],
        json!(["S256"])
    );
    if let Some(reference) = Reference::get() {
        let mut known = metadata;
        // The description has no word for tokens that can be renewed.
        known["scopes_supported"]
            .as_array_mut()
            .unwrap()
            .retain(|scope| scope != "offline_access");
        let wrong = reference.check("DiscoverOauthServerConfigurationResponse", &known);
        assert_eq!(wrong, Vec::<String>::new());
    }
}
