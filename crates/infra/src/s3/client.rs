//! Requests to a bucket.

use std::fmt;
use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Method, StatusCode, header};
use reqwest::{Client, redirect};
use rusty_s3::{Credentials, S3Action, UrlStyle};
use tokio::runtime::Handle;
use url::Url;

/// How long what is signed is good for: long enough for a slow part, and no longer.
const SIGNED_FOR: Duration = Duration::from_mins(10);
/// For one TCP and TLS handshake.
const CONNECT: Duration = Duration::from_secs(5);
/// For the next bytes of an answer.
const SILENCE: Duration = Duration::from_secs(20);
/// For one request with its body.
const DEADLINE: Duration = Duration::from_mins(2);
/// How often a request is made before it has failed.
const TRIES: u32 = 4;
/// The first wait between two; each is twice the one before.
const WAIT: Duration = Duration::from_millis(200);
/// A request that failed this long after it was first made is not made again.
const ENOUGH: Duration = Duration::from_secs(30);
/// For so long after a request failed for good, others are made once: nobody waits long for a bucket that is away.
const AWAY: Duration = Duration::from_secs(10);
/// The most bytes of an answer that is no file.
pub(super) const MAX_ANSWER: usize = 64 * 1024;

/// Which bucket, and with which keys.
#[derive(Clone)]
pub struct BucketConfig {
    /// Where it is, without the bucket: `https://s3.example.org`.
    pub endpoint: Url,
    /// What it is called.
    pub bucket: String,
    /// The region that requests are signed for.
    pub region: String,
    /// Who asks.
    pub key: String,
    /// What they sign with.
    pub secret: String,
    /// Whether the bucket is the first part of the path, not of the host.
    pub is_in_path: bool,
}

impl fmt::Debug for BucketConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bucket {} at {}", self.bucket, self.endpoint)
    }
}

/// A bucket. Its calls block, so they belong on a thread that may.
pub struct Bucket {
    pub(super) signer: rusty_s3::Bucket,
    pub(super) keys: Credentials,
    client: Client,
    runtime: Handle,
    /// When a request last failed for good.
    failed: Mutex<Option<Instant>>,
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bucket {}", self.signer.name())
    }
}

/// What was answered.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// What is asked.
pub(super) struct Ask {
    pub(super) method: Method,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// The most bytes of an answer.
    pub(super) most: usize,
}

impl Ask {
    pub(super) fn new(method: Method) -> Self {
        Self {
            method,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            most: MAX_ANSWER,
        }
    }
}

impl Bucket {
    /// A bucket, asked by the runtime that this is called in. Nothing is asked yet.
    #[expect(
        clippy::disallowed_methods,
        reason = "one of the two doors: this one leads to the host's own bucket alone"
    )]
    pub fn new(config: BucketConfig) -> io::Result<Self> {
        let style = if config.is_in_path {
            UrlStyle::Path
        } else {
            UrlStyle::VirtualHost
        };
        let signer = rusty_s3::Bucket::new(config.endpoint, style, config.bucket, config.region)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .timeout(DEADLINE)
            .build()
            .map_err(io::Error::other)?;
        Ok(Self {
            signer,
            keys: Credentials::new(config.key, config.secret),
            client,
            runtime: Handle::try_current().map_err(io::Error::other)?,
            failed: Mutex::new(None),
        })
    }

    /// Makes a request, again when it failed for a moment. `None`: there is no such file.
    pub(super) fn ask<'a>(
        &self,
        action: &impl S3Action<'a>,
        ask: &Ask,
    ) -> io::Result<Option<Answer>> {
        self.runtime.block_on(async {
            let began = Instant::now();
            let tries = if self.is_away() { 1 } else { TRIES };
            let mut wait = WAIT;
            let mut tried = 1;
            loop {
                match self.ask_once(action.sign(SIGNED_FOR), ask).await {
                    Err((Again::Yes, _)) if tried < tries && began.elapsed() < ENOUGH => {}
                    Err((Again::Yes, error)) => {
                        self.note(Some(Instant::now()));
                        return Err(error);
                    }
                    Err((Again::No, error)) => return Err(error),
                    Ok(answer) => {
                        self.note(None);
                        return Ok(answer);
                    }
                }
                tokio::time::sleep(wait).await;
                wait *= 2;
                tried += 1;
            }
        })
    }

    fn is_away(&self) -> bool {
        let failed = *self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.is_some_and(|failed| failed.elapsed() < AWAY)
    }

    fn note(&self, failed: Option<Instant>) {
        *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = failed;
    }

    async fn ask_once(&self, url: Url, ask: &Ask) -> Result<Option<Answer>, (Again, io::Error)> {
        let request = self.client.request(ask.method.clone(), url);
        let request = request.headers(ask.headers.clone()).body(ask.body.clone());
        // Its address has the signature in it.
        let failed = |error: reqwest::Error| {
            let error = error.without_url();
            let told = format!("the bucket {} cannot be reached: {error}", self.name());
            (
                Again::Yes,
                io::Error::new(io::ErrorKind::NotConnected, told),
            )
        };
        let mut answer = request.send().await.map_err(failed)?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let mut body = BytesMut::new();
        while let Some(piece) = answer.chunk().await.map_err(failed)? {
            if body.len() + piece.len() > ask.most {
                let told = format!("the bucket {} sends more than it should", self.name());
                return Err((Again::No, io::Error::other(told)));
            }
            body.extend_from_slice(&piece);
        }
        let body = body.freeze();
        let is_no_bucket = body.windows(NO_BUCKET.len()).any(|part| part == NO_BUCKET);
        if status == StatusCode::NOT_FOUND && !is_no_bucket {
            return Ok(None);
        }
        if status.is_success() || status == StatusCode::RANGE_NOT_SATISFIABLE {
            return Ok(Some(Answer {
                status,
                headers,
                body,
            }));
        }
        Err(self.refused(status))
    }

    fn refused(&self, status: StatusCode) -> (Again, io::Error) {
        let name = self.name();
        match status {
            StatusCode::NOT_FOUND => (Again::No, self.missing()),
            StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => {
                let told = format!(
                    "the bucket {name} answers {status}: look at s3_key, s3_secret_file, s3_region and the clock"
                );
                (
                    Again::No,
                    io::Error::new(io::ErrorKind::PermissionDenied, told),
                )
            }
            _ => {
                let again = if status.is_server_error()
                    || status == StatusCode::TOO_MANY_REQUESTS
                    || status == StatusCode::REQUEST_TIMEOUT
                {
                    Again::Yes
                } else {
                    Again::No
                };
                let told = format!("the bucket {name} answers {status}");
                (again, io::Error::other(told))
            }
        }
    }

    /// That there is no such bucket.
    pub(super) fn missing(&self) -> io::Error {
        let told = format!("there is no bucket called {}", self.name());
        io::Error::new(io::ErrorKind::NotConnected, told)
    }

    fn name(&self) -> &str {
        self.signer.name()
    }
}

/// How an answer says that it is the bucket that is missing.
const NO_BUCKET: &[u8] = b"<Code>NoSuchBucket</Code>";

/// Whether it may go better in a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Again {
    Yes,
    No,
}

/// How long what was answered to a HEAD is.
pub(super) fn length(headers: &HeaderMap) -> Option<u64> {
    headers
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}
