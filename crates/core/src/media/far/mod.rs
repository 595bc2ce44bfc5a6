//! Files of other servers: shown through this one, kept for a while under a cap.
//!
//! Always true here:
//! - Nobody who reads here is seen by the servers whose pictures they look at.
//! - Only what this server wrote into a view can be asked for: an address carries a mark that nobody else can make
//!   (security row B13), and neither this server nor another one's proxy is ever fetched through it.
//! - What is kept lies in a place of its own, apart from what people here uploaded, so throwing it out harms nothing.
//! - A picture is decoded and written anew before anybody gets it; what plays goes through as it comes, and is only
//!   ever called video or sound.

mod address;
mod bar;
mod counts;
mod keep;
mod picture;
mod play;
mod show;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use tokio::sync::Semaphore;
use url::Url;

use self::counts::Counts;
use self::picture::UnderWay;
use crate::member::Fresh;
use crate::{Error, Result, Social};

pub(crate) use self::address::FarUse;
pub use self::counts::{FarServer, FarSizes};
pub(in crate::media) use self::picture::moving;
pub use self::picture::{Again, FarFile};

/// Whoever gets files of other servers, through the one door out.
pub trait Courier: Send + Sync {
    /// A file of `most` bytes at most, whole.
    fn fetch<'a>(
        &'a self,
        url: &'a Url,
        most: usize,
    ) -> BoxFuture<'a, std::result::Result<Bytes, FarFailure>>;

    /// A file, or a part of it, as it comes.
    fn open<'a>(
        &'a self,
        url: &'a Url,
        part: Option<Part>,
    ) -> BoxFuture<'a, std::result::Result<FarStream, FarFailure>>;
}

/// Why there is no file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FarFailure {
    /// Its server does not have it any more.
    #[error("its server does not have it any more")]
    Gone,
    /// It is larger than may be.
    #[error("it is too large")]
    TooLarge,
    /// It is not what it should be.
    #[error("it is no picture, video or sound that can be shown")]
    Unusable,
    /// Its server did not answer, or not in time.
    #[error("its server could not be reached")]
    Unreachable,
}

/// A part of a file (RFC 9110 §14.1.2). One of both is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The place of the first byte; without one, `last` is how many bytes are wanted of the end.
    pub first: Option<u64>,
    /// The place of the last byte.
    pub last: Option<u64>,
}

/// Which bytes came, of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Came {
    /// The place of the first.
    pub first: u64,
    /// The place of the last.
    pub last: u64,
    /// How many there are, if that was said.
    pub of: Option<u64>,
}

/// A file as it comes.
pub struct FarStream {
    /// What its server says it is.
    pub media_type: String,
    /// How many bytes come, if that was said.
    pub length: Option<u64>,
    /// Which, when not all do.
    pub came: Option<Came>,
    /// The bytes.
    pub pieces: BoxStream<'static, std::io::Result<Bytes>>,
}

impl std::fmt::Debug for FarStream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FarStream")
            .field("media_type", &self.media_type)
            .field("came", &self.came)
            .finish_non_exhaustive()
    }
}

/// What is given out.
#[derive(Debug)]
pub enum FarAnswer {
    /// A picture or a caption, whole.
    File(FarFile),
    /// What plays.
    Stream(FarStream),
}

/// Where video and sound of other servers are played from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Playing {
    /// Through this server, so that the other one does not learn who looks.
    #[default]
    Through,
    /// From their own server, which spares this one's line.
    Origin,
}

/// What a host decides about files of other servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FarSettings {
    /// How many bytes are kept at most; 0 keeps nothing.
    pub cap: u64,
    /// Where video and sound are played from.
    pub playing: Playing,
}

/// What is needed to show files of other servers through this one.
pub struct FarParts {
    /// Gets them.
    pub courier: Arc<dyn Courier>,
    /// Where they are kept, and nothing else.
    pub files: ::media::Files,
    /// What the host decides.
    pub settings: FarSettings,
}

/// Pictures that are fetched at the same time: each may be some megabytes in memory.
const FETCHES: usize = 8;
/// What is played at the same time, through this server.
const PLAYS: usize = 64;
/// How long what could not be had is not asked for again.
const FAILED_FOR: Duration = Duration::from_mins(1);
/// How many failures are remembered.
const FAILURES: usize = 10_000;

/// What is connected, and what is kept in memory about it.
pub(crate) struct FarMemory {
    far: OnceLock<Far>,
    /// Servers whose files are not shown.
    barred: RwLock<Arc<HashSet<String>>>,
}

impl Default for FarMemory {
    fn default() -> Self {
        Self {
            far: OnceLock::new(),
            barred: RwLock::default(),
        }
    }
}

struct Far {
    parts: FarParts,
    fetches: Semaphore,
    plays: Arc<Semaphore>,
    /// What is being fetched: whoever else asks for it waits for that.
    under_way: Mutex<HashMap<String, Arc<UnderWay>>>,
    failed: Fresh<String, FarFailure>,
    counts: Mutex<Counts>,
    /// Held by whoever adds to what is kept, so that the cap holds.
    turn: tokio::sync::Mutex<()>,
}

impl Social {
    /// Shows files of other servers through this one from now on; a second call changes nothing. Without it their
    /// addresses are shown as they are.
    pub fn connect_far_media(&self, parts: FarParts) {
        let _ = self.memory().far.far.set(Far {
            parts,
            fetches: Semaphore::new(FETCHES),
            plays: Arc::new(Semaphore::new(PLAYS)),
            under_way: Mutex::default(),
            failed: Fresh::new(FAILURES, FAILED_FOR),
            counts: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
        });
    }

    /// Something small of another server, as it comes. [`Error::NotFound`] if files of that server are not shown here.
    pub(crate) async fn far_bytes(&self, url: &Url, most: usize) -> Result<Bytes> {
        let host = url.host_str().unwrap_or_default().to_owned();
        let far = self.far().filter(|_| !self.bars_media(&host));
        let far = far.ok_or(Error::NotFound("This server"))?;
        let got = far.parts.courier.fetch(url, most).await;
        got.map_err(|failure| {
            tracing::debug!(host, %failure, "nothing came of another server");
            Error::Unreachable(host)
        })
    }

    fn far(&self) -> Option<&Far> {
        self.memory().far.far.get()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
