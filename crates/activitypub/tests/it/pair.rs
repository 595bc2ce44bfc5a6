//! A server of ours and one of somebody else, whose people know each other.

use ap_proto::activity::{ActivityKind, ObjectRef};
use http::{HeaderMap, StatusCode};
use model::AccountId;
use serde_json::Value;
use social::PostView;
use social::caller::Caller;
use social::relation::FollowOptions;

use crate::actors::known;
use crate::peer::{ACTIVITY, Peer, Person};
use crate::support::{Home, until};

/// A server with Alice, and a peer with Bob, whom Alice follows.
pub(crate) struct Pair {
    pub(crate) home: Home,
    pub(crate) peer: Peer,
    pub(crate) alice: Caller,
    pub(crate) bob: Person,
}

impl Pair {
    pub(crate) async fn start() -> Self {
        let (home, peer) = (Home::start().await, Peer::start().await);
        let (alice, bob) = (home.person("alice").await, peer.person("bob"));
        let pair = Self {
            home,
            peer,
            alice,
            bob,
        };
        pair.follow().await;
        pair
    }

    pub(crate) fn actor(&self) -> String {
        self.home.actor(self.alice.account_id)
    }

    pub(crate) async fn bob_id(&self) -> AccountId {
        known(&self.home, &self.bob.id).await.unwrap().id
    }

    /// Alice follows Bob, who accepts.
    async fn follow(&self) {
        let found = self.home.social.resolve(&self.bob.id).await.unwrap();
        let Some(social::Found::Account(bob)) = found else {
            panic!("bob is not found")
        };
        self.home
            .social
            .follow(&self.alice, bob, FollowOptions::default())
            .await
            .unwrap();
        self.home.publish().await;
        until("the follow arrives", || async {
            !self.peer.delivered_of("Follow").is_empty()
        })
        .await;
        let follow = self.peer.delivered_of("Follow").remove(0);
        let accept = self
            .bob
            .activity(ActivityKind::Accept, 1_000, ObjectRef::Inline(follow));
        assert_eq!(
            self.bob.deliver(&self.home, &accept).await.status,
            StatusCode::ACCEPTED
        );
        let relation = self
            .home
            .social
            .relations(&self.alice, &[bob])
            .await
            .unwrap();
        assert!(relation[0].following);
    }

    /// The post of an id, as Alice sees it.
    pub(crate) async fn seen(&self, uri: &str) -> Option<PostView> {
        let id = self.home.social.find_post_by_uri(uri).await.unwrap()?;
        self.home.social.post(self.alice.viewer(), id).await.ok()
    }
}

pub(crate) fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

pub(crate) fn json_headers() -> HeaderMap {
    HeaderMap::from_iter([(http::header::CONTENT_TYPE, ACTIVITY.parse().unwrap())])
}
