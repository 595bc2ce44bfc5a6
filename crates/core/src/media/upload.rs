//! Taking a file in.

use ::media::{Picture, Rendition};
use model::post::MAX_ALT_CHARS;
use model::{Media, MediaId, MediaKind, Preview, sanitize};
use store::media::MediaRow;

use super::Upload;
use super::keep::Kept;
use crate::member::refuse;
use crate::{Caller, Error, Result, Social};

/// Files that somebody may have without a post; those they forget are removed after a day.
const MAX_LOOSE: i64 = 200;

impl Social {
    /// Takes a picture in, to be attached to a post within a day.
    pub async fn upload_media(&self, caller: &Caller, upload: Upload) -> Result<Media> {
        let alt = upload
            .alt
            .as_deref()
            .map(checked_alt)
            .transpose()?
            .flatten();
        let Picture {
            whole,
            preview,
            blurhash,
        } = self.make_picture(upload.file).await?;
        let preview = match upload.thumbnail {
            Some(bytes) => self.make_thumbnail(bytes).await?,
            None => preview,
        };
        let about = Media {
            id: Some(MediaId::from(self.new_id())),
            kind: MediaKind::Image,
            media_type: Some(whole.kind.media_type().to_owned()),
            alt,
            width: Some(whole.width),
            height: Some(whole.height),
            blurhash: Some(blurhash),
            focus: upload.focus,
            ..Media::default()
        };
        let (account, now) = (caller.account_id.get(), self.now().micros());
        let size = (preview.width, preview.height);
        let media = self
            .keep(&[&whole, &preview], move |tx, kept| {
                if store::media::count_loose(tx, account)? >= MAX_LOOSE {
                    return Err(refuse(Error::invalid(
                        "file",
                        "too_many",
                        "is one too many: there are 200 uploads that belong to no post",
                    )));
                }
                insert(tx, about.clone(), kept, size, account, now)
            })
            .await?;
        Ok(self.shown_file(media))
    }

    /// A picture that stands for a file where it is small.
    pub(super) async fn make_thumbnail(&self, bytes: bytes::Bytes) -> Result<Rendition> {
        Ok(self.make_picture(bytes).await?.preview)
    }
}

fn insert(
    tx: &mut store::Tx,
    mut about: Media,
    kept: &[Kept],
    preview: (u32, u32),
    account: i64,
    now: i64,
) -> store::Result<Media> {
    let id = about.id.map_or(0, MediaId::get);
    for file in kept {
        store::file::insert(tx, &file.row(store::file::MEDIA, id, now))?;
    }
    let mut paths = kept.iter().map(Kept::path);
    about.url = paths.next().unwrap_or_default();
    let (width, height) = preview;
    about.preview = paths.next().map(|url| Preview { url, width, height });
    let row = MediaRow {
        id,
        account_id: account,
        post_id: None,
        about: serde_json::to_string(&about).map_err(store::Error::abort)?,
        touched_at: now,
    };
    store::media::insert(tx, &row)?;
    Ok(about)
}

/// The words for a file; empty is none.
pub(super) fn checked_alt(alt: &str) -> Result<Option<String>> {
    if alt.chars().count() > MAX_ALT_CHARS {
        let reason = format!("may have {MAX_ALT_CHARS} characters at most");
        return Err(Error::invalid("description", "too_long", reason));
    }
    let alt = sanitize::lines(alt, MAX_ALT_CHARS).trim().to_owned();
    Ok((!alt.is_empty()).then_some(alt))
}
