//! Relays in both manners (FEP-ae0c): asked, answered, told, believed no more than anybody else, and left.

use ap_proto::activity::{ActivityKind, ObjectRef};
use http::StatusCode;
use model::Audience;
use serde_json::{Value, json};
use social::caller::{Caller, Role, Via};
use social::post::Draft;
use social::relay::{RelayState, RelayView};

use crate::pair::id;
use crate::peer::{PUBLIC, Peer, Person};
use crate::support::{Home, until};

/// A server with Alice and an admin, a relay, and Carol on a third server.
struct Net {
    home: Home,
    admin: Caller,
    alice: Caller,
    there: Peer,
    relay: Person,
    far: Peer,
    carol: Person,
}

impl Net {
    async fn start() -> Self {
        let (home, there, far) = (
            Home::start().await,
            Peer::start().await,
            Peer::start().await,
        );
        let (relay, carol) = (there.person("relay"), far.person("carol"));
        let mut actor = relay.actor();
        actor["type"] = json!("Application");
        there.publish("/users/relay", &actor);
        let (alice, anna) = (home.person("alice").await, home.person("anna").await);
        Self {
            admin: Caller {
                account_id: anna.account_id,
                role: Role::Admin,
                via: Via::Console,
            },
            home,
            alice,
            there,
            relay,
            far,
            carol,
        }
    }

    async fn relays(&self) -> Vec<RelayView> {
        self.home.social.relays(&self.admin).await.unwrap()
    }

    /// What the relay was sent of a type, as soon as there is some.
    async fn told(&self, kind: &str) -> Value {
        self.home.publish().await;
        until(kind, || async { !self.there.delivered_of(kind).is_empty() }).await;
        self.there.delivered_of(kind).remove(0)
    }

    /// Asks the relay, which says yes.
    async fn join(&self, address: &str) -> Value {
        let social = &self.home.social;
        social.join_relay(&self.admin, address).await.unwrap();
        assert_eq!(self.relays().await[0].state, RelayState::Asked);
        let follow = self.told("Follow").await;
        let inside = ObjectRef::Inline(follow.clone());
        let accept = self.relay.activity(ActivityKind::Accept, 900, inside);
        let forged =
            self.carol
                .activity(ActivityKind::Accept, 901, ObjectRef::Inline(follow.clone()));
        let answer = self.carol.deliver(&self.home, &forged).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.body);
        self.deliver(&accept).await;
        assert_eq!(self.relays().await[0].state, RelayState::Accepted);
        follow
    }

    async fn deliver(&self, activity: &Value) {
        let answer = self.relay.deliver(&self.home, activity).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
        self.home.network.chores_done().await;
    }

    async fn post(&self, text: &str, audience: Audience) -> social::PostView {
        let draft = Draft {
            text: text.to_owned(),
            audience: Some(audience),
            ..Draft::default()
        };
        let posted = self.home.social.create_post(&self.alice, draft).await;
        posted.unwrap()
    }

    async fn is_here(&self, note: &Value) -> bool {
        let found = self.home.social.find_post_by_uri(id(note)).await;
        found.unwrap().is_some()
    }

    /// What the relay was sent of a type, by the words of the posts.
    fn words(&self, kind: &str) -> Vec<String> {
        let told = self.there.delivered_of(kind);
        let words = told
            .iter()
            .filter_map(|it| it["object"]["content"].as_str());
        words.map(str::to_owned).collect()
    }
}

