//! What is made of video and sound after it was sent. One file at a time, in one process: it takes all of a processor.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ::media::{Arrived, Digest, Failure, Files, INPUT, Played, Tools, What};
use model::{Media, MediaId, MediaKind, Playing};
use store::media::MediaRow;
use tokio::sync::watch;

use super::keep::{Kept, NewFile, name_of};
use super::serve::{blocking, unavailable};
use super::streaming::Streaming;
use super::upload::{named, preview_of};
use crate::journal::Progress;
use crate::{Caller, Error, Result, Social};

/// How often a file is begun: one that brings the server down each time is given up.
const TRIES: i64 = 5;
/// What is read of a file at a time.
const PIECE: usize = 1024 * 1024;
/// How long somebody who asked to wait for a file does so.
const PATIENCE: Duration = Duration::from_secs(45);
/// How often they look.
const LOOK: Duration = Duration::from_millis(250);

/// How far a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaState {
    /// It can be posted.
    Ready,
    /// Something is still to be made of it.
    Waiting,
    /// Nothing can be made of it, for this reason.
    Failed(String),
}

impl MediaState {
    /// Of a row.
    pub(super) fn of(row: &MediaRow) -> Self {
        match row.state.as_str() {
            store::media::WAITING => Self::Waiting,
            store::media::FAILED => Self::Failed(row.fault.clone()),
            _ => Self::Ready,
        }
    }
}

impl Social {
    /// Says which programs read what this server cannot, once; until then there are none.
    pub fn connect_media_tools(&self, tools: Tools) {
        let _ = self.memory().media.tools.set(tools);
    }

    /// The programs that there are.
    pub(crate) fn tools(&self) -> Tools {
        self.memory().media.tools.get().cloned().unwrap_or_default()
    }

