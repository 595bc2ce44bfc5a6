//! Making pictures: a bounded number at a time, away from the threads that answer. Only whoever has their turn has a
//! picture in memory, and always on the same few threads: the C library keeps what a thread has given back for that
//! thread alone, so that ten large photos on ten threads took 430 MiB for good.

use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use ::media::{Arrived, Failure, Picture, Refused, Rendition, Shape};
use bytes::Bytes;
use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::{Semaphore, oneshot};

use super::far::moving;
use crate::{Error, Result, Social};

/// How long somebody waits for their turn before they are told to come back.
const PATIENCE: Duration = Duration::from_secs(20);
/// When to come back.
const RETRY: Duration = Duration::from_secs(10);

/// Where pictures are made.
#[derive(Debug)]
pub(super) struct Workshop {
    /// One for each thread.
    turns: Arc<Semaphore>,
    count: usize,
    /// Started with the first picture.
    threads: OnceLock<ThreadPool>,
}

impl Default for Workshop {
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
        let count = (processors / 2).clamp(1, 2);
        Self {
            turns: Arc::new(Semaphore::new(count)),
            count,
            threads: OnceLock::new(),
        }
    }
}

impl Workshop {
    fn threads(&self) -> Result<&ThreadPool> {
        if let Some(threads) = self.threads.get() {
            return Ok(threads);
        }
        let threads = ThreadPoolBuilder::new()
            .num_threads(self.count)
            .thread_name(|number| format!("pictures-{number}"))
            .build()
            .map_err(Error::internal)?;
        Ok(self.threads.get_or_init(|| threads))
    }
}

/// All of a picture, in memory.
fn whole(file: &Arrived) -> std::result::Result<Bytes, Failure> {
    let read = file.read(::media::MAX_BYTES)?;
    Ok(read.ok_or(Refused::TooLarge)?)
}

impl Social {
    /// Everything that is made of a picture to attach.
    pub(super) async fn make_picture(&self, file: impl Into<Arrived>) -> Result<Picture> {
        let file = file.into();
        let work = move || Ok(::media::picture(&whole(&file)?)?);
        self.make("file", work).await
    }

    /// The same of a picture that may move; `None` when it does, and is to be made into video.
    pub(super) async fn make_still(&self, file: Arrived) -> Result<Option<Picture>> {
        let has_ffmpeg = self.tools().has_ffmpeg();
        let work = move || {
            let bytes = whole(&file)?;
            if has_ffmpeg && ::media::moves(&bytes) {
                return Ok(None);
            }
            Ok(Some(::media::picture(&bytes)?))
        };
        self.make("file", work).await
    }

    /// The same of a picture that another program reads.
    pub(super) async fn make_foreign_picture(&self, file: Arrived) -> Result<Picture> {
        let (files, tools) = (self.files().clone(), self.tools());
        let work = move || {
            if usize::try_from(file.len()).map_or(true, |length| length > ::media::MAX_BYTES) {
                return Err(Refused::TooLarge.into());
            }
            let scratch = files.scratch()?;
            file.copy_to(&scratch.path().join(::media::INPUT))?;
            tools.foreign_picture(scratch.path())
        };
        self.make("file", work).await
    }

    /// The middle of a picture in a shape. `field` is the input that it came in.
    pub(crate) async fn make_cropped(
        &self,
        field: &'static str,
        file: impl Into<Arrived>,
        shape: Shape,
    ) -> Result<Rendition> {
        let file = file.into();
        let work = move || Ok(::media::cropped(&whole(&file)?, shape)?);
        self.make(field, work).await
    }

    /// A picture in so few pixels that it has `most` bytes at most.
    pub(crate) async fn make_fitted(&self, bytes: Bytes, most: usize) -> Result<Rendition> {
        self.make("file", move || Ok(::media::fitted(&bytes, most)?))
            .await
    }

    /// A custom emoji, standing still; and moving, if it does and is small.
    pub(crate) async fn make_emoji(
        &self,
        file: Arrived,
        shape: Shape,
    ) -> Result<(Rendition, Option<Rendition>)> {
        let work = move || {
            let bytes = whole(&file)?;
            let still = ::media::cropped(&bytes, shape)?;
            let moves = ::media::moves(&bytes);
            let moving = match moves.then(|| ::media::picture(&bytes)) {
                Some(picture) => moving(picture?),
                None => None,
            };
            Ok((still, moving))
        };
        self.make("image", work).await
    }

    async fn make<T: Send + 'static>(
        &self,
        field: &'static str,
        work: impl FnOnce() -> std::result::Result<T, Failure> + Send + 'static,
    ) -> Result<T> {
        let workshop = &self.memory().media.workshop;
        let turns = Arc::clone(&workshop.turns);
        let turn = match tokio::time::timeout(PATIENCE, turns.acquire_owned()).await {
            Ok(turn) => turn.map_err(Error::internal)?,
            Err(_elapsed) => return Err(Error::TooMany { retry: RETRY }),
        };
        let (tell, made) = oneshot::channel();
        workshop.threads()?.spawn(move || {
            let made = catch_unwind(AssertUnwindSafe(work));
            drop(turn);
            // Nobody waits for it any more, maybe.
            let _ = tell.send(made);
        });
        // A decoder that gave up on what somebody sent is their fault, not ours; what it said is in the log.
        let made = made.await.map_err(Error::internal)?;
        let made = made.unwrap_or_else(|_| {
            tracing::warn!("a picture could not be read");
            Err(Refused::Broken.into())
        });
        made.map_err(|failure| match failure {
            Failure::Refused(refused) => Error::invalid(field, "invalid", refused.to_string()),
            Failure::Stopped => Error::TooMany { retry: RETRY },
            Failure::Io(error) => Error::internal(error),
        })
    }
}
