//! Who looks at a page, and what the page needs to know of its surroundings.
//!
//! A session cookie makes somebody a member. A visitor has no cookie at all until they open a page with a form; then
//! they get a random secret that ties the form to their browser (see `edge::csrf`).

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{FromRequestParts, OriginalUri};
use axum::response::{Html, IntoResponse, Response};
use edge::client_ip::ClientIp;
use edge::csrf;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, header};
use maud::Markup;
use social::community::Registration;
use social::member::{Device, SessionToken};
use social::notification::NotificationFilter;
use social::{Caller, Viewer};

use crate::partials::{Frame, Me};
use crate::refusal::Refusal;
use crate::state::Web;

/// The cookie of those who are logged in.
pub(crate) const SESSION: &str = "folkmoot_session";
/// The cookie that ties a visitor's forms to their browser.
pub(crate) const VISITOR: &str = "folkmoot_visitor";
/// How long a browser keeps its session.
const SESSION_LASTS: Duration = Duration::from_hours(400 * 24);
/// Nobody reads a larger number than this.
const MOST_UNREAD: u32 = 100;
/// The longest secret that a cookie can hold.
const MAX_SECRET: usize = 200;

/// Somebody who looks at a page.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    /// The page's surroundings.
    pub(crate) frame: Frame,
    /// Who, if they are logged in.
    pub(crate) caller: Option<Caller>,
    /// What their forms are tied to.
    pub(crate) secret: String,
    /// The cookie that a page with a form must set.
    fresh_cookie: Option<HeaderValue>,
}

impl Visit {
    /// As one who looks.
    pub(crate) fn viewer(&self) -> Viewer {
        self.caller.as_ref().map_or(Viewer::Anyone, Caller::viewer)
    }

    /// A page that shows a form to a visitor.
    pub(crate) fn form_page(&self, page: Markup) -> Response {
        let mut response = private(page);
        if let Some(cookie) = &self.fresh_cookie {
            response
                .headers_mut()
                .append(header::SET_COOKIE, cookie.clone());
        }
        response
    }

    /// A page that anybody may see and that looks different to members.
    pub(crate) fn open_page(&self, page: Markup) -> Response {
        let caching = if self.caller.is_some() {
            "private, no-cache"
        } else {
            "no-cache"
        };
        with_caching(page, caching)
    }

    /// Reads who looks from a request's head.
    pub(crate) async fn read(
        web: &Web,
        headers: &HeaderMap,
        path: String,
    ) -> Result<Self, Refusal> {
        let session = cookie(web, headers, SESSION);
        let caller = match session {
            Some(token) => web.social.session(token).await?,
            None => None,
        };
        let known = session
            .filter(|_| caller.is_some())
            .or_else(|| cookie(web, headers, VISITOR));
        let (secret, fresh_cookie) =
            known.map_or_else(|| fresh_secret(web), |secret| (secret.to_owned(), None));
        let frame = frame(web, caller.as_ref(), path, csrf::token(&secret)).await?;
        Ok(Self {
            frame,
            caller,
            secret,
            fresh_cookie,
        })
    }
}

fn cookie<'h>(web: &Web, headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    web.cookies
        .get(headers, name)
        .filter(|value| !value.is_empty() && value.len() <= MAX_SECRET)
}

fn fresh_secret(web: &Web) -> (String, Option<HeaderValue>) {
    let secret = crypto::random_token();
    let cookie = web.cookies.set(VISITOR, &secret, None);
    (secret, cookie)
}

async fn frame(
    web: &Web,
    caller: Option<&Caller>,
    path: String,
    csrf: String,
) -> Result<Frame, Refusal> {
    let community = web.social.community().await?;
    let me = match caller {
        Some(caller) => Some(me(web, caller).await?),
        None => None,
    };
    Ok(Frame {
        about: first_sentence(&community.description),
        community: community.name,
        hue: community.hue % 360,
        me,
        csrf,
        path,
        now: web.social.now(),
        may_join: matches!(
            community.registration,
            Registration::Open | Registration::Approval
        ),
        is_development: web.social.is_development(),
        post_chars: web.social.limits().post_chars,
        dir: "ltr",
    })
}

async fn me(web: &Web, caller: &Caller) -> Result<Me, Refusal> {
    let member = web.social.member(caller).await?;
    Ok(Me {
        account: member.account,
        role: member.role,
        unread: web
            .social
            .unread_notifications(caller, &NotificationFilter::default(), MOST_UNREAD)
            .await?,
        requests: member.follow_requests_count,
        settings: member.settings,
    })
}

/// The first paragraph of a text, at most some two lines of it.
fn first_sentence(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or("");
    if line.chars().count() <= 200 {
        return line.to_owned();
    }
    let cut: String = line.chars().take(199).collect();
    format!("{}…", cut.trim_end())
}

impl FromRequestParts<Web> for Visit {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Refusal> {
        let path = own_path(parts);
        Self::read(web, &parts.headers, path).await
    }
}

fn own_path(parts: &Parts) -> String {
    let uri = parts
        .extensions
        .get::<OriginalUri>()
        .map_or(&parts.uri, |original| &original.0);
    uri.path_and_query()
        .map_or_else(|| "/".to_owned(), ToString::to_string)
}

/// Somebody who is logged in. Everybody else is sent to log in first.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    /// The visit.
    pub(crate) visit: Visit,
    /// Who.
    pub(crate) caller: Caller,
}

impl FromRequestParts<Web> for Member {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Refusal> {
        let visit = Visit::from_request_parts(parts, web).await?;
        if let Some(caller) = visit.caller.clone() {
            return Ok(Self { visit, caller });
        }
        let next = if parts.method == Method::GET {
            visit.frame.path
        } else {
            "/home".to_owned()
        };
        Err(Refusal::LogIn { next })
    }
}

/// The browser that asks, as the core wants to know it.
#[derive(Debug, Clone)]
pub(crate) struct Browser(pub(crate) Device);

impl<S: Send + Sync> FromRequestParts<S> for Browser {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let ClientIp(ip) = ClientIp::from_request_parts(parts, state).await?;
        let agent = parts
            .headers
            .get(header::USER_AGENT)
            .and_then(|value| value.to_str().ok());
        Ok(Self(Device {
            ip: ip.map_or_else(String::new, |ip| ip.to_string()),
            user_agent: agent.unwrap_or_default().chars().take(300).collect(),
        }))
    }
}

/// The cookie of a new session.
pub(crate) fn session_cookie(web: &Web, token: &SessionToken) -> Option<HeaderValue> {
    web.cookies.set(SESSION, &token.0, Some(SESSION_LASTS))
}

/// A page that only the one it was made for may see; it is never kept on disk.
pub(crate) fn private(page: Markup) -> Response {
    with_caching(page, "private, no-store")
}

fn with_caching(page: Markup, caching: &'static str) -> Response {
    let mut response = Html(page.into_string()).into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    response
        .headers_mut()
        .insert(header::VARY, HeaderValue::from_static("cookie"));
    response
}
