use super::*;

use social::repo::RepoState;
use social::staff::{Action, Decision, Pardon};

use crate::OwnKey;

/// The landlady, whose repository is here and known to the directory.
async fn at_home(world: &World) -> (String, String) {
    world.settle().await;
    let log_in = json!({ "identifier": "landlady", "password": PASSWORD });
    let session = world
        .call("", "com.atproto.server.createSession", log_in)
        .await
        .done();
    world.settle().await;
    let text = |name: &str| session[name].as_str().unwrap().to_owned();
    (text("did"), text("accessJwt"))
}

async fn code(world: &World, did: &str) -> String {
    let repo = world.social.repo_by_did(did).await.unwrap().unwrap();
    let caller = world.social.on_behalf_of(repo.account_id).await.unwrap();
    let codes = world.social.codes(&caller).await.unwrap();
    codes[0].1.clone()
}

#[tokio::test]
async fn somebody_leaves_with_their_name_and_does_not_come_back_by_mistake() {
    let world = World::new().await;
    let (did, token) = at_home(&world).await;
    let sign = "com.atproto.identity.signPlcOperation";
    let wanted = json!({ "services": {
        "atproto_pds": { "type": "AtprotoPersonalDataServer", "endpoint": "https://new.example" },
    } });
    let with = |token: &str| {
        let mut wanted = wanted.clone();
        wanted["token"] = token.into();
        wanted
    };
    assert!(
        world
            .call(&token, sign, wanted.clone())
            .await
            .is(400, "InvalidRequest")
    );
    let request = "com.atproto.identity.requestPlcOperationSignature";
    assert_eq!(
        world.call(&token, request, Value::Null).await.status,
        StatusCode::OK
    );
    assert!(
        world
            .call(&token, sign, with("aaaaa-aaaaa"))
            .await
            .is(400, "InvalidToken")
    );
    let code = code(&world, &did).await;
    let signed = world.call(&token, sign, with(&code)).await.done();
    assert!(
        world
            .call(&token, sign, with(&code))
            .await
            .is(400, "InvalidToken"),
        "it counts once"
    );
    let operation: Operation = serde_json::from_value(signed["operation"].clone()).unwrap();
    world.tell(&Did::parse(&did).unwrap(), &operation).await;

    let leave = json!({ "deleteAfter": "2030-01-01T00:00:00Z" });
    let left = world
        .call(&token, "com.atproto.server.deactivateAccount", leave)
        .await;
    assert_eq!(left.status, StatusCode::OK, "{left:?}");
    for method in ["getRepo", "getLatestCommit", "listBlobs"] {
        let method = format!("com.atproto.sync.{method}?did={did}");
        assert!(
            world.get("", &method).await.is(400, "RepoDeactivated"),
            "{method}"
        );
        assert_eq!(
            world.get(&token, &method).await.status,
            StatusCode::OK,
            "{method}"
        );
    }
    let status = world
        .get("", &format!("com.atproto.sync.getRepoStatus?did={did}"))
        .await
        .done();
    assert_eq!(
        (&status["active"], &status["status"]),
        (&json!(false), &json!("deactivated"))
    );
    let back = world
        .call(&token, "com.atproto.server.activateAccount", Value::Null)
        .await;
    assert!(
        back.json["message"].as_str().unwrap().contains("endpoint"),
        "{back:?}"
    );
    let write = json!({ "repo": did, "collection": POST, "record": post_record("No.", "2023-01-01T10:00:00Z") });
    let refused = world
        .call(&token, "com.atproto.repo.createRecord", write)
        .await;
    assert!(refused.is(400, "AccountDeactivated"), "{refused:?}");
}

#[tokio::test]
async fn a_repository_that_is_kept_back_stays_so_when_a_suspension_ends() {
    let world = World::new().await;
    let (did, token) = at_home(&world).await;
    let off = world
        .call(&token, "com.atproto.server.deactivateAccount", json!({}))
        .await;
    assert_eq!(off.status, StatusCode::OK);
    let account = world
        .social
        .repo_by_did(&did)
        .await
        .unwrap()
        .unwrap()
        .account_id;
    let staff = world.staff("overseer", Role::Owner).await;
    let decision = Decision {
        action: Action::Suspend,
        ..Decision::default()
    };
    world
        .social
        .moderate(&staff, account, decision)
        .await
        .unwrap();
    world.settle().await;
    let state = || async { world.social.repo_by_did(&did).await.unwrap().unwrap().state };
    assert_eq!(state().await, RepoState::Suspended);
    world
        .social
        .pardon(&staff, account, Pardon::Unsuspend)
        .await
        .unwrap();
    world.settle().await;
    assert_eq!(state().await, RepoState::Deactivated);
}

