//! The door itself: `get` follows a few redirects and checks each, `post` follows none.

use std::{future::Future, time::Duration};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{ACCEPT, CONTENT_TYPE},
};
use reqwest::{Client, Response, redirect};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::{Instant, timeout_at},
};
use url::Url;

use super::{
    body,
    config::{DoorConfig, Limits},
    error::FetchError,
    exchange::{Answer, Fetch, Fetched, Post},
    lookup::GuardedResolver,
    refused::Refused,
    target::Rules,
};

/// Idle connections kept open to one host: a burst of deliveries reuses them, a thousand hosts stay cheap.
const IDLE_PER_HOST: usize = 2;
/// How long an idle connection is kept.
const IDLE_FOR: Duration = Duration::from_secs(30);

/// The one guarded client. Cheap to share behind an `Arc`; one per process, so that connections are reused.
pub struct Door {
    client: Client,
    rules: Rules,
    limits: Limits,
    refused: Refused,
    in_flight: Semaphore,
}

impl Door {
    /// Builds the client. Fails if the user agent or a certificate is malformed, or if the system has no
    /// certificate authorities.
    pub fn new(config: DoorConfig) -> Result<Self, FetchError> {
        let rules = Rules::new(config.loopback);
        Self::with_rules(config, rules)
    }

    pub(super) fn with_rules(config: DoorConfig, rules: Rules) -> Result<Self, FetchError> {
        let client = build_client(&config, &rules).map_err(FetchError::Client)?;
        let limits = config.limits;
        Ok(Self {
            client,
            rules,
            refused: Refused::new(limits.remembered, limits.remember_for),
            in_flight: Semaphore::new(limits.in_flight),
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

    /// Sends something and gives back what was answered, a redirect included.
    pub async fn post(&self, post: Post<'_>) -> Result<Answer, FetchError> {
        Box::pin(self.deliver(post)).await
    }

    /// Does the work when there is a place for it. Waiting counts against the deadline. Gives the place back
    /// with the result, for whoever has more to do in it.
    async fn in_time<T>(
        &self,
        deadline: Instant,
        work: impl Future<Output = Result<T, FetchError>>,
    ) -> Result<(Option<SemaphorePermit<'_>>, T), FetchError> {
        let in_its_place = async {
            // Never closed, so always a place; if there were none, the work would still be bounded by time.
            let place = self.in_flight.acquire().await.ok();
            Ok((place, work.await?))
        };
        timeout_at(deadline, in_its_place)
            .await
            .unwrap_or(Err(FetchError::Timeout))
    }

    async fn follow(&self, fetch: &Fetch<'_>) -> Result<Fetched, FetchError> {
        let first = self.rules.parse(fetch.url)?;
        self.follow_from(fetch, first.clone())
            .await
            .inspect_err(|error| self.refused.remember_url(&first, error, Instant::now()))
    }

    async fn follow_from(&self, fetch: &Fetch<'_>, mut url: Url) -> Result<Fetched, FetchError> {
        let mut visited = Vec::new();
        loop {
            let headers = headers_for(fetch, &url)?;
            let response = self.send(Method::GET, &url, headers, Bytes::new()).await?;
            if !is_redirect(response.status()) {
                return self.receive(fetch, url, response).await;
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
        let (status, headers) = (response.status(), response.headers().clone());
        if !status.is_success() {
            return Err(FetchError::Status {
                status,
                headers: Box::new(headers),
            });
        }
        let content_type = single_content_type(&headers)?;
        if !fetch.accept.allows(&content_type) {
            return Err(FetchError::ContentType(
                content_type.chars().take(100).collect(),
            ));
        }
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
        let sending = self.send(Method::POST, &url, post.headers, post.body);
        let (_place, response) = self.in_time(deadline, sending).await?;
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
    async fn send(
        &self,
        method: Method,
        url: &Url,
        headers: HeaderMap,
        body: Bytes,
    ) -> Result<Response, FetchError> {
        self.refused.check(url, Instant::now())?;
        let request = self
            .client
            .request(method, url.clone())
            .headers(headers)
            .body(body);
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

#[expect(clippy::disallowed_methods, reason = "this is the one door out")]
fn build_client(config: &DoorConfig, rules: &Rules) -> Result<Client, reqwest::Error> {
    let resolver = GuardedResolver {
        lookup: config.lookup.clone(),
        guard: rules.guard.clone(),
    };
    let mut builder = Client::builder()
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
