//! Taking a file in.

use ::media::{Arrived, Container, Format, Kind, Picture, Refused, Rendition};
use model::post::MAX_ALT_CHARS;
use model::{Media, MediaId, MediaKind, Preview, sanitize};
use store::media::MediaRow;

use super::Upload;
use super::keep::{Kept, NewFile, name_of};
use super::serve::blocking;
use crate::member::refuse;
use crate::{Caller, Error, Result, Social};

/// Files that somebody may have without a post; those they forget are removed after a day.
const MAX_LOOSE: i64 = 200;
/// Bytes, of whatever kind.
const ANYTHING: &str = "application/octet-stream";

impl Social {
    /// The media type of a file that is called `claimed`: a picture is told by its bytes, and so is a video of which
    /// nothing is said (`*/*`, as some apps write). Everything else is what it is called.
    pub async fn media_type_of(&self, file: &Arrived, claimed: &str) -> Result<String> {
        let file = file.clone();
        let head = blocking(move || file.head()).await?;
        let is_told = claimed.contains('/') && !claimed.contains('*') && claimed != ANYTHING;
        Ok(match Format::of(&head) {
            Ok(Format::Picture(format)) => format.to_mime_type(),
            Ok(Format::Playing(Container::Mov)) if !is_told => Kind::Mp4.media_type(),
            _ if is_told => claimed,
            _ => ANYTHING,
        }
        .to_owned())
    }

    /// Takes a file in, to be attached to a post within a day. A picture is ready at once; of video, sound and pictures
    /// that move something is made later ([`Social::media_step`]), and until then they have no address.
    pub async fn upload_media(&self, caller: &Caller, upload: Upload) -> Result<Media> {
        self.take_in(caller, upload, None).await
    }

    /// The same of what arrived in `parts`, which is noted with it.
    pub(super) async fn take_in(
        &self,
        caller: &Caller,
        upload: Upload,
        parts: Option<i64>,
    ) -> Result<Media> {
        let alt = upload
            .alt
            .as_deref()
            .map(checked_alt)
            .transpose()?
            .flatten();
        let about = Media {
            id: Some(MediaId::from(self.new_id())),
            alt,
            focus: upload.focus,
            ..Media::default()
        };
        let thumbnail = match upload.thumbnail {
            Some(file) => Some(self.make_thumbnail(file).await?),
            None => None,
        };
        let made = match self.sort(&upload.file).await? {
            Sort::Waits(kind) => Made::Waits(kind),
            Sort::Picture => match self.make_still(upload.file.clone()).await? {
                Some(picture) => Made::Picture(picture),
                None => Made::Waits(MediaKind::Video),
            },
            Sort::Foreign => Made::Picture(self.make_foreign_picture(upload.file.clone()).await?),
        };
        let media = match made {
            Made::Picture(picture) => {
                self.keep_picture((caller, parts), about, picture, thumbnail)
                    .await?
            }
            Made::Waits(kind) => {
                let about = Media { kind, ..about };
                self.keep_waiting((caller, parts), about, upload.file, thumbnail)
                    .await?
            }
        };
        Ok(self.shown_file(media))
    }

    /// What has to be done with a file, by its bytes.
    async fn sort(&self, file: &Arrived) -> Result<Sort> {
        let tools = self.tools();
        let read = file.clone();
        let head = blocking(move || read.head()).await?;
        let kind = match Format::of(&head).map_err(refused)? {
            Format::Picture(_) => return Ok(Sort::Picture),
            Format::Foreign if tools.has_heif() => return Ok(Sort::Foreign),
            Format::Foreign => return Err(refused(Refused::NeedsHeif)),
            Format::Playing(_) if !tools.has_ffmpeg() => {
                return Err(refused(Refused::NeedsFfmpeg));
            }
            Format::Playing(container) if container.is_for_sound() => MediaKind::Audio,
            Format::Playing(_) => MediaKind::Video,
        };
        let most = self.limits().playing_bytes;
        if usize::try_from(file.len()).map_or(true, |length| length > most) {
            let reason = format!(
                "is too large: video and sound may have {} MB",
                most / 1_000_000
            );
            return Err(Error::invalid("file", "too_large", reason));
        }
        Ok(Sort::Waits(kind))
    }

