//! The façade and what it holds.

use std::sync::{Arc, OnceLock};

use crypto::ServerKey;
use model::{Domain, Id, IdSource, Time};
use quick_cache::sync::Cache;
use store::Store;
use tokio::sync::{broadcast, watch};
use url::Url;

use crate::bus::{Bus, Live};
use crate::{Clock, Network};

/// What a [`Social`] is made of.
#[derive(Debug)]
pub struct SocialParts {
    /// The database, migrated.
    pub store: Store,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Where files are kept.
    pub files: media::Files,
    /// Seals private keys at rest.
    pub server_key: ServerKey,
    /// Where people and peers reach this server: scheme and host, no path.
    pub base_url: Url,
    /// The part after the `@` in addresses of people here.
    pub domain: Domain,
    /// How strict to be.
    pub mode: Mode,
    /// What is the most of everything.
    pub limits: Limits,
    /// Tells the ids of two processes on one database apart (0–1023).
    pub id_clock: u16,
}

/// How strict to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// For people.
    Production,
    /// `--dev`: plain http, peers on this machine, no rate limits.
    Development,
}

/// What is the most of everything; shown to apps, enforced here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Characters of a post, as [`model::text::length`] counts them.
    pub post_chars: usize,
    /// Files of a post.
    pub media: usize,
    /// Bytes of a file that plays.
    pub playing_bytes: usize,
    /// People named in a post.
    pub mentions: usize,
    /// Options of a poll.
    pub poll_options: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            post_chars: model::post::MAX_POST_CHARS,
            media: model::post::MAX_MEDIA,
            playing_bytes: crate::media::MAX_PLAYING_BYTES,
            mentions: model::post::MAX_MENTIONS,
            poll_options: model::post::MAX_POLL_OPTIONS,
        }
    }
}

/// The social core. Cheap to clone; all clones are the same.
#[derive(Clone)]
pub struct Social {
    inner: Arc<Inner>,
}

struct Inner {
    parts: SocialParts,
    ids: IdSource,
    bus: Bus,
    networks: OnceLock<Vec<Arc<dyn Network>>>,
    journal: watch::Sender<i64>,
    outbox: watch::Sender<i64>,
    repo_events: watch::Sender<i64>,
    pushes: watch::Sender<i64>,
    memory: Memory,
}

/// What is kept in memory between requests; all of it bounded and rebuilt from the database.
pub(crate) struct Memory {
    /// Unsealed keys of local accounts.
    pub(crate) keys: Cache<i64, Arc<crate::outbox::AccountKeys>>,
    /// Unsealed keys that repositories are signed with.
    pub(crate) repo_keys: Cache<i64, Arc<crypto::Secp256k1Key>>,
    /// The server's own key, for operations on names.
    pub(crate) rotation_key: OnceLock<Arc<crypto::Secp256k1Key>>,
    /// What members and the community keep at hand.
    pub(crate) members: crate::member::MemberMemory,
    /// The host's decisions.
    pub(crate) community: crate::community::CommunityMemory,
    /// Tokens of apps.
    pub(crate) access: crate::oauth::AccessMemory,
    /// Who makes pictures, and who removes files.
    pub(crate) media: crate::media::MediaMemory,
    /// What is shown of other servers' files.
    pub(crate) far: crate::media::far::FarMemory,
    /// Who translates.
    pub(crate) translation: crate::translation::TranslationMemory,
    /// The key by which push services know this server.
    pub(crate) push_key: OnceLock<Arc<crypto::P256Key>>,
    /// What stands between this server and others.
    pub(crate) border: crate::border::BorderMemory,
    /// What people do not want to read.
    pub(crate) filters: crate::filter::FilterMemory,
    /// Who may not join.
    pub(crate) gate: crate::gate::GateMemory,
    /// The server's own account.
    pub(crate) server_account: OnceLock<model::AccountId>,
}

const KEYS_IN_MEMORY: usize = 2_000;

