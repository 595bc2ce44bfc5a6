//! Looking at one's own files before they are posted, and saying something else of them.

use ::media::Rendition;
use model::{Media, MediaId};
use store::media::MediaRow;

use super::keep::Kept;
use super::upload::{checked_alt, named, preview_of};
use super::{MediaChange, MediaState, captions};
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
        if change.thumbnail.is_some() && row.input.is_some() {
            let reason = "can be chosen once the file is finished: try again in a moment";
            return Err(Error::invalid("thumbnail", "not_ready", reason));
        }
        let captions = self.read_captions(&read(row)?, change.captions).await?;
        let preview = match change.thumbnail {
            Some(bytes) => Some(self.make_thumbnail(bytes).await?),
            None => None,
        };
        let size = preview.as_ref().map(|small| (small.width, small.height));
        let (focus, account, id) = (change.focus, row.account_id, row.id);
        let (now, lets_go) = (
            self.now().micros(),
            preview.is_some() || !captions.is_empty(),
        );
        let files: Vec<Rendition> = captions
            .iter()
            .filter_map(|caption| caption.file.clone())
            .collect();
        let count = files.len();
        let files: Vec<&Rendition> = files.iter().chain(&preview).collect();
        let write = move |tx: &mut store::Tx, kept: &[Kept]| {
            // Something may be made of it at this very moment: what is said then is added to, not written over.
            let row = store::media::load(tx, account, &[id])?.pop();
            let Some(row) = row else { return Ok(None) };
            let about: Media = serde_json::from_str(&row.about).map_err(store::Error::abort)?;
            let mut about = named(tx, about, kept, now)?;
            about.alt = alt.clone().unwrap_or(about.alt);
            about.focus = focus.or(about.focus);
            about.captions = captions::changed(about.captions, &captions, kept)?;
            let small = kept.get(count).zip(size);
            let small = small.map(|(kept, size)| preview_of(kept, size));
            about.preview = small.or(about.preview);
            let json = serde_json::to_string(&about).map_err(store::Error::abort)?;
            store::media::set_about(tx, id, &json)?;
            Ok(Some(about))
        };
        let about = self.keep(&files, write).await?.ok_or(GONE)?;
        // What waits is tidied when it is finished.
        if lets_go && row.input.is_none() {
            self.release_but(id, Some(&about)).await?;
        }
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
