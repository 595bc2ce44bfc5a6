//! A real S3 server for tests: what it keeps is in a folder, its address stays the same however often it stops, and it
//! fails when it is told to.

mod fault;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use tokio::runtime::Runtime;

use self::fault::Plan;
pub use self::fault::{Fault, Which};

/// The name of the key that opens it.
pub const KEY: &str = "a-key";
/// The secret of that key.
pub const SECRET: &str = "a-secret";
/// The bucket that is there.
pub const BUCKET: &str = "media";

/// A server, gone when it is dropped.
#[derive(Debug)]
pub struct Server {
    folder: PathBuf,
    address: SocketAddr,
    plan: Arc<Plan>,
    asked: Arc<AtomicUsize>,
    runtime: Option<Runtime>,
}

impl Server {
    /// Starts one over an empty folder, with one bucket.
    pub fn start(folder: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder.join(BUCKET))?;
        let mut server = Self {
            folder: folder.to_owned(),
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            plan: Arc::default(),
            asked: Arc::default(),
            runtime: None,
        };
        server.start_again()?;
        Ok(server)
    }

    /// Where it is: `http://127.0.0.1:1234`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many requests came.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// Where the bytes of a file of the bucket are.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(BUCKET).join(name)
    }

    /// What is in the folder beside finished files: parts that were never put together.
    pub fn parts(&self) -> io::Result<usize> {
        let mut parts = 0;
        for entry in std::fs::read_dir(&self.folder)? {
            let name = entry?.file_name();
            parts += usize::from(name.to_string_lossy().contains(".part-"));
        }
        Ok(parts)
    }

    /// Fails in this way from now on, for the requests that are said.
    pub fn fail(&self, fault: Fault, which: Which) {
        self.plan.set(Some((fault, which)));
    }

    /// Fails no more.
    pub fn recover(&self) {
        self.plan.set(None);
    }

    /// Stops: whoever comes is turned away, whoever is there is cut off.
    pub fn stop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }

    /// Starts again where it was, with what it had.
    pub fn start_again(&mut self) -> io::Result<()> {
        self.stop();
        let runtime = Runtime::new()?;
        let system = FileSystem::new(&self.folder)
            .map_err(|error| io::Error::other(format!("{error:?}")))?;
        let mut service = S3ServiceBuilder::new(system);
        service.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let listener = listen(self.address)?;
        self.address = listener.local_addr()?;
        let listener = {
            let _here = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
        let serving = serve(
            listener,
            service.build(),
            Arc::clone(&self.plan),
            Arc::clone(&self.asked),
        );
        runtime.handle().spawn(serving);
        self.runtime = Some(runtime);
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The sockets of one that stopped a moment ago may still be there.
fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let mut tries = 0;
    loop {
        match TcpListener::bind(address) {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && tries < 100 => {
                tries += 1;
                std::thread::sleep(std::time::Duration::from_millis(50));
            }
            bound => {
                let listener = bound?;
                listener.set_nonblocking(true)?;
                return Ok(listener);
            }
        }
    }
}

async fn serve(
    listener: tokio::net::TcpListener,
    service: S3Service,
    plan: Arc<Plan>,
    asked: Arc<AtomicUsize>,
) {
    while let Ok((socket, _)) = listener.accept().await {
        let (service, plan, asked) = (service.clone(), Arc::clone(&plan), Arc::clone(&asked));
        let answering = tower::service_fn(move |request| {
            asked.fetch_add(1, Ordering::SeqCst);
            fault::answer(service.clone(), plan.take(&request), request)
        });
        tokio::runtime::Handle::current().spawn(async move {
            // A connection that breaks is what some tests want.
            let _ = Builder::new(TokioExecutor::new())
                .serve_connection(TokioIo::new(socket), TowerToHyperService::new(answering))
                .await;
        });
    }
}