#[tokio::test]
async fn somebody_gets_another_handle_and_the_directory_knows_it() {
    let world = World::new().await;
    let (did, token) = at_home(&world).await;
    let alice = Stranger::new(&world, "alice.old.example").await;
    alice.join(&world, "alice.moot.example").await.done();
    let rename = "com.atproto.identity.updateHandle";
    for (handle, error) in [
        ("alice.moot.example", "HandleNotAvailable"),
        ("admin.moot.example", "InvalidHandle"),
        ("a.b.moot.example", "InvalidHandle"),
        ("no handle", "InvalidHandle"),
        ("landlady.elsewhere.localhost", "InvalidHandle"),
        ("landlady.nowhere-at-all.example.com", "InvalidRequest"),
    ] {
        let refused = world
            .call(&token, rename, json!({ "handle": handle }))
            .await;
        assert!(refused.is(400, error), "{handle}: {refused:?}");
    }
    let told = world.events().await;
    let done = world
        .call(&token, rename, json!({ "handle": "Lady.moot.example" }))
        .await;
    assert_eq!(done.status, StatusCode::OK, "{done:?}");
    assert_eq!(
        world.claims(&did).await.also_known_as,
        ["at://lady.moot.example"]
    );
    assert!(world.events().await > told, "#identity");
    let resolved = world
        .get(
            "",
            "com.atproto.identity.resolveHandle?handle=lady.moot.example",
        )
        .await
        .done();
    assert_eq!(resolved["did"], did);
}

#[tokio::test]
async fn a_key_of_ones_own_comes_before_ours_and_can_be_taken_back() {
    let world = World::new().await;
    let (did, _) = at_home(&world).await;
    let account = world
        .social
        .repo_by_did(&did)
        .await
        .unwrap()
        .unwrap()
        .account_id;
    let ours = world.claims(&did).await.rotation_keys;
    let own = DID_KEY(Secp256k1Key::generate().unwrap().public_compressed());
    assert!(
        world
            .at
            .set_own_key(account, &own, OwnKey::Add)
            .await
            .unwrap()
    );
    assert!(
        !world
            .at
            .set_own_key(account, &own, OwnKey::Add)
            .await
            .unwrap()
    );
    world.settle().await;
    assert_eq!(
        world.claims(&did).await.rotation_keys,
        [own.clone(), ours[0].clone()]
    );
    assert!(
        world
            .at
            .set_own_key(account, "did:key:zNo", OwnKey::Add)
            .await
            .is_err()
    );
    assert!(
        world
            .at
            .set_own_key(account, &ours[0], OwnKey::Remove)
            .await
            .is_err()
    );
    assert!(
        world
            .at
            .set_own_key(account, &own, OwnKey::Remove)
            .await
            .unwrap()
    );
    world.settle().await;
    assert_eq!(world.claims(&did).await.rotation_keys, ours);
}

#[tokio::test]
async fn a_community_at_another_address_tells_the_directory_for_everybody() {
    let world = World::new().await;
    let (did, _) = at_home(&world).await;
    let alice = Stranger::new(&world, "alice.old.example").await;
    alice.join(&world, "alice.moot.example").await.done();
    assert_eq!(world.at.move_endpoints().await.unwrap(), 0, "it is there");
    let settings = AtConfig {
        plc_url: world.directory.clone(),
        ..AtConfig::public("moot.example")
    };
    let social = social_at(world.store.clone(), "https://elsewhere.example");
    let moved = AtProto::new(social, Arc::clone(&world.door), settings);
    assert_eq!(
        moved.move_endpoints().await.unwrap(),
        1,
        "not for who has yet to arrive"
    );
    world.settle().await;
    let claims = world.claims(&did).await;
    assert_eq!(
        claims.services["atproto_pds"].endpoint,
        "https://elsewhere.example"
    );
}

#[tokio::test]
async fn an_account_ends_with_a_password_and_a_code_and_may_come_back() {
    let world = World::new().await;
    let alice = Stranger::new(&world, "alice.old.example").await;
    let joined = alice.join(&world, "alice.moot.example").await.done();
    let token = joined["accessJwt"].as_str().unwrap();
    let request = "com.atproto.server.requestAccountDelete";
    assert_eq!(
        world.call(token, request, Value::Null).await.status,
        StatusCode::OK
    );
    let code = code(&world, alice.did.as_str()).await;
    let delete = |password: &str, code: &str| {
        let input = json!({ "did": alice.did.as_str(), "password": password, "token": code });
        let world = &world;
        async move {
            world
                .call("", "com.atproto.server.deleteAccount", input)
                .await
        }
    };
    assert!(
        delete("wrong", &code)
            .await
            .is(401, "AuthenticationRequired")
    );
    assert!(
        delete(PASSWORD, "aaaaa-aaaaa")
            .await
            .is(400, "InvalidToken")
    );
    assert_eq!(delete(PASSWORD, &code).await.status, StatusCode::OK);
    world.settle().await;
    let again = alice.join(&world, "alice-again.moot.example").await.done();
    assert_eq!(again["did"], alice.did.as_str());
}
