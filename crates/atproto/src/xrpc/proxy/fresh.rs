//! What somebody writes is there when they look next, though the service that shows it has yet to hear of it
//! (<https://docs.bsky.app/docs/advanced-guides/read-after-write>).
//!
//! Always true here: an answer that is not what it should be is passed on as it came.

use at_proto::syntax::Nsid;
use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use infra::fetch::{Answer, Post};
use serde_json::{Value, json};

use super::unseen::{Own, Unseen};
use super::view::{Shower, quotes, text};
use super::{ANSWERED, Service, bearer, chosen, feed, shown, thread};
use crate::AtProto;
use crate::auth::{AtCaller, Permission};
use crate::error::Result;

/// Up to which commit of the caller's repository the service has read.
const REV: &str = "atproto-repo-rev";
/// How far behind it is, in milliseconds.
const LAG: HeaderName = HeaderName::from_static("atproto-upstream-lag");
/// The most bytes of an answer that is read here. Larger ones are passed on.
const MAX_READ: usize = 4 * 1024 * 1024;
/// The most bytes of an answer that is asked for on the way.
const MAX_ASIDE: usize = 1024 * 1024;
/// The most posts that are asked for at once, which is the most that may be.
const MOST_QUOTES: usize = 25;
/// How posts look that are quoted.
const GET_POSTS: &str = "app.bsky.feed.getPosts";
/// What stands around a post.
const GET_THREAD: &str = "app.bsky.feed.getPostThread";

/// What an answer is that the caller's own records belong into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    AuthorFeed,
    Likes,
    Timeline,
    Thread,
    Profile,
    Profiles,
}

/// A request whose answer the caller's own records may belong into.
#[derive(Debug)]
pub(super) struct Wanted {
    kind: Kind,
    query: Vec<(String, String)>,
}

impl Wanted {
    /// `None` for a request of another kind.
    pub(super) fn of(nsid: &Nsid, request: &Request) -> Option<Self> {
        let kind = match nsid.as_str() {
            "app.bsky.feed.getAuthorFeed" => Kind::AuthorFeed,
            "app.bsky.feed.getActorLikes" => Kind::Likes,
            "app.bsky.feed.getTimeline" => Kind::Timeline,
            GET_THREAD => Kind::Thread,
            "app.bsky.actor.getProfile" => Kind::Profile,
            "app.bsky.actor.getProfiles" => Kind::Profiles,
            _ => return None,
        };
        let query = request.uri().query().unwrap_or_default();
        let query = url::form_urlencoded::parse(query.as_bytes()).into_owned();
        (request.method() == Method::GET).then(|| Self {
            kind,
            query: query.collect(),
        })
    }

    fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(key, _)| key == name)?;
        Some(&found.1)
    }
}

impl AtProto {
    /// An answer, with what the caller wrote since the service read their repository.
    pub(super) async fn freshen(
        &self,
        caller: &AtCaller,
        service: &Service,
        wanted: &Wanted,
        answer: Answer,
    ) -> Response {
        match Box::pin(self.munged(caller, service, wanted, &answer)).await {
            Ok(Some((body, lag))) => with_body(&answer.headers, &body, lag),
            Ok(None) => shown(answer),
            Err(error) => {
                tracing::warn!(%error, "what somebody wrote was not put into what they read");
                shown(answer)
            }
        }
    }

    /// The new body and how far the service is behind. `None` when the answer is to be passed on as it is.
    async fn munged(
        &self,
        caller: &AtCaller,
        service: &Service,
        wanted: &Wanted,
        answer: &Answer,
    ) -> Result<Option<(Value, i64)>> {
        let Some(rev) = rev_of(&answer.headers) else {
            return Ok(None);
        };
        let Some(mut body) = json_of(answer) else {
            return Ok(None);
        };
        let Some(unseen) = self.unseen(caller, rev).await? else {
            return Ok(None);
        };
        let mut shower = Shower::new(caller, &unseen, self.endpoint());
        let has_posts = matches!(
            wanted.kind,
            Kind::AuthorFeed | Kind::Timeline | Kind::Thread
        );
        if has_posts && let Some(quoted) = self.quoted(caller, service, &unseen).await {
            shower.learn(&quoted);
        }
        let has_changed = if answer.status.is_success() {
            change(wanted, &mut body, caller, &unseen, &shower)
        } else if let Some(thread) = own_thread(wanted, &body, caller, &unseen, &shower) {
            body = self.with_parents(caller, service, wanted, thread).await;
            true
        } else {
            false
        };
        let now = self.social.now();
        let lag = unseen
            .since()
            .map_or(0, |since| now.micros() - since.micros());
        Ok(has_changed.then_some((body, lag.max(0) / 1_000)))
    }

    /// Posts that the caller's newest ones quote.
    async fn quoted(&self, caller: &AtCaller, service: &Service, unseen: &Unseen) -> Option<Value> {
        let wanted = quotes(&unseen.posts);
        if wanted.is_empty() {
            return None;
        }
        let uris = wanted
            .iter()
            .take(MOST_QUOTES)
            .map(|uri| ("uris", uri.as_str()));
        let query: Vec<(&str, &str)> = uris.collect();
        self.aside(caller, service, GET_POSTS, &query).await
    }

