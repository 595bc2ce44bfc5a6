//! The stories of the other places, on a real S3 server.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use bytes::Bytes;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use media::{Digest, Files};
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use tokio::runtime::Runtime;
use url::Url;

use super::{Bucket, BucketConfig};

const KEY: &str = "a-key";
const SECRET: &str = "a-secret";

/// A server over a folder, gone when it is dropped.
struct Server {
    address: SocketAddr,
    /// Requests that it still takes; from then on it hangs up.
    left: Arc<AtomicI64>,
    runtime: Option<Runtime>,
}

impl Server {
    fn start(folder: &Path, address: SocketAddr) -> Self {
        let runtime = Runtime::new().unwrap();
        let mut service = S3ServiceBuilder::new(FileSystem::new(folder).unwrap());
        service.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let service = service.build();
        let listener = TcpListener::bind(address).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let left = Arc::new(AtomicI64::new(i64::MAX));
        let counted = Arc::clone(&left);
        let serve = async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                let (service, left) = (service.clone(), Arc::clone(&counted));
                let counting = tower::service_fn(move |request| {
                    let (service, left) = (service.clone(), Arc::clone(&left));
                    async move {
                        if left.fetch_sub(1, Ordering::SeqCst) <= 0 {
                            return Err(std::io::Error::other("hung up"));
                        }
                        let answer = hyper::service::Service::call(&service, request).await;
                        answer.map_err(|error| std::io::Error::other(format!("{error:?}")))
                    }
                });
                tokio::runtime::Handle::current().spawn(async move {
                    let service = TowerToHyperService::new(counting);
                    let serving = Builder::new(TokioExecutor::new());
                    let _ = serving
                        .serve_connection(TokioIo::new(socket), service)
                        .await;
                });
            }
        };
        runtime.handle().spawn(serve);
        Self {
            address,
            left,
            runtime: Some(runtime),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn bucket(address: SocketAddr, secret: &str) -> Arc<Bucket> {
    let config = BucketConfig {
        endpoint: Url::parse(&format!("http://{address}")).unwrap(),
        bucket: "media".to_owned(),
        region: "us-east-1".to_owned(),
        key: KEY.to_owned(),
        secret: secret.to_owned(),
        is_in_path: true,
    };
    Arc::new(Bucket::new(config).unwrap())
}

fn anywhere() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

#[test]
fn files_are_kept_read_and_removed_and_large_ones_sent_in_parts() {
    let runtime = Runtime::new().unwrap();
    let _here = runtime.enter();
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("s3/media")).unwrap();
    let server = Server::start(&folder.path().join("s3"), anywhere());
    let files = Files::remote(
        bucket(server.address, SECRET),
        folder.path().join("scratch"),
    );

    let bytes = Bytes::from_static(b"0123456789");
    let digest = files.put(&bytes).unwrap();
    assert_eq!(files.put(&bytes).unwrap(), digest);
    assert_eq!(files.get(&digest).unwrap(), Some(bytes));
    assert_eq!(files.len(&digest).unwrap(), Some(10));
    let piece = |start, most| files.read_range(&digest, start, most).unwrap().unwrap();
    assert_eq!(piece(0, 4), "0123");
    assert_eq!(piece(8, 4), "89");
    assert_eq!(piece(10, 4), "");
    files.remove(&digest).unwrap();
    files.remove(&digest).unwrap();
    assert_eq!(files.get(&digest).unwrap(), None);
    assert_eq!(files.len(&digest).unwrap(), None);
    assert_eq!(files.read_range(&digest, 0, 4).unwrap(), None);

    let film: Vec<u8> = (0..20_000_000_u32)
        .map(|at| u8::try_from(at / 1_000 % 251).unwrap())
        .collect();
    let scratch = files.scratch().unwrap();
    let draft = scratch.path().join("film");
    fs::write(&draft, &film).unwrap();

    // The server stops after the first part: that is told, nothing half is there, and the draft is still ours.
    server.left.store(2, Ordering::SeqCst);
    let told = files.put_file(&draft).unwrap_err().to_string();
    assert!(
        told.contains("the bucket media cannot be reached"),
        "{told}"
    );
    assert!(!told.contains("Signature") && draft.exists());
    let address = server.address;
    drop(server);
    assert!(files.len(&Digest::of(&film)).is_err());

    let _again = Server::start(&folder.path().join("s3"), address);
    assert_eq!(files.len(&Digest::of(&film)).unwrap(), None);
    let digest = files.put_file(&draft).unwrap();
    assert!(!draft.exists());
    assert_eq!(files.get(&digest).unwrap().unwrap(), film);
    assert_eq!(
        files.read_range(&digest, 19_999_990, 99).unwrap().unwrap(),
        film[19_999_990..]
    );

    let stranger = Files::remote(bucket(address, "another"), folder.path().join("scratch"));
    let told = stranger
        .put(&Bytes::from_static(b"x"))
        .unwrap_err()
        .to_string();
    assert!(told.contains("403"), "{told}");
}
