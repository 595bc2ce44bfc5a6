//! Emoji put under posts and taken back. Only the author is told.
//!
//! They go out as `EmojiReact` (FEP-c0e0). A `Like` with `content` means the same to those who read either, and is a like to
//! everybody else: whoever looks sad at a post would be shown as liking it.

use ap_proto::activity::{Activity, ActivityKind, ObjectRef};
use ap_proto::object::Emoji;
use social::PostView;
use social::journal::Entry;

use super::Sending;
use super::payload::Payload;
use crate::ActivityPub;
use crate::error::Result;
use crate::map::is_of_the_web;

impl ActivityPub {
    pub(super) async fn reaction_created(&self, entry: &Entry) -> Result<Option<Sending>> {
        let post = self.subject_post(entry).await?;
        let activity = self.reaction(entry, &post);
        Ok(activity.map(|activity| Sending::new(&activity).with([post.account.id])))
    }

    pub(super) async fn reaction_deleted(&self, entry: &Entry) -> Result<Option<Sending>> {
        let post = self.subject_post(entry).await?;
        let Some(activity) = self.reaction(entry, &post) else {
            return Ok(None);
        };
        let (actor, id) = (
            self.urls.actor(entry.account_id),
            self.urls.activity(entry.seq, 0),
        );
        let undo = Activity {
            to: vec![post.account.uri.clone()],
            ..Activity::of_activity(ActivityKind::Undo, &id, &actor, &activity)
        };
        Ok(Some(Sending::new(&undo).with([post.account.id])))
    }

    /// The reaction of an entry. `None` when the Fediverse does not know the post.
    fn reaction(&self, entry: &Entry, post: &PostView) -> Option<Activity> {
        let payload = Payload::of(entry);
        let id = self.urls.reaction(payload.reaction_id());
        let actor = self.urls.actor(entry.account_id);
        let emoji = payload.emoji.filter(|_| is_of_the_web(&post.uri))?;
        let word = emoji.starts_with(':').then(|| {
            let word = emoji.trim_matches(':');
            word.split_once('@').map_or(word, |(word, _)| word)
        });
        let picture = word.zip(payload.picture).map(|(word, url)| Emoji {
            shortcode: word.to_owned(),
            url,
            id: None,
            updated: None,
        });
        Some(Activity {
            content: Some(word.map_or_else(|| emoji.clone(), |word| format!(":{word}:"))),
            emojis: picture.into_iter().collect(),
            to: vec![post.account.uri.clone()],
            ..Activity::new(
                ActivityKind::EmojiReact,
                &id,
                &actor,
                ObjectRef::Uri(post.uri.clone()),
            )
        })
    }
}