/// Proves: FEP-ae0c; Mastodon
#[tokio::test]
async fn a_relay_that_passes_on_activities_gets_and_brings_what_is_for_everyone() {
    let net = Net::start().await;
    let follow = net.join(&net.there.url("/inbox")).await;
    assert_eq!(follow["object"], PUBLIC);
    let server = net.home.social.server_account().await.unwrap();
    assert_eq!(follow["actor"], net.home.actor(server));

    for (text, audience) in [
        ("Followers only", Audience::Followers),
        ("Quietly", Audience::Quiet),
        ("For all", Audience::Public),
    ] {
        let post = net.post(text, audience).await;
        net.home.publish().await;
        net.home
            .social
            .delete_post(&net.alice, post.id)
            .await
            .unwrap();
    }
    let delete = net.told("Delete").await;
    let words = net.words("Create");
    assert!(
        words.len() == 1 && words[0].contains("For all"),
        "{words:?}"
    );
    assert_eq!(net.there.delivered_of("Delete").len(), 1);
    assert_eq!(delete["object"]["type"], "Tombstone");

    // What it brings is asked for where it comes from.
    let shown = net.carol.note(1, "Hello from afar");
    net.far.publish("/notes/1", &shown);
    let mut told = net.carol.create(1, &shown);
    told["object"]["content"] = json!("<p>Buy gold</p>");
    net.deliver(&told).await;
    let found = net.home.social.find_post_by_uri(id(&shown)).await.unwrap();
    let viewer = net.alice.viewer();
    let post = net.home.social.post(viewer, found.unwrap()).await.unwrap();
    assert!(post.html.contains("Hello from afar"), "{}", post.html);
    let mut private = net.carol.note(2, "Between us");
    private["to"] = json!([net.carol.followers()]);
    private["cc"] = json!([]);
    net.far.publish("/notes/2", &private);
    net.deliver(&net.carol.create(2, &private)).await;
    assert!(!net.is_here(&private).await);
    // Whoever is no relay may not bring anything.
    let other = net.carol.note(3, "More from afar");
    net.far.publish("/notes/3", &other);
    let eve = net.far.person("eve");
    let answer = eve.deliver(&net.home, &net.carol.create(3, &other)).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);

    let relay = net.relays().await.remove(0);
    net.home
        .social
        .leave_relay(&net.admin, relay.id)
        .await
        .unwrap();
    let undo = net.told("Undo").await;
    assert_eq!(undo["object"]["id"], follow["id"]);
    assert_eq!(net.relays().await, []);
    let late = net.carol.create(4, &other);
    let refused = net.relay.deliver(&net.home, &late).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert!(!net.is_here(&other).await);
}

/// Proves: FEP-ae0c; Pleroma
#[tokio::test]
async fn a_relay_that_passes_on_boosts_is_followed_and_follows() {
    let net = Net::start().await;
    let follow = net.join(&net.relay.id).await;
    assert_eq!(follow["object"], net.relay.id);
    let server = net.home.social.server_account().await.unwrap();
    let server = net.home.actor(server);
    let back = net.relay.about(ActivityKind::Follow, 10, &server);
    net.deliver(&back).await;
    let accept = net.told("Accept").await;
    assert_eq!(accept["object"]["id"], back["id"]);
    assert_eq!(accept["actor"], server.as_str());
    // Nobody else follows the server.
    let stranger = net.carol.about(ActivityKind::Follow, 11, &server);
    net.carol.deliver(&net.home, &stranger).await;
    net.home.publish().await;
    assert!(net.far.delivered_of("Accept").is_empty());

    net.post("Followers only", Audience::Followers).await;
    let post = net.post("For all", Audience::Public).await;
    let announce = net.told("Announce").await;
    assert_eq!(announce["object"], post.uri.as_str());
    assert_eq!(announce["actor"], server.as_str());
    assert!(announce["published"].is_string());
    assert_eq!(net.there.delivered_of("Announce").len(), 1);
    assert!(net.there.delivered_of("Create").is_empty());

    let shown = net.carol.note(1, "Hello from afar");
    net.far.publish("/notes/1", &shown);
    let boost = net.relay.about(ActivityKind::Announce, 12, id(&shown));
    net.deliver(&boost).await;
    let again = net.relay.about(ActivityKind::Announce, 13, id(&shown));
    net.deliver(&again).await;
    let found = net.home.social.find_post_by_uri(id(&shown)).await.unwrap();
    let viewer = net.alice.viewer();
    let post = net.home.social.post(viewer, found.unwrap()).await.unwrap();
    assert_eq!(post.boosts_count, 0);
}

#[tokio::test]
async fn only_admins_ask_relays_and_only_what_can_be_one() {
    let net = Net::start().await;
    let social = &net.home.social;
    let inbox = net.there.url("/inbox");
    assert!(social.join_relay(&net.alice, &inbox).await.is_err());
    for wrong in [
        "relay",
        "javascript:alert(1)",
        "http://10.0.0.1/x",
        &net.home.base,
        &net.there.url("/nothing"),
    ] {
        let refused = social.join_relay(&net.admin, wrong).await;
        assert!(
            matches!(refused, Err(social::Error::Invalid { .. })),
            "{wrong}: {refused:?}"
        );
    }
    social.join_relay(&net.admin, &inbox).await.unwrap();
    let twice = social.join_relay(&net.admin, &inbox).await;
    assert!(matches!(twice, Err(social::Error::Conflict(_))));
    assert!(social.relays(&net.alice).await.is_err());
}
