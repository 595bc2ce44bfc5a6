//! Forged things are refused with a clear reason and change nothing: the rows A1–A11 and A14–A16 of
//! the attack tests in SECURITY.md, each against a whole server with fake peers.
//!
//! A17–A23 belong to other networks and issues, B1–B9 are tested at the door itself; here is only
//! that no way in leads around it.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a set-up that fails is a red test, and JSON has null where it has nothing"
)]

mod documents;
mod door;
mod linked_data;
mod names;
mod owners;
mod signatures;

use http::StatusCode;
use serde_json::Value;
use testkit::{Actor, Blueprint, Local, Peer, Person, Photo, Reply, Signed, World};

/// A server with Alice, who follows Bob; Bob's server, with Eve on it as well; and Mallory's server.
struct Scene {
    world: World,
    alice: Person,
    bobs: Peer,
    bob: Actor,
    eve: Actor,
    mallorys: Peer,
    mallory: Actor,
}

impl Scene {
    async fn new() -> Self {
        let world = Blueprint::new()
            .lookup(std::sync::Arc::new(Local))
            .build()
            .await;
        let alice = world.person("alice").await;
        let (bobs, mallorys) = (
            Peer::start(world.clock()).await,
            Peer::start(world.clock()).await,
        );
        let scene = Self {
            alice,
            bob: bobs.actor("bob"),
            eve: forger(&bobs, "eve"),
            mallory: forger(&mallorys, "mallory"),
            bobs,
            mallorys,
            world,
        };
        scene.follow_bob().await;
        scene
    }

    async fn follow_bob(&self) {
        let phone = self.world.phone(&self.alice);
        let id = phone.find(&self.bob.acct()).await;
        phone.follow(&id).await;
        self.world.settle().await;
        let received = self.bobs.received();
        let follow = received.first().expect("a Follow").json();
        let accept = self.bob.activity("Accept", follow);
        self.bob.deliver(&self.world, &accept).await.ok();
        assert_eq!(phone.relation(&id).await["following"], true);
    }

    /// A post of Bob's that Alice has.
    async fn post(&self) -> Value {
        let note = self.bob.note("Bob's own words");
        self.bobs.show(id_of(&note), &note);
        let create = self.bob.activity("Create", note.clone());
        self.bob.deliver(&self.world, &create).await.ok();
        assert_eq!(
            self.text(id_of(&note)).await.as_deref(),
            Some("Bob's own words")
        );
        note
    }

    /// What Alice reads at a URI, if she can.
    async fn text(&self, uri: &str) -> Option<String> {
        let post = self.world.phone(&self.alice).find_post(uri).await?;
        let html = post["content"].as_str()?;
        Some(html.replace("<p>", "").replace("</p>", ""))
    }

    async fn photo(&self) -> Photo {
        self.world.settle().await;
        self.world.photo().await
    }

    /// Delivers something that must be refused, for this reason, and change nothing.
    async fn refuse(&self, signed: Signed, status: StatusCode, reason: &str) {
        let before = self.photo().await;
        let reply = signed.send(&self.world).await;
        check_refused(&reply, status, reason);
        let mut changes = before.changes(&self.photo().await);
        if reason == "signature_invalid" {
            // The key may have been changed, so its owner is looked at again.
            changes.retain(|change| !is_refresh(change));
        }
        assert!(changes.is_empty(), "{reason}: {changes:#?}");
    }

    /// Delivers something that is taken politely and changes nothing but that it was received.
    async fn ignore(&self, signed: Signed) {
        let before = self.photo().await.without("received");
        let reply = signed.send(&self.world).await;
        assert_eq!(reply.status, StatusCode::ACCEPTED, "{}", reply.text());
        let changes = before.changes(&self.photo().await.without("received"));
        assert!(changes.is_empty(), "{changes:#?}");
    }

    /// Looks something up that must not be found, and must change nothing.
    async fn find_nothing(&self, reference: &str) {
        let before = self.photo().await;
        let found = self.world.phone(&self.alice).search(reference).await;
        for kind in ["accounts", "statuses"] {
            let is_empty = found[kind].as_array().is_some_and(Vec::is_empty);
            assert!(is_empty, "{reference}: {found}");
        }
        let changes = before.changes(&self.photo().await);
        assert!(changes.is_empty(), "{reference}: {changes:#?}");
    }
}

/// An account was read again at its own place.
fn is_refresh(change: &str) -> bool {
    let is_account = change.contains(" account ") || change.contains(" identity ");
    is_account || change.contains("account.updated")
}

/// Somebody real with a key of their own.
fn forger(peer: &Peer, username: &str) -> Actor {
    let actor = peer.actor(username);
    let key_id = actor.key_id.clone();
    let actor = actor.with_key(testkit::keys::rsa(1), &key_id);
    peer.show(&actor.uri, &actor.document());
    actor
}

fn check_refused(reply: &Reply, status: StatusCode, reason: &str) {
    let answer = reply.json();
    let said = (reply.status, answer["error"].as_str().unwrap_or_default());
    assert_eq!(said, (status, reason), "{}", reply.text());
    let detail = answer["detail"].as_str().unwrap_or_default();
    assert!(!detail.is_empty(), "a reason for people: {answer}");
}

fn id_of(document: &Value) -> &str {
    document["id"].as_str().expect("it has an id")
}
