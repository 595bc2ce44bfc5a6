//! Joining, invites, and what would need a letter.

use super::*;

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
            .is(401, "AuthenticationRequired")
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
