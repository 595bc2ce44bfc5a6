//! What a group (FEP-1b12), or whoever began a conversation (FEP-171b), passes on: an activity of somebody else inside one of
//! their own.
//!
//! It is done as if it had come from its own actor when that is vouched for: by the actor's proof inside (FEP-8b32), or
//! because both are of one server, which could say it in either's name (FEP-fe34). Otherwise the origin of the post is
//! asked; who likes what is not asked there one by one.

use ap_proto::activity::{Activity, ActivityKind};
use ap_proto::object::Note;
use ap_proto::origin::same_origin;

use super::{Authority, Delivery, Outcome};
use crate::ActivityPub;
use crate::error::Result;

const NOTHING: Outcome = Outcome::Ignored("passes_on_nothing");

impl ActivityPub {
    /// Takes the activity that another one carries.
    pub(super) async fn on_passed_on(&self, delivery: &Delivery<'_>) -> Result<Outcome> {
        let Some(value) = delivery.activity.object.inline() else {
            return Ok(NOTHING);
        };
        let activity = Activity::parse(value)?;
        if !can_be_passed_on(&activity) {
            return Ok(NOTHING);
        }
        let bytes = serde_json::to_vec(value).map_err(social::Error::internal)?;
        let passed_on = self
            .arriving(&activity, value, &bytes, delivery.inbox)
            .await?;
        if self.is_kept_out(&passed_on).await? {
            return Ok(Outcome::Ignored("kept_out"));
        }
        if Box::pin(self.is_vouched_for(delivery, &passed_on)).await? {
            return self.take_passed_on(&passed_on).await;
        }
        if self.is_of_a_known_thread(&activity).await? {
            Box::pin(self.ask_origin(&passed_on)).await
        } else {
            Ok(NOTHING)
        }
    }

    async fn is_vouched_for(
        &self,
        delivery: &Delivery<'_>,
        passed_on: &Delivery<'_>,
    ) -> Result<bool> {
        if same_origin(&delivery.activity.actor, &passed_on.activity.actor) {
            return Ok(true);
        }
        if passed_on.value.get("proof").is_none() {
            return Ok(false);
        }
        Ok(self.proof_authority(passed_on).await? == Authority::Proof)
    }

    async fn take_passed_on(&self, passed_on: &Delivery<'_>) -> Result<Outcome> {
        if self.is_repeated(passed_on).await? {
            return Ok(Outcome::Ignored("repeated"));
        }
        if passed_on.sender.is_none() {
            self.spend(&self.looks, &passed_on.activity.actor)?;
        }
        let outcome = Box::pin(self.handle(passed_on)).await?;
        self.remember(passed_on).await?;
        Ok(outcome)
    }

    /// Whether it is about a post that is here, or is the answer to one.
    async fn is_of_a_known_thread(&self, activity: &Activity) -> Result<bool> {
        let about = match activity.kind {
            ActivityKind::Update | ActivityKind::Delete => activity.object.id().map(str::to_owned),
            ActivityKind::Create => {
                let note = activity.object.inline().map(Note::parse);
                note.and_then(|note| note.ok()?.in_reply_to)
            }
            _ => None,
        };
        match about {
            Some(uri) => Ok(self.social.find_post_by_uri(&uri).await?.is_some()),
            None => Ok(false),
        }
    }
}

/// What others may have a part in; who follows, moves or is blocked is told by nobody else.
fn can_be_passed_on(activity: &Activity) -> bool {
    match activity.kind {
        ActivityKind::Undo => {
            let undone = activity.object.inline().map(Activity::parse);
            let kind = undone.and_then(|undone| Some(undone.ok()?.kind));
            matches!(kind, Some(ActivityKind::Like | ActivityKind::EmojiReact))
        }
        // An account's end is no matter of a thread.
        ActivityKind::Delete => activity.object.id() != Some(activity.actor.as_str()),
        _ => matches!(
            activity.kind,
            ActivityKind::Create
                | ActivityKind::Update
                | ActivityKind::Like
                | ActivityKind::EmojiReact
        ),
    }
}
