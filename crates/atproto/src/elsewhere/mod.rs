//! Tests of `people/`, `finding/` and `following/`: a community, and a host elsewhere that does what it is told.

mod finding;
mod gone;
mod hearing;
mod host;
mod names;
mod noticing;
mod quoting;

use std::sync::Arc;
use std::time::Duration;

use at_proto::data::{Ipld, record_from_json};
use at_proto::firehose::{CommitEvent, Event};
use at_proto::syntax::Did;
use infra::fetch::TextTable;
use model::{AccountId, PostId};
use serde_json::{Value, json};
use social::caller::Role;
use social::post::Draft;
use social::relation::FollowOptions;
use social::{Caller, Found, Mode, Network, Page, PostView, Social, Viewer};

use crate::testing::{self, StepClock, community};
use crate::{AtConfig, AtProto};
use host::Host;

/// The newest of a list.
const ALL: Page = Page::first(40);

/// When everything was written.
const WRITTEN: &str = "2023-11-14T22:00:00.000Z";

/// A community, and a host elsewhere.
struct World {
    social: Social,
    at: Arc<AtProto>,
    host: Host,
    clock: Arc<StepClock>,
}

impl World {
    async fn new() -> Self {
        Self::with(TextTable::new(), |_| ()).await
    }

    /// One in which names say this in the DNS.
    async fn with(texts: TextTable, config: impl FnOnce(&mut AtConfig)) -> Self {
        Self::at(Host::open().await, texts, config).await
    }

    async fn at(host: Host, texts: TextTable, change: impl FnOnce(&mut AtConfig)) -> Self {
        let (clock, store) = (StepClock::new(), testing::store().await);
        let social = community(store, &clock, Mode::Development, "https://moot.example");
        let mut config = AtConfig {
            plc_url: host.url.clone(),
            relays: Vec::new(),
            ..AtConfig::public("moot.example")
        };
        change(&mut config);
        let at = Arc::new(AtProto::new(social.clone(), testing::door(texts), config));
        social.connect(vec![Arc::<AtProto>::clone(&at)]);
        Self {
            social,
            at,
            host,
            clock,
        }
    }

    fn pass(&self, span: Duration) {
        self.clock.pass(span);
    }

    /// A member with a repository that the directory knows.
    async fn member(&self, name: &str) -> Caller {
        let caller = testing::member(&self.social, name, Role::Member).await;
        self.settle().await;
        caller
    }

    /// Has the journal read by this network, the directory told, and those listened to known.
    async fn settle(&self) {
        while self.at.do_chores().await.unwrap() {}
        while self.social.publish_step(&*self.at).await.unwrap() == social::journal::Progress::Moved
        {
        }
        self.at.look_at_people().await.unwrap();
    }

    async fn did(&self, who: &Caller) -> Did {
        let repo = self.social.repo(who.account_id).await.unwrap();
        Did::parse(&repo.unwrap().did).unwrap()
    }

    /// The account behind a reference.
    async fn look_up(&self, reference: &str) -> Option<AccountId> {
        match self.at.resolve(reference).await.unwrap() {
            Some(Found::Account(account)) => Some(account),
            _ => None,
        }
    }

    async fn post(&self, reference: &str) -> Option<PostView> {
        match self.at.resolve(reference).await.unwrap() {
            Some(Found::Post(post)) => Some(self.see(post).await),
            _ => None,
        }
    }

    async fn see(&self, post: PostId) -> PostView {
        self.social.post(Viewer::Anyone, post).await.unwrap()
    }

    /// A post that is known here already.
    async fn known(&self, uri: &str) -> Option<PostView> {
        match self.social.find_post_by_uri(uri).await.unwrap() {
            Some(post) => Some(self.see(post).await),
            None => None,
        }
    }

    async fn write(&self, who: &Caller, text: &str) -> PostView {
        let draft = Draft {
            text: text.to_owned(),
            ..Draft::default()
        };
        let post = self.social.create_post(who, draft).await.unwrap();
        self.settle().await;
        post
    }

    /// The record that a post of a member is, as `{uri, cid}`.
    async fn strong_ref(&self, post: &PostView) -> Value {
        let own = self.social.records_of(post.id.get()).await.unwrap();
        let own = own
            .iter()
            .find(|own| own.record.collection == "app.bsky.feed.post");
        let reference = crate::publish::reference::strong_ref(own.unwrap()).unwrap();
        json!({ "uri": reference.uri.as_str(), "cid": reference.cid.to_string() })
    }

    async fn follow(&self, who: &Caller, whom: AccountId) {
        let options = FollowOptions::default();
        self.social.follow(who, whom, options).await.unwrap();
        self.settle().await;
    }

    /// What the host tells is heard.
    async fn hear(&self, told: CommitEvent) {
        self.hear_event(Event::Commit(told)).await;
    }

    async fn hear_event(&self, event: Event) {
        self.at.heard_event(&self.host.url, event).await.unwrap();
    }

    /// Somebody writes, and it is heard.
    async fn told(&self, did: &Did, records: &[(&str, Option<Ipld>)]) {
        self.hear(self.host.write(did, records)).await;
    }
}

fn record(json: &Value) -> Ipld {
    record_from_json(json).unwrap()
}

/// A post that says something.
fn post(text: &str) -> Ipld {
    post_with(text, &json!({}))
}

/// The same, with more fields.
fn post_with(text: &str, more: &Value) -> Ipld {
    let mut post = json!({ "$type": "app.bsky.feed.post", "text": text, "createdAt": WRITTEN });
    post.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    record(&post)
}

/// A like, a boost or a follow.
fn deed(kind: &str, subject: &Value) -> Ipld {
    record(&json!({ "$type": kind, "subject": subject, "createdAt": WRITTEN }))
}

fn profile(name: &str) -> Ipld {
    record(&json!({ "$type": "app.bsky.actor.profile", "displayName": name }))
}

const POST: &str = "app.bsky.feed.post";
const KEY: &str = "app.bsky.feed.post/3kabcdefghij2";
const PROFILE: &str = "app.bsky.actor.profile/self";

fn uri(did: &Did, key: &str) -> String {
    format!("at://{did}/{key}")
}