impl Social {
    /// The core over its parts. Networks are connected afterwards, because they hold the core.
    pub fn new(parts: SocialParts) -> Self {
        let ids = IdSource::new(parts.id_clock);
        let memory = Memory {
            keys: Cache::new(KEYS_IN_MEMORY),
            repo_keys: Cache::new(KEYS_IN_MEMORY),
            rotation_key: OnceLock::new(),
            members: crate::member::MemberMemory::default(),
            community: crate::community::CommunityMemory::default(),
            access: crate::oauth::AccessMemory::default(),
            media: crate::media::MediaMemory::default(),
            far: crate::media::far::FarMemory::default(),
            translation: crate::translation::TranslationMemory::default(),
            push_key: OnceLock::new(),
            border: crate::border::BorderMemory::default(),
            filters: crate::filter::FilterMemory::default(),
            gate: crate::gate::GateMemory::default(),
            server_account: OnceLock::new(),
        };
        Self {
            inner: Arc::new(Inner {
                parts,
                ids,
                bus: Bus::new(),
                networks: OnceLock::new(),
                journal: watch::Sender::new(0),
                outbox: watch::Sender::new(0),
                repo_events: watch::Sender::new(0),
                pushes: watch::Sender::new(0),
                memory,
            }),
        }
    }

    /// Connects the networks, once; a second call changes nothing.
    pub fn connect(&self, networks: Vec<Arc<dyn Network>>) {
        let _ = self.inner.networks.set(networks);
    }

    /// The networks that people here can be reached on.
    pub fn networks(&self) -> &[Arc<dyn Network>] {
        self.inner.networks.get().map_or(&[], Vec::as_slice)
    }

    /// Where this server is reached.
    pub fn base_url(&self) -> &Url {
        &self.inner.parts.base_url
    }

    /// An absolute URL of a path here.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url().as_str().trim_end_matches('/'))
    }

    /// The part after the `@` of addresses here.
    pub fn domain(&self) -> &Domain {
        &self.inner.parts.domain
    }

    /// The moment it is.
    pub fn now(&self) -> Time {
        self.inner.parts.clock.now()
    }

    /// What is the most of everything.
    pub fn limits(&self) -> &Limits {
        &self.inner.parts.limits
    }

    /// Whether the server runs with `--dev`.
    pub fn is_development(&self) -> bool {
        self.inner.parts.mode == Mode::Development
    }

    /// Hears of everything that happens from now on. A listener that lags is told so and should reload.
    pub fn listen(&self) -> broadcast::Receiver<Live> {
        self.inner.bus.listen()
    }

    /// Wakes when the journal has grown.
    pub fn journal_changed(&self) -> watch::Receiver<i64> {
        self.inner.journal.subscribe()
    }

    /// Wakes when there is something to deliver.
    pub fn outbox_changed(&self) -> watch::Receiver<i64> {
        self.inner.outbox.subscribe()
    }

    /// Wakes when there may be an app to wake.
    pub fn pushes_changed(&self) -> watch::Receiver<i64> {
        self.inner.pushes.subscribe()
    }

    pub(crate) fn pushes_grew(&self) {
        self.inner
            .pushes
            .send_modify(|times| *times = times.wrapping_add(1));
    }

    pub(crate) fn repo_events(&self) -> &watch::Sender<i64> {
        &self.inner.repo_events
    }

    /// A secret of this server for one purpose of an adapter: the same after every start, and of no use for any other
    /// purpose. A secret: never show or store it.
    pub fn secret_for(&self, purpose: &'static str) -> [u8; 32] {
        self.server_key().mark("adapter", purpose.as_bytes())
    }

    pub(crate) fn store(&self) -> &Store {
        &self.inner.parts.store
    }

    pub(crate) fn files(&self) -> &media::Files {
        &self.inner.parts.files
    }

    pub(crate) fn server_key(&self) -> &ServerKey {
        &self.inner.parts.server_key
    }

    pub(crate) fn bus(&self) -> &Bus {
        &self.inner.bus
    }

    pub(crate) fn memory(&self) -> &Memory {
        &self.inner.memory
    }

    /// An id that nothing has: a record that is nothing here is called by one, too.
    pub fn fresh_id(&self) -> Id {
        self.new_id()
    }

    pub(crate) fn new_id(&self) -> Id {
        self.inner.ids.next(self.now())
    }

    /// An id for something that was written at `time`, unique even when many were.
    pub(crate) fn id_at(&self, time: Time) -> Id {
        let fresh = self.new_id();
        Id::at(time.min(self.now())).spread(fresh)
    }

    /// Tells the readers that a transaction with journal entries was committed.
    pub(crate) fn journal_grew(&self) {
        self.inner
            .journal
            .send_modify(|times| *times = times.wrapping_add(1));
    }

    pub(crate) fn outbox_grew(&self) {
        self.inner
            .outbox
            .send_modify(|times| *times = times.wrapping_add(1));
    }
}

impl std::fmt::Debug for Social {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Social")
            .field("base_url", &self.base_url().as_str())
            .finish_non_exhaustive()
    }
}
