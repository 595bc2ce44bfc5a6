//! The three places.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use infra::s3::{Bucket, BucketConfig};
use media::{Digest, Files};
use tempfile::TempDir;
use tests3::{BUCKET, KEY, SECRET, Server};
use tokio::runtime::Runtime;
use url::Url;

/// A bucket on a server of its own.
pub(super) struct Remote {
    pub(super) files: Files,
    pub(super) server: Server,
    pub(super) folder: TempDir,
    runtime: Runtime,
}

impl Remote {
    pub(super) fn start() -> Self {
        let runtime = Runtime::new().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(&folder.path().join("s3")).unwrap();
        let files = {
            let _here = runtime.enter();
            files(&server, BUCKET, SECRET, &folder.path().join("work"))
        };
        Self {
            files,
            server,
            folder,
            runtime,
        }
    }

    /// The same server with other words.
    pub(super) fn with(&self, bucket: &str, secret: &str) -> Files {
        let _here = self.runtime.enter();
        files(
            &self.server,
            bucket,
            secret,
            &self.folder.path().join("work"),
        )
    }

    pub(super) fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    /// A large file that can be taken.
    pub(super) fn draft(&self, bytes: &[u8]) -> PathBuf {
        let draft = self.folder.path().join("draft");
        std::fs::write(&draft, bytes).unwrap();
        draft
    }
}

fn files(server: &Server, bucket: &str, secret: &str, work: &Path) -> Files {
    let config = BucketConfig {
        endpoint: Url::parse(&server.url()).unwrap(),
        bucket: bucket.to_owned(),
        region: "us-east-1".to_owned(),
        key: KEY.to_owned(),
        secret: secret.to_owned(),
        is_in_path: true,
    };
    Files::remote(Arc::new(Bucket::new(config).unwrap()), work)
}

/// A place, a folder for drafts, and a way to write other bytes under the name of a file that is kept.
pub(super) struct Place<'a> {
    pub(super) files: &'a Files,
    pub(super) drafts: &'a Path,
    pub(super) spoil: Option<&'a Spoil<'a>>,
}

pub(super) type Spoil<'a> = dyn Fn(&Digest, &[u8]) + 'a;

/// Tells a story in every place.
pub(super) fn everywhere(tell: impl Fn(&Place<'_>)) {
    let folder = tempfile::tempdir().unwrap();
    let drafts = folder.path();
    let kept = folder.path().join("media");
    let spoil = |digest: &Digest, bytes: &[u8]| {
        let name = digest.as_str();
        std::fs::write(kept.join(name.get(..2).unwrap()).join(name), bytes).unwrap();
    };
    tell(&Place {
        files: &Files::in_folder(&kept),
        drafts,
        spoil: Some(&spoil),
    });
    tell(&Place {
        files: &Files::in_memory(),
        drafts,
        spoil: None,
    });
    let remote = Remote::start();
    let spoil = |digest: &Digest, bytes: &[u8]| {
        std::fs::write(remote.server.path(digest.as_str()), bytes).unwrap();
    };
    tell(&Place {
        files: &remote.files,
        drafts,
        spoil: Some(&spoil),
    });
}

/// So many bytes, no part like another.
pub(super) fn film(length: u32) -> Bytes {
    let bytes = (0..length).map(|at| u8::try_from((at / 1_000 + at % 7) % 251).unwrap());
    bytes.collect()
}
