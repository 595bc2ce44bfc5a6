//! Stories of others.

use model::{AccountId, Media, Time};
use store::story::StoryRow;

use super::post::safe_media;
use crate::journal::{Change, Record};
use crate::story::{LASTS, MAX_CHARS, MAX_SECONDS, MAX_STORIES};
use crate::{Error, NetworkId, Result, Social};

/// A story of another server. Texts are unsafe here; the core makes them safe.
#[derive(Debug, Clone, PartialEq)]
pub struct RemoteStory {
    /// Which network.
    pub network: NetworkId,
    /// What it calls the story.
    pub uri: String,
    /// Whose it is.
    pub owner: AccountId,
    /// What is written on it.
    pub text: String,
    /// The picture or the video.
    pub media: Media,
    /// How long it stays on the screen, in seconds.
    pub seconds: u32,
    /// When it says it was told.
    pub created_at: Time,
    /// When it says it ends.
    pub expires_at: Time,
}

impl Social {
    /// Adds a story of another server. What is over already, or more than anybody has, is left out; what is known, or
    /// was deleted, stays as it is. None stays longer than ours do.
    pub async fn receive_story(&self, remote: RemoteStory) -> Result<()> {
        let now = self.now();
        let expires_at = remote.expires_at.min(now.plus(LASTS));
        let media = safe_media(&remote.media)
            .ok_or_else(|| Error::invalid("media", "invalid", "has no web address"))?;
        if expires_at <= now {
            return Ok(());
        }
        let row = StoryRow {
            id: self.new_id().get(),
            account_id: remote.owner.get(),
            origin: remote.network.0.to_owned(),
            uri: remote.uri,
            text: model::sanitize::lines(&remote.text, MAX_CHARS),
            media: serde_json::to_string(&[media]).unwrap_or_default(),
            seconds: i64::from(remote.seconds.clamp(1, MAX_SECONDS)),
            token: String::new(),
            created_at: remote.created_at.min(now).micros(),
            expires_at: expires_at.micros(),
        };
        let written = self.store().write(move |tx| {
            let is_known = store::story::by_uri(tx, &row.uri)?.is_some()
                || store::tombstone::is_buried_for(tx, &row.uri, row.account_id)?;
            if is_known || store::story::count(tx, row.account_id, now.micros())? >= MAX_STORIES {
                return Ok(());
            }
            store::story::insert(tx, &row)?;
            Record::from_network(
                &row.origin,
                now.micros(),
                row.account_id,
                Change::StoryTold,
                row.id,
            )
            .append(tx)
        });
        written.await?;
        self.journal_grew();
        Ok(())
    }
}
