//! Looking at one's own files before they are posted, and saying something else of them.

use model::{Media, MediaId, Preview};
use store::media::MediaRow;

use super::MediaChange;
use super::keep::{Kept, name_of};
use super::upload::checked_alt;
use crate::{Caller, Error, Result, Social};

/// What is said of a file that is not there, is another's, or belongs to a post already.
pub(super) const GONE: Error = Error::NotFound("This file");

impl Social {
    /// One's own file that belongs to no post yet.
    pub async fn loose_media(&self, caller: &Caller, id: MediaId) -> Result<Media> {
        let row = self.loose_row(caller, id).await?;
        Ok(self.shown_file(read(&row)?))
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
        let mut about = read(row)?;
        if let Some(alt) = &change.alt {
            about.alt = checked_alt(alt)?;
        }
        about.focus = change.focus.or(about.focus);
        let (id, now) = (row.id, self.now().micros());
        let Some(bytes) = change.thumbnail else {
            let json = serde_json::to_string(&about).map_err(Error::internal)?;
            self.store()
                .write(move |tx| store::media::set_about(tx, id, &json))
                .await?;
            return Ok(about);
        };
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
        self.release_replaced(id, &about).await?;
        Ok(about)
    }

    /// Lets go of the files that stood for a medium before.
    async fn release_replaced(&self, id: i64, about: &Media) -> Result<()> {
        let mut keep: Vec<String> = name_of(&about.url).into_iter().collect();
        keep.extend(
            about
                .preview
                .as_ref()
                .and_then(|preview| name_of(&preview.url)),
        );
        self.release(move |tx| store::file::release(tx, store::file::MEDIA, &[id], &keep))
            .await
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
