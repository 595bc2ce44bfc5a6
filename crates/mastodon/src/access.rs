//! Who may call what: the rule of a route, the check of it, and what a handler learns about who asks.

use axum::extract::{FromRequestParts, Request};
use http::HeaderMap;
use http::header::{AUTHORIZATION, SEC_WEBSOCKET_PROTOCOL};
use http::request::Parts;
use social::caller::Role;
use social::member::Standing;
use social::oauth::Access;
use social::{Caller, Viewer};

use crate::app::App;
use crate::error::{Error, Result};

/// Scopes of which one is enough; none means that any token will do
/// (<https://docs.joinmastodon.org/api/oauth-scopes/>).
pub type AnyOf = &'static [&'static str];

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Anybody. A token is not looked at.
    Public,
    /// An app, by its own name and secret. The handler checks them, since they may be part of the form.
    Client,
    /// Whoever has a token, be it of a person or of an app alone.
    Token(AnyOf),
    /// A person.
    User(AnyOf),
    /// Somebody who looks after this community: a moderator or more.
    Staff(AnyOf),
    /// Somebody who may change this community: an admin or more.
    Admin(AnyOf),
    /// A person whose e-mail address may have yet to be confirmed, or who may wait for approval.
    Newcomer(AnyOf),
    /// Anybody; a person sees more, if their token has the scope.
    UserOptional(AnyOf),
    /// A person, whose token may also stand where browsers can put it for a stream: in `access_token` of the query
    /// or in `Sec-WebSocket-Protocol`.
    Stream(AnyOf),
}

/// Who asks, once the rule of the route has been checked.
#[derive(Debug, Clone, Default)]
struct Admitted {
    access: Option<Access>,
    token: String,
}

/// Checks the rule of a route and leaves in the request who asks.
pub(crate) async fn admit(app: &App, rule: Rule, request: &mut Request) -> Result<()> {
    let token = match rule {
        Rule::Public | Rule::Client => None,
        Rule::Stream(_) => bearer(request.headers()).or_else(|| stream_token(request)),
        _ => bearer(request.headers()),
    };
    let access = match &token {
        Some(token) => app.social.identify(token).await?,
        None => None,
    };
    if token.is_some() && access.is_none() {
        return Err(Error::Token);
    }
    check(rule, access.as_ref())?;
    request.extensions_mut().insert(Admitted {
        access,
        token: token.unwrap_or_default(),
    });
    Ok(())
}

fn check(rule: Rule, access: Option<&Access>) -> Result<()> {
    let access = match (rule, access) {
        (Rule::Public | Rule::Client, _) | (Rule::UserOptional(_), None) => return Ok(()),
        (_, None) => return Err(Error::Token),
        (_, Some(access)) => access,
    };
    match rule {
        Rule::Public | Rule::Client => Ok(()),
        Rule::Token(scopes) | Rule::UserOptional(scopes) => {
            in_scope(access, scopes)?;
            stands(access.standing)
        }
        Rule::User(scopes) => {
            in_scope(access, scopes)?;
            person(access)?;
            stands(access.standing)
        }
        Rule::Stream(scopes) => {
            in_scope(access, scopes)?;
            person(access).or(Err(Error::Token))?;
            stands(access.standing)
        }
        Rule::Newcomer(scopes) => {
            in_scope(access, scopes)?;
            person(access)?;
            match access.standing {
                Standing::Unconfirmed | Standing::Pending => Ok(()),
                other => stands(other),
            }
        }
        Rule::Staff(scopes) => staff(access, Role::Moderator, scopes),
        Rule::Admin(scopes) => staff(access, Role::Admin, scopes),
    }
}

fn person(access: &Access) -> Result<&Caller> {
    access.caller.as_ref().ok_or(Error::NoUser)
}

/// Refuses who is not in good standing, in Mastodon's words, which apps compare.
fn stands(standing: Standing) -> Result<()> {
    Err(Error::Standing(match standing {
        Standing::Good => return Ok(()),
        Standing::Suspended | Standing::Disabled => "Your login is currently disabled",
        Standing::Unconfirmed => "Your login is missing a confirmed e-mail address",
        Standing::Pending => "Your login is currently pending approval",
    }))
}

/// Before anything is asked of the database (security row E4). The scope is looked at last: without the role nobody
/// has one.
fn staff(access: &Access, least: Role, scopes: AnyOf) -> Result<()> {
    let role = person(access)?.role;
    stands(access.standing)?;
    if role < least {
        return Err(Error::NotAllowed);
    }
    in_scope(access, scopes)
}

fn in_scope(access: &Access, any_of: AnyOf) -> Result<()> {
    if any_of.is_empty() || any_of.iter().any(|scope| access.scopes.contains(scope)) {
        Ok(())
    } else {
        Err(Error::Scope)
    }
}

/// Who asks, once that is known.
pub(crate) fn admitted_access(extensions: &http::Extensions) -> Option<&Access> {
    extensions.get::<Admitted>()?.access.as_ref()
}

/// The token of RFC 6750, section 2.1.
fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(AUTHORIZATION)?.to_str().unwrap_or("");
    let (scheme, token) = value.trim().split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim().to_owned())
}

fn stream_token(request: &Request) -> Option<String> {
    let query = request.uri().query().unwrap_or("");
    let in_query = url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "access_token")
        .map(|(_, token)| token.into_owned());
    in_query
        .or_else(|| {
            let protocol = request
                .headers()
                .get(SEC_WEBSOCKET_PROTOCOL)?
                .to_str()
                .ok()?;
            protocol
                .split(',')
                .next()
                .map(|token| token.trim().to_owned())
        })
        .filter(|token| !token.is_empty())
}

/// The person who asks.
pub(crate) struct Me(pub(crate) Caller);

impl FromRequestParts<App> for Me {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self> {
        let admitted = parts.extensions.get::<Admitted>();
        let caller = admitted.and_then(|admitted| admitted.access.as_ref()?.caller.clone());
        caller.map(Self).ok_or(Error::Token)
    }
}

/// Who looks: the person, or anyone.
pub(crate) struct Eyes(pub(crate) Viewer);

impl FromRequestParts<App> for Eyes {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let viewer = Me::from_request_parts(parts, app)
            .await
            .map(|Me(caller)| caller.viewer());
        Ok(Self(viewer.unwrap_or(Viewer::Anyone)))
    }
}

/// The token that was used: whose, with which app, for what.
pub(crate) struct Grant {
    pub(crate) access: Access,
    /// The token itself.
    pub(crate) token: String,
}

impl FromRequestParts<App> for Grant {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self> {
        let admitted = parts
            .extensions
            .get::<Admitted>()
            .cloned()
            .unwrap_or_default();
        let access = admitted.access.ok_or(Error::Token)?;
        Ok(Self {
            access,
            token: admitted.token,
        })
    }
}
