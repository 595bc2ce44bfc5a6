//! Whole journeys: what is done here and what is signed of it, what is signed elsewhere and what happens of it.

mod apps;
mod leaving;
mod names;
mod others;
mod publishing;

use std::sync::Arc;

use infra::fetch::TextTable;
use model::{AccountId, Audience, PostId};
use nostr_proto::{Event, EventId, Keys, Kind, PublicKey, Unsigned};
use social::caller::Role;
use social::event::{EventQuery, Kept};
use social::journal::Progress;
use social::post::Draft;
use social::{Caller, Mode, PostView, Social, Viewer};

use crate::arriving::{Brought, Taken};
use crate::map::{Tag, seconds, tag};
use crate::testing::{StepClock, community, door, member, store};
use crate::{Nostr, NostrConfig, kept};

/// A community with Nostr, and a clock.
struct World {
    social: Social,
    nostr: Arc<Nostr>,
    clock: Arc<StepClock>,
}

impl World {
    async fn new() -> Self {
        Self::of(Mode::Production).await
    }

    async fn of(mode: Mode) -> Self {
        let clock = StepClock::new();
        let url = "https://moot.example";
        let social = community(store().await, &clock, mode, url);
        let config = NostrConfig::new(&url.parse().unwrap());
        let door = door(TextTable::default());
        let nostr = Arc::new(Nostr::new(social.clone(), door, config));
        let network: Arc<dyn social::Network> = Arc::<Nostr>::clone(&nostr);
        social.connect(vec![network]);
        Self {
            social,
            nostr,
            clock,
        }
    }

    async fn member(&self, name: &str) -> Caller {
        member(&self.social, name, Role::Member).await
    }

    /// Has everything signed that happened.
    async fn publish(&self) {
        loop {
            let progress = self.social.publish_step(self.nostr.as_ref()).await.unwrap();
            if progress == Progress::Idle {
                return;
            }
        }
    }

    async fn post(&self, caller: &Caller, draft: Draft) -> PostView {
        let post = self.social.create_post(caller, draft).await.unwrap();
        self.publish().await;
        post
    }

    async fn says(&self, caller: &Caller, text: &str) -> PostView {
        self.post(caller, public(text)).await
    }

    async fn key(&self, caller: &Caller) -> PublicKey {
        self.nostr.key_of(caller.account_id).await.unwrap()
    }

    /// The keys with which a member signs in an app of their own.
    async fn keys(&self, caller: &Caller) -> Keys {
        let key = self.social.event_key(caller.account_id).await.unwrap();
        Keys::from_secret(&key.secret.unwrap()).unwrap()
    }

    /// The one event that something here is.
    async fn event(&self, subject: i64) -> Event {
        let [event] = self.events(subject).await.try_into().unwrap();
        event
    }

    async fn events(&self, subject: i64) -> Vec<Event> {
        let kept = self.social.events_of_subject(subject).await.unwrap();
        let events = kept.iter().filter_map(kept::read);
        events
            .filter(|event| event.kind != Kind::DELETION)
            .collect()
    }

    /// Everything that somebody has signed and that stands, the newest first.
    async fn signed_by(&self, author: PublicKey) -> Vec<Event> {
        let query = EventQuery {
            authors: vec![author.0],
            limit: 1_000,
            ..EventQuery::default()
        };
        let (kept, _) = self.social.find_events(query).await.unwrap();
        kept.iter().filter_map(kept::read).collect()
    }

    async fn standing(&self, author: PublicKey, kind: Kind) -> Option<Event> {
        self.nostr.standing(author.0, kind).await.unwrap()
    }

    /// Somebody signs something now.
    fn sign(&self, keys: &Keys, kind: Kind, tags: Vec<Tag>, content: &str) -> Event {
        let created_at = seconds(self.social.now());
        Unsigned {
            created_at,
            kind,
            tags,
            content: content.to_owned(),
        }
        .sign(keys)
    }

    async fn bring(&self, event: &Event) -> Taken {
        let taken = self.nostr.take_in(event.clone(), Brought::ByApp).await;
        taken.unwrap()
    }

    /// Brings something that is taken, and has it told.
    async fn tell(&self, event: &Event) {
        assert_eq!(self.bring(event).await, Taken::Kept(Kept::New), "{event:?}");
        self.publish().await;
    }

    async fn see(&self, id: PostId) -> PostView {
        self.social.post(Viewer::Anyone, id).await.unwrap()
    }

    /// The post that an event is.
    async fn post_of(&self, event: &Event) -> PostView {
        let kept = self.social.event(event.id.0).await.unwrap().unwrap();
        self.see(PostId::from(kept.subject.unwrap())).await
    }

    async fn account_of(&self, keys: &Keys) -> AccountId {
        let face = self.nostr.face_of(keys.public()).await.unwrap();
        face.unwrap()
    }
}

/// Somebody with a key of their own.
fn stranger(n: u8) -> Keys {
    Keys::from_secret(&[n; 32]).unwrap()
}

fn public(text: &str) -> Draft {
    Draft {
        text: text.to_owned(),
        audience: Some(Audience::Public),
        ..Draft::default()
    }
}

/// The tags of an answer.
fn answer(event: &Event) -> Vec<Tag> {
    vec![
        tag(["e", &event.id.to_string(), "", "root"]),
        tag(["p", &event.pubkey.to_string()]),
    ]
}

fn about(id: EventId) -> Vec<Tag> {
    vec![tag(["e", &id.to_string()])]
}
