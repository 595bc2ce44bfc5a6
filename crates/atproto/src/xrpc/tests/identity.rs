//! Who somebody is.

use super::*;

const DID: &str = "com.atproto.identity.resolveDid?did=";
const IDENTITY: &str = "com.atproto.identity.resolveIdentity?identifier=";
const REFRESH: &str = "com.atproto.identity.refreshIdentity";

#[tokio::test]
async fn people_here_are_known_without_asking_anybody() {
    let world = World::new().await;
    let ann = world.person("ann", Role::Member).await;
    let asked = world.asked("");
    let said = world.get("", &format!("{DID}{}", ann.did)).await.done();
    let document = &said["didDoc"];
    assert_eq!(document["id"], *ann.did);
    assert_eq!(document["alsoKnownAs"], json!(["at://ann.moot.example"]));
    let endpoint = &document["service"][0]["serviceEndpoint"];
    assert_eq!(endpoint, "https://moot.example");
    for name in [&ann.did, "ann.moot.example"] {
        let said = world.get("", &format!("{IDENTITY}{name}")).await.done();
        assert_eq!(said["did"], *ann.did);
        assert_eq!(said["handle"], "ann.moot.example");
        assert_eq!(&said["didDoc"], document);
    }
    assert_eq!(world.asked(""), asked, "nobody is asked");
}

#[tokio::test]
async fn others_are_looked_up_and_remembered() {
    let world = World::new().await;
    let alice = world.stranger("alice.example");
    let path = format!("{DID}{}", alice.did);
    for _ in 0..3 {
        let said = world.get("", &path).await.done();
        assert_eq!(said["didDoc"]["id"], alice.did.as_str());
    }
    assert_eq!(world.asked(alice.did.as_str()), 1);
    alice.change(|claims| claims.also_known_as = vec!["at://alicia.example".to_owned()]);
    world.tell(&alice);
    world.pass(Duration::from_mins(6));
    let said = world.get("", &path).await.done();
    let names = &said["didDoc"]["alsoKnownAs"];
    assert_eq!(names, &json!(["at://alicia.example"]));
}

#[tokio::test]
async fn what_is_not_there_is_said_so_and_not_asked_for_again() {
    let world = World::new().await;
    let unknown = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";
    for _ in 0..3 {
        let said = world.get("", &format!("{DID}{unknown}")).await;
        assert!(said.is(400, "DidNotFound"), "{said:?}");
    }
    assert_eq!(world.asked(unknown), 1);
    let alice = world.stranger("alice.example");
    alice.end();
    world.tell(&alice);
    let said = world.get("", &format!("{DID}{}", alice.did)).await;
    assert!(said.is(400, "DidDeactivated"), "{said:?}");
    for did in ["did:web:127.0.0.1", "did:key:zQ3shokFTS3brHcDQrn82"] {
        let said = world.get("", &format!("{DID}{did}")).await;
        assert!(said.is(400, "DidNotFound"), "{did} {said:?}");
    }
    let said = world.get("", &format!("{DID}nobody")).await;
    assert!(said.is(400, "InvalidRequest"), "{said:?}");
    let said = world.get("", &format!("{IDENTITY}nobody.example")).await;
    assert!(said.is(400, "HandleNotFound"), "{said:?}");
}

#[tokio::test]
async fn a_directory_that_does_not_answer_is_no_answer_about_anybody() {
    let world = World::new().await;
    let alice = world.stranger("alice.example");
    let log = format!("/{}/log/audit", alice.did);
    world.say_with(&log, 503, &[], "");
    let said = world.get("", &format!("{DID}{}", alice.did)).await;
    assert!(said.is(502, "UpstreamFailure"), "{said:?}");
    world.tell(&alice);
    let said = world.get("", &format!("{DID}{}", alice.did)).await;
    assert_eq!(said.status, StatusCode::OK);
}

/// Two who claim the same handle, which says that it is the first one's.
async fn rivals() -> (World, Stranger, Stranger) {
    let world = World::new().await;
    let (alice, mallory) = (
        world.stranger("alice.example"),
        world.stranger("alice.example"),
    );
    let texts = TextTable::new().with("_atproto.alice.example", &format!("did={}", alice.did));
    let other = World::with(texts).await;
    for who in [&alice, &mallory] {
        other.tell(who);
    }
    (other, alice, mallory)
}

#[tokio::test]
async fn a_handle_is_theirs_whom_it_leads_to() {
    let (world, alice, mallory) = rivals().await;
    for (name, did, handle) in [
        ("alice.example", &alice.did, "alice.example"),
        (alice.did.as_str(), &alice.did, "alice.example"),
        (mallory.did.as_str(), &mallory.did, "handle.invalid"),
    ] {
        let said = world.get("", &format!("{IDENTITY}{name}")).await.done();
        assert_eq!(said["did"], did.as_str(), "{name}");
        assert_eq!(said["handle"], handle, "{name}");
        assert_eq!(said["didDoc"]["id"], did.as_str(), "{name}");
    }
}

#[tokio::test]
async fn members_have_somebody_looked_up_anew_but_not_without_end() {
    let (world, alice, _) = rivals().await;
    let ann = world.person("ann", Role::Member).await;
    let input = json!({ "identifier": alice.did });
    let refused = world.call("", REFRESH, input.clone()).await;
    assert!(refused.is(401, "AuthMissing"), "{refused:?}");
    let first = world.call(&ann.token, REFRESH, input.clone()).await.done();
    assert_eq!(first["handle"], "alice.example");
    alice.change(|claims| claims.also_known_as = vec!["at://other.example".to_owned()]);
    world.tell(&alice);
    let soon = world.call(&ann.token, REFRESH, input.clone()).await.done();
    assert_eq!(soon, first);
    world.pass(Duration::from_secs(70));
    let later = world.call(&ann.token, REFRESH, input).await.done();
    assert_eq!(later["handle"], "handle.invalid");
    let names = &later["didDoc"]["alsoKnownAs"];
    assert_eq!(names, &json!(["at://other.example"]));
}