    /// What can be sent.
    pub fn media_types(&self) -> Vec<&'static str> {
        let tools = self.tools();
        let mut types = super::PICTURES.to_vec();
        types.extend(
            tools
                .has_heif()
                .then_some(super::FOREIGN)
                .into_iter()
                .flatten(),
        );
        types.extend(
            tools
                .has_ffmpeg()
                .then_some(super::PLAYING)
                .into_iter()
                .flatten(),
        );
        types
    }

    /// Ends what is being made; it is begun again after the next start.
    pub fn stop_making_media(&self) {
        self.tools().stop();
    }

    /// Wakes when there is something to be made.
    pub fn media_uploaded(&self) -> watch::Receiver<u64> {
        self.memory().media.came.subscribe()
    }

    pub(super) fn media_came(&self) {
        let came = &self.memory().media.came;
        came.send_modify(|times| *times = times.wrapping_add(1));
    }

    /// One's own file that belongs to no post yet, as soon as it is ready or failed, or after some while.
    pub async fn awaited_media(&self, caller: &Caller, id: MediaId) -> Result<(Media, MediaState)> {
        let began = tokio::time::Instant::now();
        loop {
            let (media, state) = self.loose_media_state(caller, id).await?;
            if state != MediaState::Waiting || began.elapsed() > PATIENCE {
                return Ok((media, state));
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Makes what is to be made of the file that has waited longest. Takes minutes; call it in one place at a time.
    pub async fn media_step(&self) -> Result<Progress> {
        let row = self.store().read(store::media::next_waiting).await?;
        let Some(row) = row else {
            return Ok(Progress::Idle);
        };
        let id = row.id;
        let tries = self
            .store()
            .write(move |tx| store::media::begin(tx, id))
            .await?;
        if tries.is_some_and(|tries| tries > TRIES) {
            let fault = "could not be read in several attempts: try another file";
            self.give_up(&row, fault).await?;
            return Ok(Progress::Moved);
        }
        let made = self.make_waiting(&row).await;
        if made.is_err() {
            self.forgive(id).await?;
        }
        made
    }

    /// A try that failed because files cannot be kept or read now does not count.
    async fn forgive(&self, id: i64) -> Result<()> {
        let files = self.files().clone();
        if blocking(move || files.check()).await.is_err() {
            let forgiven = self.store().write(move |tx| store::media::forgive(tx, id));
            forgiven.await?;
        }
        Ok(())
    }

    async fn make_waiting(&self, row: &MediaRow) -> Result<Progress> {
        match self.play(row).await? {
            Ok(made) => self.keep_played(row, made).await?,
            Err(Failure::Refused(refused)) => self.give_up(row, &refused.to_string()).await?,
            Err(Failure::Stopped) => return Ok(Progress::Idle),
            Err(Failure::Io(error)) => return Err(unavailable(&error)),
        }
        Ok(Progress::Moved)
    }

    /// Reads a file that waits, in a folder of its own, which goes with what was made.
    async fn play(&self, row: &MediaRow) -> Result<std::result::Result<Made, Failure>> {
        let name = row.input.clone().unwrap_or_default();
        let open = self
            .store()
            .read(move |conn| store::file::open(conn, &name))
            .await?;
        let digest = open.and_then(|open| Digest::parse(&open.digest));
        let (files, tools) = (self.files().clone(), self.tools());
        let work = move || {
            let digest = digest.ok_or(::media::Refused::Broken)?;
            let scratch = files.scratch()?;
            copy(&files, &digest, &scratch.path().join(INPUT))?;
            let played = tools.play(scratch.path())?;
            let scratch = Arc::new(scratch);
            let arrived = |file: &PathBuf| Arrived::in_folder(Arc::clone(&scratch), file.clone());
            let sizes = played.sizes.iter().map(|size| arrived(&size.file));
            Ok(Made {
                file: arrived(&played.file)?,
                sizes: sizes.collect::<io::Result<_>>()?,
                played,
            })
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(Error::internal)
    }

    /// Keeps what was made, and lets the file go that was sent.
    async fn keep_played(&self, row: &MediaRow, made: Made) -> Result<()> {
        let Made {
            file,
            sizes,
            played,
        } = made;
        let poster = played.poster.as_ref().map(|poster| &poster.picture);
        let streaming = Streaming::of(&played.sizes, sizes);
        let files: Vec<NewFile> = std::iter::once(NewFile::new(played.kind, file))
            .chain(streaming.files())
            .chain(poster.map(NewFile::from))
            .collect();
        let size = poster.map(|poster| (poster.width, poster.height));
        let (id, now, played) = (row.id, self.now().micros(), Arc::new(played));
        let about = self
            .keep_files(&files, move |tx, kept| {
                // Its owner may have said something of it, or have removed it, meanwhile.
                let Some(about) = store::media::waiting_about(tx, id)? else {
                    return Ok(None);
                };
                let about: Media = serde_json::from_str(&about).map_err(store::Error::abort)?;
                let about = streaming.added_to(described(about, &played));
                let mut about = named(tx, about, kept, now)?;
                about.url = kept.first().map(Kept::path).unwrap_or_default();
                let poster = kept.last().zip(size);
                let poster = poster.map(|(kept, size)| preview_of(kept, size));
                about.preview = about.preview.or(poster);
                let json = serde_json::to_string(&about).map_err(store::Error::abort)?;
                store::media::finish(tx, id, store::media::READY, &json, "")?;
                Ok(Some(about))
            })
            .await?;
        self.release_but(id, about.as_ref()).await
    }

    /// Says that nothing can be made of a file, and lets it go.
    async fn give_up(&self, row: &MediaRow, fault: &str) -> Result<()> {
        tracing::debug!(id = row.id, fault, "a file was refused");
        let (id, fault) = (row.id, fault.to_owned());
        let about = self
            .store()
            .write(move |tx| {
                let Some(json) = store::media::waiting_about(tx, id)? else {
                    return Ok(None);
                };
                store::media::finish(tx, id, store::media::FAILED, &json, &fault)?;
                serde_json::from_str(&json)
                    .map(Some)
                    .map_err(store::Error::abort)
            })
            .await?;
        self.release_but(id, about.as_ref()).await
    }

    /// Lets go of all files of a medium but those that it is seen by.
    pub(super) async fn release_but(&self, id: i64, about: Option<&Media>) -> Result<()> {
        let seen = |media: &Media| {
            let preview = media.preview.as_ref().map(|preview| preview.url.clone());
            let captions = media.captions.iter().map(|caption| caption.url.clone());
            let sizes = media.sizes.iter();
            let sizes = sizes.flat_map(|size| [Some(size.url.clone()), size.pieces.clone()]);
            let more = sizes.chain([media.playlist.clone()]).flatten();
            let more: Vec<String> = captions.chain(more).collect();
            std::iter::once(media.url.clone())
                .chain(preview)
                .chain(more)
        };
        let urls = about.into_iter().flat_map(seen);
        let keep: Vec<String> = urls.filter_map(|url| name_of(&url)).collect();
        self.release(move |tx| store::file::release(tx, store::file::MEDIA, &[id], &keep))
            .await
    }
}

/// What was made of video or sound.
struct Made {
    file: Arrived,
    /// In the order of what is said of them.
    sizes: Vec<Arrived>,
    played: Played,
}

/// What is said of a file, with what was found out while something was made of it.
fn described(about: Media, played: &Played) -> Media {
    let is_sound = played.what == What::Sound;
    let side = |side: u32| (side > 0).then_some(side);
    Media {
        kind: if is_sound {
            MediaKind::Audio
        } else {
            MediaKind::Video
        },
        media_type: Some(played.kind.media_type().to_owned()),
        width: side(played.width),
        height: side(played.height),
        blurhash: played.poster.as_ref().map(|poster| poster.blurhash.clone()),
        duration: Some(played.seconds),
        playing: Some(Playing {
            is_loop: played.what == What::Loop,
            rate: played.rate,
            bits: played.bits,
            peaks: played.peaks.clone(),
        }),
        ..about
    }
}

/// Copies a file out of where files are kept, in pieces.
fn copy(files: &Files, digest: &Digest, to: &std::path::Path) -> io::Result<()> {
    let mut to = File::create_new(to)?;
    let mut start = 0;
    loop {
        let piece = files
            .read_range(digest, start, PIECE)?
            .ok_or(io::ErrorKind::NotFound)?;
        if piece.is_empty() {
            return Ok(());
        }
        to.write_all(&piece)?;
        start += u64::try_from(piece.len()).unwrap_or(u64::MAX);
    }
}
