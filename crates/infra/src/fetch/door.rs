//! The door itself: `get` follows a few redirects and checks each, `post` follows none.

use std::{future::Future, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE},
};
use reqwest::{Client, ClientBuilder, RequestBuilder, Response, redirect};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::{Instant, timeout_at},
};
use url::Url;

use super::{
    body::{self, Pieces},
    config::{DoorConfig, Limits},
    error::FetchError,
    exchange::{Answer, Fetch, Fetched, Opened, Post},
    lookup::GuardedResolver,
    refused::Refused,
    socket::{Handshake, Socket},
    target::Rules,
    texts::TextLookup,
};

/// Idle connections kept open to one host: a burst of deliveries reuses them, a thousand hosts stay cheap.
const IDLE_PER_HOST: usize = 2;
/// The longest that something is read as it comes: a long film, with pauses.
const LONGEST_READ: Duration = Duration::from_hours(6);
/// How long an idle connection is kept.
const IDLE_FOR: Duration = Duration::from_secs(30);

/// The one guarded client. Cheap to share behind an `Arc`; one per process, so that connections are reused.
pub struct Door {
    client: Client,
    /// The same, but what is packed stays packed.
    plain: Client,
    /// The same, for connections that stay open: these are made of the first version of HTTP.
    old: Client,
    texts: Arc<dyn TextLookup>,
    rules: Rules,
    limits: Limits,
    refused: Refused,
    in_flight: Semaphore,
    posts_in_flight: Semaphore,
}

