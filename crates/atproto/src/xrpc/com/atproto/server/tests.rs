//! Sessions from the outside.

use std::time::Duration;

use at_proto::jose::{Signer, Token, sign};
use at_proto::syntax::Nsid;
use http::StatusCode;
use serde_json::{Value, json};
use social::Caller;
use social::caller::{Role, Via};
use social::community::{CommunityUpdate, Registration};
use social::member::NewMember;

use crate::auth::tests::{PASSWORD, World};

async fn tokens(world: &World, identifier: &str, password: &str) -> (String, String) {
    let answer = world.log_in(identifier, password).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    (answer.text("accessJwt"), answer.text("refreshJwt"))
}

async fn app_password(world: &World, token: &str, privileged: bool) -> String {
    let input = json!({ "name": format!("app {privileged}"), "privileged": privileged });
    let made = world.call(token, "createAppPassword", Some(input)).await;
    assert_eq!(made.status, StatusCode::OK, "{made:?}");
    made.text("password")
}

#[tokio::test]
async fn one_logs_in_by_any_of_ones_names() {
    let world = World::new().await;
    world.person("alice").await;
    let did = world.log_in("alice", PASSWORD).await.text("did");
    for name in [
        "alice.moot.example",
        "@Alice.moot.example",
        "ALICE@mail.example",
        &did,
    ] {
        let answer = world.log_in(name, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::OK, "{name} {answer:?}");
        assert_eq!(answer.text("handle"), "alice.moot.example");
        assert_eq!(
            (&answer.json["active"], &answer.json["emailConfirmed"]),
            (&json!(true), &json!(true))
        );
        assert_eq!(
            answer.json["didDoc"]["service"][0]["serviceEndpoint"],
            "https://moot.example"
        );
    }
    let token = world.log_in("alice", PASSWORD).await.text("accessJwt");
    let session = world.call(&token, "getSession", None).await;
    assert_eq!(
        (session.text("did"), session.text("email")),
        (did, "alice@mail.example".to_owned())
    );
}

/// Security row F5.
#[tokio::test]
async fn whoever_cannot_log_in_does_not_learn_why_and_has_to_wait_in_the_end() {
    let world = World::new().await;
    world.person("alice").await;
    let wrong = world.log_in("alice.moot.example", "wrong horse").await;
    assert!(wrong.is(401, "AuthenticationRequired"));
    for name in [
        "bob.moot.example",
        "did:plc:ewvi7nxzyoun6zhxrhs64oiz",
        "bob@mail.example",
        "",
        "\u{0}",
        &"x".repeat(5_000),
    ] {
        let unknown = world.log_in(name, "wrong horse").await;
        assert_eq!(
            (unknown.status, &unknown.json),
            (wrong.status, &wrong.json),
            "{name}"
        );
    }
    for _ in 0..9 {
        world.log_in("alice.moot.example", "wrong horse").await;
    }
    let late = world.log_in("alice.moot.example", PASSWORD).await;
    assert!(
        late.is(429, "RateLimitExceeded") && late.headers.contains_key("retry-after"),
        "{late:?}"
    );
}