    /// A thread of the caller's own post, below what it answers.
    async fn with_parents(
        &self,
        caller: &AtCaller,
        service: &Service,
        wanted: &Wanted,
        mut thread: Value,
    ) -> Value {
        let reply = thread.pointer("/post/record/reply");
        let parent = reply.and_then(|reply| thread::uri_of(reply, "parent"));
        if let Some(parent) = parent {
            let height = wanted.parameter("parentHeight").unwrap_or("80");
            let query = [("uri", parent), ("depth", "0"), ("parentHeight", height)];
            let above = self.aside(caller, service, GET_THREAD, &query).await;
            let above = above.as_ref().and_then(|answer| answer.get("thread"));
            if let (Some(above), Some(fields)) = (above, thread.as_object_mut()) {
                fields.insert("parent".to_owned(), above.clone());
            }
        }
        json!({ "thread": thread })
    }

    /// Asks the same service for something else in the caller's name, if they may ask it. `None` when it does not answer.
    async fn aside(
        &self,
        caller: &AtCaller,
        service: &Service,
        lxm: &str,
        query: &[(&str, &str)],
    ) -> Option<Value> {
        let aud = format!("{}#{}", service.did, service.fragment);
        if !caller.may(&Permission::Rpc { lxm, aud: &aud }) {
            return None;
        }
        let nsid = Nsid::parse(lxm).ok()?;
        let token = self.service_token(caller, service, &nsid).await.ok()?;
        let asked = Post {
            url: &address(service, lxm, query),
            headers: HeaderMap::from_iter(bearer(&token)),
            body: bytes::Bytes::new(),
        };
        let answer = self.door.pass(Method::GET, asked, MAX_ASIDE).await.ok()?;
        if !answer.status.is_success() {
            return None;
        }
        json_of(&answer)
    }
}

/// Where a service is asked for something.
fn address(service: &Service, lxm: &str, query: &[(&str, &str)]) -> String {
    let mut encoded = url::form_urlencoded::Serializer::new(String::new());
    encoded.extend_pairs(query);
    format!("{}/xrpc/{lxm}?{}", service.url, encoded.finish())
}

fn rev_of(headers: &HeaderMap) -> Option<&str> {
    headers.get(REV)?.to_str().ok()
}

/// The JSON of an answer that is not too large to be read.
fn json_of(answer: &Answer) -> Option<Value> {
    let kind = answer.headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let is_json = kind.starts_with("application/json");
    if !is_json || answer.body.len() > MAX_READ {
        return None;
    }
    serde_json::from_slice(&answer.body).ok()
}

/// Puts the caller's own records into an answer. `false` when nothing belongs there.
fn change(
    wanted: &Wanted,
    body: &mut Value,
    caller: &AtCaller,
    unseen: &Unseen,
    shower: &Shower,
) -> bool {
    let did = caller.did.as_str();
    match wanted.kind {
        Kind::AuthorFeed | Kind::Likes | Kind::Timeline => {
            let feed = body.get_mut("feed").and_then(Value::as_array_mut);
            feed.is_some_and(|feed| change_feed(wanted, feed, did, unseen, shower))
        }
        Kind::Thread => {
            let thread = body.get_mut("thread");
            thread.is_some_and(|thread| thread::add(thread, &unseen.posts, shower))
        }
        Kind::Profile => change_profile(body, did, unseen, shower),
        Kind::Profiles => {
            let profiles = body.get_mut("profiles").and_then(Value::as_array_mut);
            let profiles = profiles.into_iter().flatten();
            let changed = profiles
                .filter_map(|profile| change_profile(profile, did, unseen, shower).then_some(()));
            changed.count() > 0
        }
    }
}

fn change_feed(
    wanted: &Wanted,
    feed: &mut Vec<Value>,
    did: &str,
    unseen: &Unseen,
    shower: &Shower,
) -> bool {
    if wanted.kind == Kind::AuthorFeed && !feed::is_own(feed, did) {
        return false;
    }
    if let Some(profile) = &unseen.profile
        && wanted.kind != Kind::Timeline
    {
        feed::change_author(feed, did, profile, shower);
    }
    // The newest posts stand on the first page.
    let is_first = wanted.parameter("cursor").is_none();
    if is_first && wanted.kind != Kind::Likes {
        let posts = match wanted.kind {
            Kind::AuthorFeed => feed::fitting(unseen, wanted.parameter("filter")),
            _ => unseen.posts.iter().collect(),
        };
        feed::insert(feed, &posts, shower);
    }
    true
}

fn change_profile(view: &mut Value, did: &str, unseen: &Unseen, shower: &Shower) -> bool {
    match &unseen.profile {
        Some(profile) if text(view, "did") == Some(did) => {
            shower.change_detailed(view, &profile.value);
            true
        }
        _ => false,
    }
}

/// The thread of a post that the service does not know of, if it is one of the caller's newest.
fn own_thread(
    wanted: &Wanted,
    body: &Value,
    caller: &AtCaller,
    unseen: &Unseen,
    shower: &Shower,
) -> Option<Value> {
    let is_missing = wanted.kind == Kind::Thread && text(body, "error") == Some("NotFound");
    let uri = wanted.parameter("uri").filter(|_| is_missing)?;
    let is_it = |own: &&Own| {
        let by_handle = own.uri.replacen(caller.did.as_str(), &caller.handle, 1);
        own.uri == uri || by_handle == uri
    };
    let own = unseen.posts.iter().find(is_it)?;
    let mut thread = thread::alone(own, shower);
    thread::add(&mut thread, &unseen.posts, shower);
    Some(thread)
}

/// The answer with another body.
fn with_body(headers: &HeaderMap, body: &Value, lag: i64) -> Response {
    let mut headers = chosen(headers, &ANSWERED);
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, json);
    headers.insert(LAG, HeaderValue::from(lag));
    (StatusCode::OK, headers, Body::from(body.to_string())).into_response()
}
