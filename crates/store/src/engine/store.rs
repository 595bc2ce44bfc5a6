//! The store: where closures meet connections.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::{self, JoinHandle};

use tempfile::TempDir;
use tokio::sync::oneshot;

use super::job::{Queue, job};
use super::lite::{Durability, Files, Use};
use super::lock::Lock;
use super::{Conn, Engine, Gaps, Tx, lite, pg};
use crate::error::{Error, Result};
use crate::migrate::{self, Migration, MigrationStep};

/// Where the data is.
#[derive(Clone, PartialEq, Eq)]
pub enum Target {
    /// A database file; the folder around it is made if need be, and belongs to one process at a time.
    SqliteFile(PathBuf),
    /// A database that ends with the store, for tests and demonstrations. It is a file in a temporary
    /// folder that is never flushed, so it behaves exactly like the real one.
    SqliteMemory,
    /// `postgres://user:password@host/database`. Any number of processes may share it.
    Postgres(String),
}

/// How to open a store.
#[derive(Debug, Clone)]
pub struct StoreConfig {
    /// Where the data is.
    pub target: Target,
    /// How many threads read; on PostgreSQL as many again write. At least one.
    pub readers: usize,
}

/// The database: every read and every write of the program goes through one of these. Clones are
/// the same store.
#[derive(Debug, Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    source: Source,
    reads: Arc<Queue>,
    writes: Arc<Queue>,
    shared: Gaps,
    threads: Mutex<Vec<JoinHandle<()>>>,
    /// Dropping it tells the checkpoint thread to finish.
    stop: Mutex<Option<mpsc::Sender<()>>>,
    // The order of these two matters: the folder is removed before it is unlocked.
    _folder: Option<TempDir>,
    _lock: Option<Lock>,
}

#[derive(Debug, Clone)]
enum Source {
    Lite(Files, Gaps),
    Pg(Box<pg::Server>),
}

/// The address may hold a password.
impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::SqliteFile(path) => f.debug_tuple("SqliteFile").field(path).finish(),
            Self::SqliteMemory => f.write_str("SqliteMemory"),
            Self::Postgres(_) => f.write_str("Postgres(…)"),
        }
    }
}

