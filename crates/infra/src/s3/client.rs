//! Requests to a bucket.

use std::fmt;
use std::io;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, header};
use reqwest::{Client, redirect};
use rusty_s3::{Credentials, S3Action, UrlStyle};
use tokio::runtime::Handle;
use url::Url;

/// How long what is signed is good for: long enough for a slow part, and no longer.
const SIGNED_FOR: Duration = Duration::from_mins(10);
/// For one TCP and TLS handshake.
const CONNECT: Duration = Duration::from_secs(5);
/// For one request with its body.
const DEADLINE: Duration = Duration::from_mins(2);
/// How often a request is made before it has failed.
const TRIES: u32 = 4;
/// The first wait between two; each is twice the one before.
const WAIT: Duration = Duration::from_millis(200);

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
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bucket {}", self.signer.name())
    }
}

/// What was answered.
pub(super) struct Answer {
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// What is asked.
pub(super) struct Ask {
    pub(super) method: Method,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Ask {
    pub(super) fn new(method: Method) -> Self {
        Self {
            method,
            headers: HeaderMap::new(),
            body: Bytes::new(),
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
            .timeout(DEADLINE)
            .build()
            .map_err(io::Error::other)?;
        Ok(Self {
            signer,
            keys: Credentials::new(config.key, config.secret),
            client,
            runtime: Handle::try_current().map_err(io::Error::other)?,
        })
    }

    /// Makes a request, again when it failed for a moment. `None`: there is no such file.
    pub(super) fn ask<'a>(
        &self,
        action: &impl S3Action<'a>,
        ask: &Ask,
    ) -> io::Result<Option<Answer>> {
        self.runtime.block_on(async {
            let mut wait = WAIT;
            let mut tries = 1;
            loop {
                match self.ask_once(action.sign(SIGNED_FOR), ask).await {
                    Err((Again::Yes, _)) if tries < TRIES => {}
                    Err((_, error)) => return Err(error),
                    Ok(answer) => return Ok(answer),
                }
                tokio::time::sleep(wait).await;
                wait *= 2;
                tries += 1;
            }
        })
    }

    async fn ask_once(&self, url: Url, ask: &Ask) -> Result<Option<Answer>, (Again, io::Error)> {
        let request = self.client.request(ask.method.clone(), url);
        let request = request.headers(ask.headers.clone()).body(ask.body.clone());
        // Its address has the signature in it.
        let failed = |error: reqwest::Error| {
            let told = format!(
                "the bucket {} cannot be reached: {}",
                self.signer.name(),
                error.without_url()
            );
            (
                Again::Yes,
                io::Error::new(io::ErrorKind::NotConnected, told),
            )
        };
        let answer = request.send().await.map_err(failed)?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        if status == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let body = answer.bytes().await.map_err(failed)?;
        if status.is_success() {
            return Ok(Some(Answer { headers, body }));
        }
        let again = if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
            Again::Yes
        } else {
            Again::No
        };
        let told = format!("the bucket {} answers {status}", self.signer.name());
        Err((again, io::Error::other(told)))
    }
}

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