impl Door {
    /// Builds the client. Fails if the user agent or a certificate is malformed, or if the system has no
    /// certificate authorities.
    pub fn new(config: DoorConfig) -> Result<Self, FetchError> {
        let rules = Rules::new(config.loopback);
        Self::with_rules(config, rules)
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one door out")]
    pub(super) fn with_rules(config: DoorConfig, rules: Rules) -> Result<Self, FetchError> {
        let build = |builder: ClientBuilder| {
            build_client(builder, &config, &rules).map_err(FetchError::Client)
        };
        let client = build(Client::builder())?;
        let plain = build(
            Client::builder()
                .no_gzip()
                .no_brotli()
                .no_zstd()
                .no_deflate(),
        )?;
        let old = build(Client::builder().http1_only())?;
        let limits = config.limits;
        Ok(Self {
            client,
            plain,
            old,
            texts: config.texts,
            rules,
            refused: Refused::new(limits.remembered, limits.remember_for),
            in_flight: Semaphore::new(limits.in_flight),
            posts_in_flight: Semaphore::new(limits.posts_in_flight),
            limits,
        })
    }

    /// Gets something, following at most [`Limits::redirects`] redirects, each checked and signed anew.
    /// Anything but a success is an error.
    pub async fn get(&self, fetch: &Fetch<'_>) -> Result<Fetched, FetchError> {
        let deadline = Instant::now() + self.limits.deadline;
        let got = Box::pin(self.in_time(deadline, self.follow(fetch))).await;
        got.map(|(_, fetched)| fetched)
    }

    /// Opens something to be read as it comes, for as long as that takes: [`Limits::deadline`] holds for the head,
    /// [`Limits::connect`] for each piece. `part` are the headers that ask for a part of it. What comes packed is refused:
    /// nobody counts what a small body that is read as it comes would grow to.
    pub async fn open(&self, fetch: &Fetch<'_>, part: &HeaderMap) -> Result<Opened, FetchError> {
        let deadline = Instant::now() + self.limits.deadline;
        let first = self.rules.parse(fetch.url)?;
        let reached = self.reach(&self.plain, fetch, first.clone(), part, LONGEST_READ);
        let got = Box::pin(self.in_time(deadline, reached)).await;
        let (_, (final_url, response)) =
            got.inspect_err(|error| self.refused.remember_url(&first, error, Instant::now()))?;
        let (content_type, headers) = head(fetch, &response)?;
        if let Some(packing) = headers.get(CONTENT_ENCODING)
            && packing != "identity"
        {
            return Err(FetchError::ContentType(format!("{packing:?}")));
        }
        Ok(Opened {
            final_url,
            status: response.status(),
            headers,
            content_type,
            pieces: Pieces::new(response, self.limits.connect),
        })
    }

    /// Sends something and gives back what was answered, a redirect included.
    pub async fn post(&self, post: Post<'_>) -> Result<Answer, FetchError> {
        Box::pin(self.deliver(post)).await
    }

    /// Asks in somebody's name and gives back what was answered, whatever its status, with `most` bytes at most; a
    /// redirect is not followed.
    pub async fn pass(
        &self,
        method: Method,
        asked: Post<'_>,
        most: usize,
    ) -> Result<Answer, FetchError> {
        let deadline = Instant::now() + self.limits.deadline;
        let url = self.rules.parse(asked.url)?;
        let request = self.client.request(method, url.clone());
        let sending = self.send(request.headers(asked.headers).body(asked.body), &url);
        let (_place, response) = Box::pin(self.in_time(deadline, sending)).await?;
        let (status, headers) = (response.status(), response.headers().clone());
        let read = timeout_at(deadline, body::read(response, most)).await;
        Ok(Answer {
            status,
            headers,
            body: read.unwrap_or(Err(FetchError::Timeout))?,
        })
    }

    /// Opens a connection that stays open, at an http or https URL (RFC 6455 §4.1), and follows no redirect. Messages of
    /// more than `max_message` bytes end it. [`Limits::deadline`] holds until it is open; how many there are at once is
    /// the caller's to bound.
    pub async fn socket(&self, url: &str, max_message: usize) -> Result<Socket, FetchError> {
        let deadline = Instant::now() + self.limits.deadline;
        let url = self.rules.parse(url)?;
        let handshake = Handshake::new()?;
        let opening = async {
            let request = self.old.request(Method::GET, url.clone());
            let request = request.headers(handshake.headers.clone());
            let response = self.send(request, &url).await?;
            handshake.check(&response)?;
            let upgraded = response.upgrade().await;
            let connection = upgraded.or(Err(FetchError::Socket("it was not opened")))?;
            Ok(Socket::over(connection, max_message).await)
        };
        let opened = Box::pin(self.in_time(deadline, opening)).await;
        opened.map(|(_, socket)| socket)
    }

    /// The texts that stand beside a name in the DNS; none for a name that has none.
    pub async fn texts(&self, name: &str) -> Result<Vec<String>, FetchError> {
        let found = self.texts.texts(name).await;
        found.map_err(|_error| FetchError::Dns(name.to_owned()))
    }

    /// Does the work when there is a place for it. Waiting counts against the deadline. Gives the place back
    /// with the result, for whoever has more to do in it.
    async fn in_time<T>(
        &self,
        deadline: Instant,
        work: impl Future<Output = Result<T, FetchError>>,
    ) -> Result<(Option<SemaphorePermit<'_>>, T), FetchError> {
        in_place(&self.in_flight, deadline, work).await
    }

    async fn follow(&self, fetch: &Fetch<'_>) -> Result<Fetched, FetchError> {
        let first = self.rules.parse(fetch.url)?;
        self.follow_from(fetch, first.clone())
            .await
            .inspect_err(|error| self.refused.remember_url(&first, error, Instant::now()))
    }

    async fn follow_from(&self, fetch: &Fetch<'_>, url: Url) -> Result<Fetched, FetchError> {
        let none = HeaderMap::new();
        let reached = self.reach(&self.client, fetch, url, &none, self.limits.deadline);
        let (url, response) = reached.await?;
        self.receive(fetch, url, response).await
    }

    /// Where the redirects end, and what is answered there.
    async fn reach(
        &self,
        client: &Client,
        fetch: &Fetch<'_>,
        mut url: Url,
        more: &HeaderMap,
        patience: Duration,
    ) -> Result<(Url, Response), FetchError> {
        let mut visited = Vec::new();
        loop {
            let mut headers = headers_for(fetch, &url)?;
            headers.extend(more.clone());
            let request = client.request(Method::GET, url.clone());
            let request = request.headers(headers).timeout(patience);
            let response = self.send(request, &url).await?;
            if !is_redirect(response.status()) {
                return Ok((url, response));
            }
            let next = self.rules.next_hop(&url, response.headers())?;
            visited.push(std::mem::replace(&mut url, next));
            if visited.len() > self.limits.redirects || visited.contains(&url) {
                return Err(FetchError::TooManyRedirects);
            }
        }
    }

    async fn receive(
        &self,
        fetch: &Fetch<'_>,
        final_url: Url,
        response: Response,
    ) -> Result<Fetched, FetchError> {
        let status = response.status();
        let (content_type, headers) = head(fetch, &response)?;
        let body = body::read(response, fetch.max_body.unwrap_or(self.limits.body)).await?;
        Ok(Fetched {
            final_url,
            status,
            headers,
            content_type,
            body,
        })
    }

    async fn deliver(&self, post: Post<'_>) -> Result<Answer, FetchError> {
        let deadline = Instant::now() + self.limits.deadline;
        let url = self.rules.parse(post.url)?;
        let request = self.client.request(Method::POST, url.clone());
        let sending = self.send(request.headers(post.headers).body(post.body), &url);
        let (_place, response) = in_place(&self.posts_in_flight, deadline, sending).await?;
        let (status, headers) = (response.status(), response.headers().clone());
        // The status is what counts: a server that accepted has accepted, however its answer goes on.
        let body = timeout_at(deadline, body::read(response, self.limits.answer)).await;
        let body = body.map_or_else(|_| Bytes::new(), Result::unwrap_or_default);
        Ok(Answer {
            status,
            headers,
            body,
        })
    }

    /// One request, one response head.
    async fn send(&self, request: RequestBuilder, url: &Url) -> Result<Response, FetchError> {
        self.refused.check(url, Instant::now())?;
        let sent = request.send().await;
        let response = sent
            .map_err(|error| FetchError::from_send(error, url.host_str().unwrap_or_default()))
            .inspect_err(|error| self.refused.remember_host(url, error, Instant::now()))?;
        self.check_peer(&response)?;
        body::check_headers(response.headers(), self.limits.headers)?;
        Ok(response)
    }

    /// The belt to the resolver's braces: the socket's own word on whom we are talking with.
    fn check_peer(&self, response: &Response) -> Result<(), FetchError> {
        match response.remote_addr() {
            Some(peer) if !self.rules.guard.allows(peer.ip()) => {
                Err(FetchError::BlockedAddress(peer.ip().to_string()))
            }
            _ => Ok(()),
        }
    }

    #[cfg(test)]
    pub(super) fn remembered(&self) -> usize {
        self.refused.len()
    }
}

async fn in_place<T>(
    places: &Semaphore,
    deadline: Instant,
    work: impl Future<Output = Result<T, FetchError>>,
) -> Result<(Option<SemaphorePermit<'_>>, T), FetchError> {
    let in_its_place = async {
        // Never closed, so always a place; if there were none, the work would still be bounded by time.
        let place = places.acquire().await.ok();
        Ok((place, work.await?))
    };
    timeout_at(deadline, in_its_place)
        .await
        .unwrap_or(Err(FetchError::Timeout))
}

fn build_client(
    builder: ClientBuilder,
    config: &DoorConfig,
    rules: &Rules,
) -> Result<Client, reqwest::Error> {
    let resolver = GuardedResolver {
        lookup: config.lookup.clone(),
        guard: rules.guard.clone(),
    };
    let mut builder = builder
        .user_agent(&config.user_agent)
        .dns_resolver(resolver)
        .redirect(redirect::Policy::none())
        // A proxy from the environment would be asked to dial for us, past every check.
        .no_proxy()
        .referer(false)
        .tcp_nodelay(true)
        .connect_timeout(config.limits.connect)
        .timeout(config.limits.deadline)
        .pool_max_idle_per_host(IDLE_PER_HOST)
        .pool_idle_timeout(IDLE_FOR);
    for pem in &config.extra_roots_pem {
        builder = builder.add_root_certificate(reqwest::Certificate::from_pem(pem)?);
    }
    builder.build()
}

fn headers_for(fetch: &Fetch<'_>, url: &Url) -> Result<HeaderMap, FetchError> {
    let mut headers = match fetch.signer {
        Some(sign) => sign(&Method::GET, url).map_err(FetchError::Signer)?,
        None => HeaderMap::new(),
    };
    headers.insert(ACCEPT, HeaderValue::from_static(fetch.accept.header()));
    Ok(headers)
}

/// The head of an answer, if it is a success and of a type that was asked for.
fn head(fetch: &Fetch<'_>, response: &Response) -> Result<(String, HeaderMap), FetchError> {
    let headers = response.headers().clone();
    if !response.status().is_success() {
        return Err(FetchError::Status {
            status: response.status(),
            headers: Box::new(headers),
        });
    }
    let content_type = single_content_type(&headers)?;
    if fetch.accept.allows(&content_type) {
        Ok((content_type, headers))
    } else {
        let start = content_type.chars().take(100).collect();
        Err(FetchError::ContentType(start))
    }
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// Two content types are a trick played on whoever reads the other one.
fn single_content_type(headers: &HeaderMap) -> Result<String, FetchError> {
    let mut all = headers.get_all(CONTENT_TYPE).iter();
    match (all.next(), all.next()) {
        (None, _) => Ok(String::new()),
        (Some(only), None) => Ok(String::from_utf8_lossy(only.as_bytes()).into_owned()),
        (Some(_), Some(_)) => Err(FetchError::ContentType("more than one".to_owned())),
    }
}
