//! A world is a server: people write, read and follow, on both databases, and the tools that tests
//! trust in can be trusted.

use folkmoot_testkit::{Peer, World};

async fn is_a_community(world: World) {
    let (alice, bob) = (world.person("alice").await, world.person("bob").await);
    let id = bob.account_id.to_string();
    world.phone(&alice).follow(&id).await;
    world.phone(&bob).publish("Hello").await;
    world.settle().await;
    let home = world.phone(&alice).home().await;
    let told = world.phone(&bob).told().await;
    assert_eq!(home.len(), 1, "{home:?}");
    assert_eq!(told, [("follow".to_owned(), "alice".to_owned())]);
}

#[tokio::test]
async fn people_meet_on_sqlite() {
    is_a_community(World::new().await).await;
}

#[tokio::test]
async fn people_meet_on_postgresql() {
    if let Some(world) = World::postgres().await {
        is_a_community(world).await;
    }
}

#[tokio::test]
async fn a_photo_shows_every_change_and_nothing_else() {
    let world = World::new().await;
    let alice = world.person("alice").await;
    world.settle().await;
    let before = world.photo().await;
    world.phone(&alice).home().await;
    assert!(before.changes(&world.photo().await).is_empty());
    let post = world.phone(&alice).publish("Something new").await;
    let after = world.photo().await;
    let changes = before.changes(&after);
    assert!(
        changes.iter().any(|it| it.starts_with("+ post ")),
        "{changes:?}"
    );
    world
        .phone(&alice)
        .edit(post["id"].as_str().unwrap(), "Else")
        .await;
    let changes = after.changes(&world.photo().await);
    assert!(
        changes.iter().any(|it| it.starts_with("- post ")),
        "{changes:?}"
    );
}

#[tokio::test]
async fn a_browser_has_its_session_and_its_token() {
    let world = World::new().await;
    let alice = world.person("alice").await;
    let page = world.get("/home").session(&alice).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let fields = [("text", "From a form"), ("audience", "public")];
    let sent = world.post("/posts").session_form(&alice, &fields).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    let forged = world.post("/posts").session(&alice).form(&fields).await;
    assert_eq!(forged.status, 403, "no token of this session");
}

#[tokio::test]
async fn a_peer_shows_what_it_is_told_to_and_writes_down_what_it_gets() {
    let world = World::new().await;
    let alice = world.person("alice").await;
    let peer = Peer::start(world.clock()).await;
    let bob = peer.actor("bob");
    let id = world.phone(&alice).find(&bob.acct()).await;
    assert!(peer.asked(&bob.uri) > 0);
    world.phone(&alice).follow(&id).await;
    assert!(
        peer.received().is_empty(),
        "nothing happens before settling"
    );
    world.settle().await;
    let kinds: Vec<_> = peer
        .received()
        .iter()
        .map(|it| it.json()["type"].clone())
        .collect();
    assert_eq!(kinds, ["Follow"]);
}