impl Store {
    /// Opens the data and starts the threads. Does not migrate, but refuses data that is newer than
    /// this program, an unreachable server, and a folder that another process has open.
    pub fn open(config: &StoreConfig) -> Result<Self> {
        let (gaps, mut folder, mut lock) = (Gaps::default(), None, None);
        let shared = Arc::clone(&gaps);
        let source = match &config.target {
            Target::SqliteFile(path) => {
                lock = Some(prepare(path)?);
                Source::Lite(
                    Files {
                        path: path.clone(),
                        durability: Durability::Full,
                    },
                    gaps,
                )
            }
            Target::SqliteMemory => {
                let made = TempDir::with_prefix("folkmoot-").map_err(Error::engine)?;
                let path = made.path().join("folkmoot.db");
                folder = Some(made);
                Source::Lite(
                    Files {
                        path,
                        durability: Durability::None,
                    },
                    gaps,
                )
            }
            Target::Postgres(address) => Source::Pg(Box::new(pg::Server::new(address, gaps)?)),
        };
        let checked = source.clone();
        on_own_thread(move || {
            let mut tx = checked.open()?;
            migrate::refuse_newer(&mut tx)
        })?;
        let (reads, writes) = (Arc::new(Queue::default()), Arc::new(Queue::default()));
        let readers = config.readers.max(1);
        let (threads, stop) = match &source {
            Source::Lite(files, gaps) => {
                let (threads, stop) = lite::start(files, gaps, readers, &reads, &writes)?;
                (threads, Some(stop))
            }
            Source::Pg(server) => (pg::start(server, readers, &reads, &writes)?, None),
        };
        let (threads, stop) = (Mutex::new(threads), Mutex::new(stop));
        let inner = Inner {
            source,
            reads,
            writes,
            shared,
            threads,
            stop,
            _folder: folder,
            _lock: lock,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Runs a closure that reads. All its statements see the same moment of the database; a statement that
    /// writes is refused. The closure may be run again.
    pub async fn read<T: Send + 'static>(
        &self,
        mut f: impl FnMut(&mut Conn) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (job, result) = job(move |tx: &mut Tx| f(tx));
        self.inner.reads.push(job)?;
        answer(result).await
    }

    /// Runs a closure that writes, as one transaction, and returns once it is durable. An error or a
    /// panic of the closure undoes all of it and nothing else. The closure may be run again.
    pub async fn write<T: Send + 'static>(
        &self,
        f: impl FnMut(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (job, result) = job(f);
        self.inner.writes.push(job)?;
        answer(result).await
    }

    /// Which engine this is.
    pub fn engine(&self) -> Engine {
        match self.inner.source {
            Source::Lite(..) => Engine::Sqlite,
            Source::Pg(_) => Engine::Postgres,
        }
    }

    /// How many statements have been run so far, those of all readers and writers together; beginning and ending a
    /// transaction is none. What a request costs is the difference, while nothing else goes on.
    pub fn count_statements(&self) -> u64 {
        self.inner.shared.statements()
    }

    /// Brings the schema up to date, telling `progress` about each step, and returns its number.
    pub async fn migrate(
        &self,
        progress: impl FnMut(MigrationStep) + Send + 'static,
    ) -> Result<u32> {
        self.migrate_with(migrate::MIGRATIONS, progress).await
    }

    /// The same with other migrations.
    pub(crate) async fn migrate_with(
        &self,
        migrations: &'static [Migration],
        mut progress: impl FnMut(MigrationStep) + Send + 'static,
    ) -> Result<u32> {
        self.aside(move |tx| migrate::run(tx, migrations, &mut progress))
            .await
    }

    /// The number of the schema of the data; 0 before the first migration.
    pub async fn schema(&self) -> Result<u32> {
        self.read(migrate::version).await
    }

    /// Looks for damage. Reads everything, so it takes its time on a large SQLite database; on PostgreSQL
    /// the server looks after its own pages, and this only asks whether it answers.
    pub async fn check_integrity(&self) -> Result<()> {
        self.read(super::health::check).await
    }

    /// How many bytes the database takes on its disk, the log included.
    pub async fn size_on_disk(&self) -> Result<u64> {
        match &self.inner.source {
            Source::Lite(files, _) => Ok(lite::size(files)),
            Source::Pg(_) => self.read(super::health::postgres_size).await,
        }
    }

    /// Finishes what is waiting, empties the log into the database and ends the threads. For all
    /// clones; later work is refused with [`Error::Closed`]. Blocks until it is done.
    pub fn close(self) {
        self.inner.shut();
    }

    /// Runs a closure on a connection and a thread that are made for it.
    async fn aside<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (reply, result) = oneshot::channel();
        let source = self.inner.source.clone();
        let work = move || {
            // Whoever asked may have stopped waiting; the work is done all the same.
            let _ = reply.send(source.open().and_then(|mut tx| f(&mut tx)));
        };
        let thread = thread::Builder::new()
            .name("store-aside".to_owned())
            .spawn(work);
        self.inner.keep(thread.map_err(Error::engine)?);
        answer(result).await
    }
}

impl Inner {
    fn keep(&self, thread: JoinHandle<()>) {
        self.threads
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(thread);
    }

    fn shut(&self) {
        self.reads.close();
        self.writes.close();
        let mut threads =
            std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        // The last to use the files empties the log.
        let stop = self
            .stop
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let last = stop.as_ref().and_then(|_| {
            let at = threads
                .iter()
                .position(|t| t.thread().name() == Some(lite::CHECKPOINT))?;
            Some(threads.swap_remove(at))
        });
        threads.into_iter().for_each(join);
        drop(stop);
        last.into_iter().for_each(join);
    }
}

/// A store that nobody holds any more is closed, too.
impl Drop for Inner {
    fn drop(&mut self) {
        self.shut();
    }
}

impl Source {
    /// A connection for checks and migrations.
    fn open(&self) -> Result<Tx> {
        match self {
            Self::Lite(files, gaps) => files.open(Use::Migrate, gaps),
            Self::Pg(server) => server.connect(),
        }
    }
}

/// Waits for a thread, unless it is the one that asks: a closure may hold the last clone of its store.
fn join(thread: JoinHandle<()>) {
    if thread.thread().id() != thread::current().id() && thread.join().is_err() {
        tracing::error!("a thread of the store had panicked");
    }
}

/// The `postgres` client must not be used on a thread of tokio, and `open` may be called on one.
fn on_own_thread<T: Send + 'static>(f: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let thread = thread::Builder::new().spawn(f).map_err(Error::engine)?;
    thread
        .join()
        .unwrap_or_else(|_| Err(Error::engine("opening the database panicked")))
}

async fn answer<T>(result: oneshot::Receiver<Result<T>>) -> Result<T> {
    result.await.unwrap_or(Err(Error::Closed))
}

/// Makes the folder and the file, readable by nobody else, and locks the folder.
fn prepare(path: &Path) -> Result<Lock> {
    let cannot = |error: std::io::Error| Error::Unavailable(Box::new(error));
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder).map_err(cannot)?;
    let lock = Lock::hold(folder)?;
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(cannot)?;
    Ok(lock)
}
