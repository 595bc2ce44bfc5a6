//! Telling a story.

use model::{Media, MediaId, MediaKind};
use store::story::StoryRow;

use super::{LASTS, MAX_CHARS, MAX_SECONDS, MAX_STORIES, PICTURE_SECONDS, StoryView};
use crate::journal::{Change, LOCAL, Record};
use crate::member::{reason, refuse};
use crate::{Caller, Error, Result, Social};

/// A story to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStory {
    /// An uploaded picture or video of one's own that belongs to no post. It becomes the story's.
    pub media: MediaId,
    /// What is written on it.
    pub text: String,
    /// How long a picture stays on the screen, from 3 to 15 seconds. A video plays once.
    pub seconds: Option<u32>,
}

impl Social {
    /// Shows a picture or a video to one's followers for a day.
    pub async fn tell_story(&self, caller: &Caller, new: NewStory) -> Result<StoryView> {
        let text = new.text.trim().to_owned();
        if text.chars().count() > MAX_CHARS {
            let reason = format!("must have at most {MAX_CHARS} characters");
            return Err(Error::invalid("text", "too_long", reason));
        }
        if text.contains('\0') {
            let reason = "contains a character that cannot be stored";
            return Err(Error::invalid("text", "invalid", reason));
        }
        let attaching = self.attaching(caller, &[new.media]).await?;
        let media = attaching
            .media()
            .first()
            .ok_or(Error::NotFound("This file"))?;
        let seconds = seconds(media, new.seconds)?;
        let (id, now) = (self.new_id(), self.now());
        let row = StoryRow {
            id: id.get(),
            account_id: caller.account_id.get(),
            origin: LOCAL.to_owned(),
            uri: self.url(&format!("/ap/stories/{id}")),
            text,
            media: attaching.json(),
            seconds: i64::from(seconds),
            token: crypto::random_token(),
            created_at: now.micros(),
            expires_at: now.plus(LASTS).micros(),
        };
        let media = new.media;
        self.store()
            .write(move |tx| write(tx, &row, media))
            .await
            .map_err(reason)?;
        self.journal_grew();
        self.story(caller.viewer(), id).await
    }
}

fn write(tx: &mut store::Tx, row: &StoryRow, media: MediaId) -> store::Result<()> {
    if store::story::count(tx, row.account_id, row.created_at)? >= MAX_STORIES {
        let reason =
            format!("are {MAX_STORIES} already: wait until the oldest is over, or delete one");
        return Err(refuse(Error::invalid("stories", "too_many", reason)));
    }
    // Whoever is first has the file: a post or another story that takes it at this moment finds it gone.
    if store::media::delete_loose(tx, row.account_id, &[media.get()])?.is_empty() {
        let reason = "is not there any more, or belongs to a post";
        return Err(refuse(Error::invalid("media_id", "invalid", reason)));
    }
    store::file::hand_to_story(tx, media.get(), row.id)?;
    store::story::insert(tx, row)?;
    Record::local(row.created_at, row.account_id, Change::StoryTold, row.id).append(tx)
}

/// How long it stays on the screen.
fn seconds(media: &Media, said: Option<u32>) -> Result<u32> {
    match media.kind {
        MediaKind::Image => Ok(said.map_or(PICTURE_SECONDS, |said| said.clamp(3, 15))),
        MediaKind::Video => {
            let length = media.duration.unwrap_or_default().ceil();
            if length > f64::from(MAX_SECONDS) {
                let reason = format!("must be a video of {MAX_SECONDS} seconds at most");
                return Err(Error::invalid("media_id", "too_long", reason));
            }
            let whole = (1..=MAX_SECONDS).find(|whole| f64::from(*whole) >= length);
            Ok(whole.unwrap_or(MAX_SECONDS))
        }
        MediaKind::Audio | MediaKind::Unknown => {
            let reason = "must be a picture or a video";
            Err(Error::invalid("media_id", "invalid", reason))
        }
    }
}
