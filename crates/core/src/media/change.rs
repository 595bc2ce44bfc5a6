//! Looking at one's own files before they are posted, and saying something else of them.

use model::{Media, MediaId, Preview};
use store::media::MediaRow;

use super::keep::Kept;
use super::upload::checked_alt;
use super::{MediaChange, MediaState};
use crate::{Caller, Error, Result, Social};

/// What is said of a file that is not there, is another's, or belongs to a post already.
pub(super) const GONE: Error = Error::NotFound("This file");

impl Social {
    /// One's own file that belongs to no post yet.
    pub async fn loose_media(&self, caller: &Caller, id: MediaId) -> Result<Media> {
        let row = self.loose_row(caller, id).await?;
        Ok(self.shown_file(read(&row)?))
    }

    /// The same, with how far it is.
    pub async fn loose_media_state(
        &self,
        caller: &Caller,
        id: MediaId,
    ) -> Result<(Media, MediaState)> {
        let row = self.loose_row(caller, id).await?;
        Ok((self.shown_file(read(&row)?), MediaState::of(&row)))
    }

    /// Says something else of one's own file that belongs to no post yet.
    pub async fn change_media(
        &self,
        caller: &Caller,
        id: MediaId,
        change: MediaChange,
    ) -> Result<Media> {
        let row = self.loose_row(caller, id).await?;
        let about = self.changed(&row, change).await?;
        Ok(self.shown_file(about))
    }

    /// Writes what is said of a file from now on, and gives it back as it is stored.
    pub(super) async fn changed(&self, row: &MediaRow, change: MediaChange) -> Result<Media> {
        let alt = change.alt.as_deref().map(checked_alt).transpose()?;
        let (focus, account, id) = (change.focus, row.account_id, row.id);
        let told = move |mut about: Media| {
            about.alt = alt.clone().unwrap_or(about.alt);
            about.focus = focus.or(about.focus);
            about
        };
        let now = self.now().micros();
        let Some(bytes) = change.thumbnail else {
            // Something may be made of it at this very moment: what is said then is added to, not written over.
            let said = self.store().write(move |tx| {
                let row = store::media::load(tx, account, &[id])?.pop();
                let Some(row) = row else { return Ok(None) };
                let about = serde_json::from_str(&row.about).map_err(store::Error::abort)?;
                let about = told(about);
                let json = serde_json::to_string(&about).map_err(store::Error::abort)?;
                store::media::set_about(tx, id, &json)?;
                Ok(Some(about))
            });
            return said.await?.ok_or(GONE);
        };
        let about = told(read(row)?);
        if row.input.is_some() {
            let reason = "can be chosen once the file is finished: try again in a moment";
            return Err(Error::invalid("thumbnail", "not_ready", reason));
        }
        let preview = self.make_thumbnail(bytes).await?;
        let (width, height) = (preview.width, preview.height);
        let about = self
            .keep(&[&preview], move |tx, kept| {
                let mut about = about.clone();
                for file in kept {
                    store::file::insert(tx, &file.row(store::file::MEDIA, id, now))?;
                }
                let path = kept.first().map(Kept::path);
                about.preview = path.map(|url| Preview { url, width, height });
                let json = serde_json::to_string(&about).map_err(store::Error::abort)?;
                store::media::set_about(tx, id, &json)?;
                Ok(about)
            })
            .await?;
        self.release_but(id, Some(&about)).await?;
        Ok(about)
    }

    async fn loose_row(&self, caller: &Caller, id: MediaId) -> Result<MediaRow> {
        let mut rows = self.own_media(caller, &[id]).await?;
        rows.pop().filter(|row| row.post_id.is_none()).ok_or(GONE)
    }
}

/// What is said of a file.
pub(super) fn read(row: &MediaRow) -> Result<Media> {
    serde_json::from_str(&row.about).map_err(Error::internal)
}
