//! `Announce`: somebody boosts a post, or a group passes on what happened in it (FEP-1b12).

use ap_proto::activity::{Activity, ActivityKind, ObjectRef};
use model::{Audience, PostId};

use super::{Delivery, Outcome};
use crate::error::Result;
use crate::map::audience::audience;
use crate::map::claimed_time;
use crate::{ActivityPub, ID};

impl ActivityPub {
    /// What is announced is believed only at its own id: an inline body of another server is not looked at
    /// (security row A13). A post we do not have is fetched when somebody here follows the one who boosts.
    pub(crate) async fn on_announce(&self, delivery: &Delivery<'_>) -> Result<Outcome> {
        let Some(uri) = announced(&delivery.activity.object) else {
            return self.on_passed_on(delivery).await;
        };
        if self.is_relay(&delivery.activity.actor).await? {
            return match self.social.find_post_by_uri(&uri).await? {
                Some(_) => Ok(Outcome::Ignored("known_already")),
                None => self.on_relayed(&uri).await,
            };
        }
        let from = match self.social.find_post_by_uri(&uri).await? {
            Some(_) => self.ensure_account(&delivery.activity.actor).await?,
            None => match self.known(&delivery.activity.actor).await? {
                Some(actor) if self.has_followers_here(actor.account_id).await? => actor.account_id,
                _ => return Ok(Outcome::Ignored("concerns_nobody")),
            },
        };
        let post = self.ensure_post(&uri).await?;
        self.boost(delivery, from, post).await
    }

    async fn boost(
        &self,
        delivery: &Delivery<'_>,
        from: model::AccountId,
        post: PostId,
    ) -> Result<Outcome> {
        let activity = delivery.activity;
        let followers = self
            .known(&activity.actor)
            .await?
            .and_then(|known| known.followers_uri);
        // A boost that names its audience badly is shown to followers, never wider.
        let audience = match audience(&activity.to, &activity.cc, followers.as_deref()) {
            Audience::Mentioned => Audience::Followers,
            other => other,
        };
        let at = claimed_time(activity.published, self.social.now());
        self.social
            .receive_boost(ID, from, post, delivery.id, audience, at)
            .await?;
        Ok(Outcome::Done)
    }
}

/// The id of the post that is announced: itself, or the object of the Create that a group passes on.
pub(super) fn announced(object: &ObjectRef) -> Option<String> {
    let inner = object
        .inline()
        .and_then(|value| Activity::parse(value).ok());
    match inner {
        Some(activity) if activity.kind == ActivityKind::Create => {
            activity.object.id().map(str::to_owned)
        }
        Some(_) => None,
        None => object.id().map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use ap_proto::activity::Activity;
    use serde_json::{Value, json};

    use super::announced;

    fn of(object: &Value) -> Option<String> {
        let announce = json!({
            "id": "https://g.example/a/1", "type": "Announce", "actor": "https://g.example/group", "object": object,
        });
        announced(&Activity::parse(&announce).expect("an activity").object)
    }

    #[test]
    fn a_post_may_be_named_carried_or_wrapped_in_its_create() {
        let post = "https://a.example/notes/1";
        let create = json!({"type": "Create", "actor": "https://a.example/alice", "object": {"id": post, "type": "Page"}});
        for object in [json!(post), json!({"id": post, "type": "Note"}), create] {
            assert_eq!(of(&object).as_deref(), Some(post));
        }
    }

    #[test]
    fn other_activities_that_a_group_passes_on_are_no_posts() {
        let like = json!({"type": "Like", "id": "https://a.example/l/1", "actor": "https://a.example/alice",
            "object": "https://a.example/notes/1"});
        assert_eq!(of(&like), None);
    }
}
