//! What relays are told (FEP-ae0c), in both manners: Mastodon's, which pass on an activity as it is, and Pleroma's, which
//! pass on what the server boosts. Only what is for everyone goes there, and what its author wrote themselves.

use ap_proto::activity::{Activity, ActivityKind, ObjectRef};
use ap_proto::value::PUBLIC;
use model::{Audience, Id};
use serde::Deserialize;
use social::journal::Entry;
use social::relay::{RelayState, RelayView};

use super::Sending;
use crate::error::Result;
use crate::map::timestamp;
use crate::{ActivityPub, ID};

/// The facts of [`social::journal::Change::RelayTold`].
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Told {
    says: String,
    inbox: String,
    followed: String,
    actor: Option<String>,
    uri: Option<String>,
}

/// Whether a relay passes on activities as they are.
fn passes_on_activities(relay: &RelayView) -> bool {
    relay.followed == PUBLIC
}

impl ActivityPub {
    pub(super) fn relay_told(&self, entry: &Entry) -> Option<Sending> {
        let told: Told = serde_json::from_str(&entry.payload).unwrap_or_default();
        let id = self.urls.activity(entry.seq, 0);
        let me = self.urls.actor(entry.account_id);
        let follow = || {
            let follow = self.urls.relay(Id::from(entry.subject_id));
            let object = ObjectRef::Uri(told.followed.clone());
            Activity::new(ActivityKind::Follow, &follow, &me, object)
        };
        let activity = match told.says.as_str() {
            "follow" => follow(),
            "undo" => Activity::of_activity(ActivityKind::Undo, &id, &me, &follow()),
            _ => {
                let object = ObjectRef::Uri(me.clone());
                let theirs = Activity {
                    id: told.uri,
                    ..Activity::new(ActivityKind::Follow, "", told.actor.as_deref()?, object)
                };
                Activity::of_activity(ActivityKind::Accept, &id, &me, &theirs)
            }
        };
        // Whoever is followed is addressed; where that is the public, nobody is.
        let to = told.actor.or(Some(told.followed));
        let to = to.filter(|to| to != PUBLIC).into_iter().collect();
        Some(Sending::new(&Activity { to, ..activity }).with_inboxes([told.inbox]))
    }

    /// Where relays take what is told of a post, if it is for everyone.
    pub(super) async fn relays_for(&self, audience: Audience) -> Result<Vec<RelayView>> {
        if audience != Audience::Public {
            return Ok(Vec::new());
        }
        let mut relays = self.social.relays_on(ID).await?;
        relays.retain(|relay| relay.state == RelayState::Accepted);
        Ok(relays)
    }

    /// A new post that relays get as it is.
    pub(super) async fn create_relays(&self, audience: Audience) -> Result<Vec<String>> {
        let relays = self.relays_for(audience).await?.into_iter();
        let relays = relays.filter(passes_on_activities);
        Ok(relays.map(|relay| relay.inbox).collect())
    }

    /// What becomes of a post is told to every relay.
    pub(super) async fn all_relays(&self, audience: Audience) -> Result<Vec<String>> {
        let relays = self.relays_for(audience).await?.into_iter();
        Ok(relays.map(|relay| relay.inbox).collect())
    }

    /// The boost, by the server, of a new post, for the relays that pass on boosts.
    pub(super) async fn post_relayed(&self, entry: &Entry) -> Result<Option<Sending>> {
        let post = self.subject_post(entry).await?;
        if post.boost_of.is_some() {
            return Ok(None);
        }
        let mut relays = self.relays_for(post.audience).await?;
        relays.retain(|relay| !passes_on_activities(relay));
        if relays.is_empty() {
            return Ok(None);
        }
        let server = self.social.server_account().await?;
        let object = ObjectRef::Uri(self.urls.post(post.id));
        let id = self.urls.activity(entry.seq, 1);
        let announce = Activity {
            to: vec![self.urls.followers(server)],
            published: Some(timestamp(entry.at)),
            ..Activity::new(
                ActivityKind::Announce,
                &id,
                &self.urls.actor(server),
                object,
            )
        };
        let inboxes = relays.into_iter().map(|relay| relay.inbox);
        let sending = Sending::new(&announce).with_inboxes(inboxes);
        Ok(Some(Sending {
            by: Some(server),
            ..sending
        }))
    }
}