    async fn keep_picture(
        &self,
        (caller, parts): (&Caller, Option<i64>),
        about: Media,
        picture: Picture,
        thumbnail: Option<Rendition>,
    ) -> Result<Media> {
        let Picture {
            whole,
            preview,
            blurhash,
        } = picture;
        let preview = thumbnail.unwrap_or(preview);
        let about = Media {
            kind: MediaKind::Image,
            media_type: Some(whole.kind.media_type().to_owned()),
            width: Some(whole.width),
            height: Some(whole.height),
            blurhash: Some(blurhash),
            ..about
        };
        let (account, now) = (caller.account_id.get(), self.now().micros());
        let size = (preview.width, preview.height);
        self.keep(&[&whole, &preview], move |tx, kept| {
            check_loose(tx, account)?;
            let mut about = named(tx, about.clone(), kept, now)?;
            about.url = kept.first().map(Kept::path).unwrap_or_default();
            about.preview = kept.get(1).map(|kept| preview_of(kept, size));
            insert(tx, &about, None, account, now)?;
            settle_parts(tx, parts, &about)?;
            Ok(about)
        })
        .await
    }

    /// Keeps a file as it was sent, until something was made of it.
    async fn keep_waiting(
        &self,
        (caller, parts): (&Caller, Option<i64>),
        about: Media,
        file: Arrived,
        thumbnail: Option<Rendition>,
    ) -> Result<Media> {
        let size = thumbnail.as_ref().map_or((0, 0), |t| (t.width, t.height));
        let files: Vec<NewFile> = std::iter::once(NewFile::new(Kind::Raw, file))
            .chain(thumbnail.as_ref().map(NewFile::from))
            .collect();
        let (account, now) = (caller.account_id.get(), self.now().micros());
        let media = self
            .keep_files(&files, move |tx, kept| {
                check_loose(tx, account)?;
                let mut about = named(tx, about.clone(), kept, now)?;
                about.preview = kept.get(1).map(|kept| preview_of(kept, size));
                let input = kept.first().and_then(|kept| name_of(&kept.path()));
                insert(tx, &about, input, account, now)?;
                settle_parts(tx, parts, &about)?;
                Ok(about)
            })
            .await?;
        self.media_came();
        Ok(media)
    }

    /// A picture that stands for a file where it is small.
    pub(super) async fn make_thumbnail(&self, file: Arrived) -> Result<Rendition> {
        Ok(self.make_picture(file).await?.preview)
    }
}

/// What has to be done with a file.
enum Sort {
    /// It is read here, at once.
    Picture,
    /// It is read by another program, at once.
    Foreign,
    /// It takes a while.
    Waits(MediaKind),
}

/// What was done with it.
enum Made {
    Picture(Picture),
    /// Something is made of it later.
    Waits(MediaKind),
}

pub(super) fn refused(refused: Refused) -> Error {
    Error::invalid("file", "invalid", refused.to_string())
}

fn check_loose(tx: &mut store::Tx, account: i64) -> store::Result<()> {
    if store::media::count_loose(tx, account)? < MAX_LOOSE {
        return Ok(());
    }
    Err(refuse(Error::invalid(
        "file",
        "too_many",
        "is one too many: there are 200 uploads that belong to no post",
    )))
}

/// Notes what became of a file that arrived in parts.
fn settle_parts(tx: &mut store::Tx, parts: Option<i64>, about: &Media) -> store::Result<()> {
    let media = about.id.map_or(0, MediaId::get);
    match parts {
        Some(parts) if !store::upload::finish(tx, parts, media)? => Err(refuse(super::parts::GONE)),
        _ => Ok(()),
    }
}

/// Gives files their names.
pub(super) fn named(
    tx: &mut store::Tx,
    about: Media,
    kept: &[Kept],
    now: i64,
) -> store::Result<Media> {
    let id = about.id.map_or(0, MediaId::get);
    for file in kept {
        store::file::insert(tx, &file.row(store::file::MEDIA, id, now))?;
    }
    Ok(about)
}

pub(super) fn preview_of(kept: &Kept, (width, height): (u32, u32)) -> Preview {
    Preview {
        url: kept.path(),
        width,
        height,
    }
}

/// Writes the row of a file: one that is ready, or one that waits under a name.
fn insert(
    tx: &mut store::Tx,
    about: &Media,
    input: Option<String>,
    account: i64,
    now: i64,
) -> store::Result<()> {
    let state = if input.is_some() {
        store::media::WAITING
    } else {
        store::media::READY
    };
    let row = MediaRow {
        id: about.id.map_or(0, MediaId::get),
        account_id: account,
        post_id: None,
        about: serde_json::to_string(about).map_err(store::Error::abort)?,
        touched_at: now,
        state: state.to_owned(),
        input,
        fault: String::new(),
    };
    store::media::insert(tx, &row)
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