#[tokio::test]
async fn a_session_is_renewed_and_a_lost_answer_is_given_again() {
    let world = World::new().await;
    world.person("alice").await;
    let (access, refresh) = tokens(&world, "alice", PASSWORD).await;
    assert!(
        world
            .post(&access, "refreshSession")
            .await
            .is(400, "InvalidToken")
    );
    assert!(
        world
            .call(&refresh, "getSession", None)
            .await
            .is(400, "InvalidToken")
    );
    let second = world.post(&refresh, "refreshSession").await;
    assert_eq!(second.status, StatusCode::OK, "{second:?}");
    let again = world.post(&refresh, "refreshSession").await;
    assert_eq!(again.status, StatusCode::OK, "{again:?}");
    let jti = |token: &str| {
        Token::parse(token)
            .unwrap()
            .claims()
            .text("jti")
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        jti(&second.text("refreshJwt")),
        jti(&again.text("refreshJwt"))
    );
    world.pass(Duration::from_hours(3));
    assert!(
        world
            .call(&access, "getSession", None)
            .await
            .is(400, "ExpiredToken")
    );
    let third = world
        .post(&again.text("refreshJwt"), "refreshSession")
        .await;
    assert_eq!(
        world
            .call(&third.text("accessJwt"), "getSession", None)
            .await
            .status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn what_renewed_a_session_long_ago_was_stolen_and_ends_it() {
    let world = World::new().await;
    world.person("alice").await;
    let (_, refresh) = tokens(&world, "alice", PASSWORD).await;
    let second = world.post(&refresh, "refreshSession").await;
    world.pass(Duration::from_mins(3));
    assert!(
        world
            .post(&refresh, "refreshSession")
            .await
            .is(400, "ExpiredToken")
    );
    assert!(
        world
            .call(&second.text("accessJwt"), "getSession", None)
            .await
            .is(400, "ExpiredToken")
    );
    assert!(
        world
            .post(&second.text("refreshJwt"), "refreshSession")
            .await
            .is(400, "ExpiredToken")
    );
}

#[tokio::test]
async fn a_session_ends_when_it_is_told_to() {
    let world = World::new().await;
    world.person("alice").await;
    let (access, refresh) = tokens(&world, "alice", PASSWORD).await;
    assert!(
        world
            .post(&access, "deleteSession")
            .await
            .is(400, "InvalidToken")
    );
    assert_eq!(
        world.post(&refresh, "deleteSession").await.status,
        StatusCode::OK
    );
    assert!(
        world
            .call(&access, "getSession", None)
            .await
            .is(400, "ExpiredToken")
    );
    assert!(
        world
            .post(&refresh, "refreshSession")
            .await
            .is(400, "ExpiredToken")
    );
}

#[tokio::test]
async fn forged_tokens_are_none() {
    let world = World::new().await;
    let alice = world.person("alice").await;
    let did = world.log_in("alice", PASSWORD).await.text("did");
    let claims = |aud: &str| json!({ "scope": "com.atproto.access", "sub": did, "aud": aud, "sid": "1", "iat": 1_700_000_000, "exp": 1_900_000_000 });
    let own = world.social.secret_for("at-session");
    for token in [
        sign(
            "at+jwt",
            &claims("did:web:moot.example"),
            Signer::Secret(&[0; 32]),
        )
        .unwrap(),
        sign(
            "at+jwt",
            &claims("did:web:moot.example"),
            Signer::Secret(b""),
        )
        .unwrap(),
        sign(
            "at+jwt",
            &claims("did:web:other.example"),
            Signer::Secret(&own),
        )
        .unwrap(),
        sign("JWT", &claims("did:web:moot.example"), Signer::Secret(&own)).unwrap(),
        "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.e30.".to_owned(),
    ] {
        assert!(
            world
                .call(&token, "getSession", None)
                .await
                .is(400, "InvalidToken"),
            "{token}"
        );
    }
    let key = world.social.repo_key(alice.account_id).await.unwrap();
    let by_account = sign(
        "at+jwt",
        &claims("did:web:moot.example"),
        Signer::Secp256k1(&key),
    )
    .unwrap();
    assert!(
        world
            .call(&by_account, "getSession", None)
            .await
            .is(400, "InvalidToken")
    );
}

#[tokio::test]
async fn a_password_for_apps_does_what_apps_do_and_no_more() {
    let world = World::new().await;
    world.person("alice").await;
    let (full, _) = tokens(&world, "alice", PASSWORD).await;
    let password = app_password(&world, &full, false).await;
    let (limited, refresh) = tokens(&world, "alice.moot.example", &password.to_uppercase()).await;
    assert_eq!(
        world.call(&limited, "getSession", None).await.status,
        StatusCode::OK
    );
    for method in ["listAppPasswords", "getAccountInviteCodes"] {
        assert!(
            world
                .call(&limited, method, None)
                .await
                .is(400, "InvalidToken"),
            "{method}"
        );
    }
    for (method, input) in [
        ("createAppPassword", json!({ "name": "more" })),
        ("revokeAppPassword", json!({ "name": "app false" })),
        ("createInviteCode", json!({ "useCount": 1 })),
        (
            "createInviteCodes",
            json!({ "codeCount": 1, "useCount": 1 }),
        ),
    ] {
        assert!(
            world
                .call(&limited, method, Some(input))
                .await
                .is(400, "InvalidToken"),
            "{method}"
        );
    }
    let twice = world
        .call(
            &full,
            "createAppPassword",
            Some(json!({ "name": "app false" })),
        )
        .await;
    assert!(twice.is(400, "InvalidRequest"));
    let list = world.call(&full, "listAppPasswords", None).await;
    assert_eq!(list.json["passwords"][0]["name"], "app false");
    assert!(!list.json.to_string().contains(&password));
    let gone = world
        .call(
            &full,
            "revokeAppPassword",
            Some(json!({ "name": "app false" })),
        )
        .await;
    assert_eq!(gone.status, StatusCode::OK);
    assert!(
        world
            .call(&limited, "getSession", None)
            .await
            .is(400, "ExpiredToken")
    );
    assert!(
        world
            .post(&refresh, "refreshSession")
            .await
            .is(400, "ExpiredToken")
    );
    assert!(
        world
            .log_in("alice", &password)
            .await
            .is(401, "AuthenticationRequired")
    );
    assert_eq!(
        world.call(&full, "getSession", None).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn somebody_elses_password_for_apps_is_nothing() {
    let world = World::new().await;
    world.person("alice").await;
    world.person("bob").await;
    let (full, _) = tokens(&world, "alice", PASSWORD).await;
    let password = app_password(&world, &full, true).await;
    assert!(
        world
            .log_in("bob", &password)
            .await
            .is(401, "AuthenticationRequired")
    );
}

#[tokio::test]
async fn a_new_password_ends_every_session() {
    let world = World::new().await;
    let alice = world.person("alice").await;
    let (full, _) = tokens(&world, "alice", PASSWORD).await;
    let password = app_password(&world, &full, false).await;
    world
        .social
        .change_password(&alice, PASSWORD, "another horse battery")
        .await
        .unwrap();
    assert!(
        world
            .call(&full, "getSession", None)
            .await
            .is(400, "ExpiredToken")
    );
    assert!(
        world
            .log_in("alice", &password)
            .await
            .is(401, "AuthenticationRequired")
    );
}

async fn service_auth(world: &World, token: &str, query: &str) -> crate::auth::tests::Answer {
    world
        .call(token, &format!("getServiceAuth?{query}"), None)
        .await
}

#[tokio::test]
async fn a_token_for_another_service_says_for_whom_to_whom_and_for_what() {
    let world = World::new().await;
    world.person("alice").await;
    let (full, _) = tokens(&world, "alice", PASSWORD).await;
    let made = service_auth(
        &world,
        &full,
        "aud=did:web:video.example&lxm=com.atproto.repo.uploadBlob",
    )
    .await;
    let token = made.text("token");
    let method = Nsid::parse("com.atproto.repo.uploadBlob").unwrap();
    let read = at_proto::jose::ServiceAuth::read(
        &token,
        &["did:web:video.example"],
        &method,
        world.auth.seconds(),
    );
    assert!(read.unwrap().issuer().as_str().starts_with("did:plc:"));
    let now = world.auth.seconds();
    for (query, error) in [
        ("aud=alice".to_owned(), "InvalidRequest"),
        ("lxm=com.example.x".to_owned(), "InvalidRequest"),
        ("aud=did:web:a.example&lxm=x".to_owned(), "InvalidRequest"),
        (
            "aud=did:web:a.example&lxm=com.atproto.server.createAppPassword".to_owned(),
            "InvalidRequest",
        ),
        (
            "aud=did:web:a.example&lxm=com.atproto.identity.signPlcOperation".to_owned(),
            "InvalidRequest",
        ),
        (
            format!("aud=did:web:a.example&lxm=com.example.x&exp={}", now - 1),
            "BadExpiration",
        ),
        (
            format!(
                "aud=did:web:a.example&lxm=com.example.x&exp={}",
                now + 4_000
            ),
            "BadExpiration",
        ),
        (
            format!("aud=did:web:a.example&exp={}", now + 120),
            "BadExpiration",
        ),
    ] {
        let refused = service_auth(&world, &full, &query).await;
        assert!(refused.is(400, error), "{query} {refused:?}");
    }
}

#[tokio::test]
async fn direct_messages_need_a_privileged_password() {
    let world = World::new().await;
    world.person("alice").await;
    let (full, _) = tokens(&world, "alice", PASSWORD).await;
    let query = "aud=did:web:chat.example&lxm=chat.bsky.convo.getLog";
    for (privileged, status) in [(false, StatusCode::BAD_REQUEST), (true, StatusCode::OK)] {
        let password = app_password(&world, &full, privileged).await;
        let (token, _) = tokens(&world, "alice", &password).await;
        assert_eq!(service_auth(&world, &token, query).await.status, status);
        let feed = service_auth(
            &world,
            &token,
            "aud=did:web:a.example&lxm=app.bsky.feed.getTimeline",
        )
        .await;
        assert_eq!(feed.status, StatusCode::OK);
    }
}

async fn open(world: &World, registration: Registration) -> Caller {
    let new = NewMember {
        username: "landlady".to_owned(),
        email: "landlady@mail.example".to_owned(),
        password: PASSWORD.to_owned(),
        role: Role::Admin,
    };
    let host = Caller {
        account_id: world.social.create_member(new).await.unwrap(),
        role: Role::Admin,
        via: Via::Console,
    };
    let update = CommunityUpdate {
        registration: Some(registration),
        ..CommunityUpdate::default()
    };
    world.social.update_community(&host, update).await.unwrap();
    host
}

fn newcomer(handle: &str) -> Value {
    json!({ "handle": handle, "email": "new@mail.example", "password": "a battery of horses" })
}

#[tokio::test]
async fn one_joins_by_an_app_and_is_logged_in() {
    let world = World::new().await;
    open(&world, Registration::Open).await;
    for (handle, error) in [
        ("a.b.moot.example", "InvalidHandle"),
        ("new.elsewhere.example", "UnsupportedDomain"),
        ("admin.moot.example", "InvalidHandle"),
        ("moot.example", "UnsupportedDomain"),
        ("landlady.moot.example", "HandleNotAvailable"),
    ] {
        let refused = world
            .call("", "createAccount", Some(newcomer(handle)))
            .await;
        assert!(refused.is(400, error), "{handle} {refused:?}");
    }
    let mut weak = newcomer("newcomer.moot.example");
    weak["password"] = "12345678".into();
    assert!(
        world
            .call("", "createAccount", Some(weak))
            .await
            .is(400, "InvalidPassword")
    );
    let mut moving = newcomer("newcomer.moot.example");
    moving["did"] = "did:plc:ewvi7nxzyoun6zhxrhs64oiz".into();
    assert!(
        world
            .call("", "createAccount", Some(moving))
            .await
            .is(400, "UnresolvableDid")
    );
    let joined = world
        .call("", "createAccount", Some(newcomer("newcomer.moot.example")))
        .await;
    assert_eq!(joined.status, StatusCode::OK, "{joined:?}");
    let session = world
        .call(&joined.text("accessJwt"), "getSession", None)
        .await;
    assert_eq!(session.text("handle"), "newcomer.moot.example");
}

#[tokio::test]
async fn where_invites_are_needed_one_is_needed() {
    let world = World::new().await;
    open(&world, Registration::Invite).await;
    world.person("alice").await;
    let about = world.call("", "describeServer", None).await;
    assert_eq!(about.json["inviteCodeRequired"], true);
    assert_eq!(
        (
            about.text("did").as_str(),
            &about.json["availableUserDomains"]
        ),
        ("did:web:moot.example", &json!([".moot.example"]))
    );
    let (full, _) = tokens(&world, "alice", PASSWORD).await;
    let code = world
        .call(&full, "createInviteCode", Some(json!({ "useCount": 1 })))
        .await
        .text("code");
    let listed = world.call(&full, "getAccountInviteCodes", None).await;
    assert_eq!(listed.json["codes"][0]["code"], code.as_str());
    let mut invited = newcomer("newcomer.moot.example");
    assert!(
        world
            .call("", "createAccount", Some(invited.clone()))
            .await
            .status
            .is_client_error()
    );
    invited["inviteCode"] = "made-up".into();
    assert!(
        world
            .call("", "createAccount", Some(invited.clone()))
            .await
            .is(400, "InvalidInviteCode")
    );
    invited["inviteCode"] = code.into();
    assert_eq!(
        world.call("", "createAccount", Some(invited)).await.status,
        StatusCode::OK
    );
    let other = json!({ "useCount": 1, "forAccount": "did:plc:ewvi7nxzyoun6zhxrhs64oiz" });
    assert!(
        world
            .call(&full, "createInviteCode", Some(other))
            .await
            .is(400, "InvalidRequest")
    );
}

#[tokio::test]
async fn where_a_letter_is_needed_it_is_said_that_there_are_none() {
    let world = World::new().await;
    world.person("alice").await;
    let (full, _) = tokens(&world, "alice", PASSWORD).await;
    for method in [
        "requestEmailConfirmation",
        "requestEmailUpdate",
        "updateEmail",
        "confirmEmail",
        "requestAccountDelete",
    ] {
        let answer = world.post(&full, method).await;
        assert!(
            answer.is(400, "InvalidRequest") && answer.text("message").contains("no mail"),
            "{method}"
        );
        assert!(world.post("x", method).await.status.is_client_error());
    }
    for method in ["requestPasswordReset", "resetPassword"] {
        let answer = world
            .call("", method, Some(json!({ "email": "a@b.example" })))
            .await;
        assert!(answer.is(400, "InvalidRequest"), "{method}");
    }
    let status = world.call(&full, "checkAccountStatus", None).await;
    assert_eq!(
        (&status.json["activated"], &status.json["indexedRecords"]),
        (&json!(true), &json!(0))
    );
}

#[tokio::test]
async fn bodies_that_are_none_are_refused() {
    let world = World::new().await;
    for body in [
        json!([]),
        json!({}),
        json!({ "identifier": 1, "password": {} }),
        json!({ "identifier": "x".repeat(100_000), "password": "x" }),
    ] {
        let answer = world.call("", "createSession", Some(body)).await;
        assert!(
            answer.status.is_client_error() && answer.json["error"].is_string(),
            "{answer:?}"
        );
    }
}
