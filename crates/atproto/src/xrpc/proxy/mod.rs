//! What this server does not answer itself is passed on in the name of whoever asks
//! (<https://atproto.com/specs/xrpc#service-proxying>).

mod feed;
mod fresh;
mod thread;
mod unseen;
mod view;

use at_proto::jose::NewServiceAuth;
use at_proto::syntax::{Did, Nsid};
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use infra::fetch::{Answer, Post};
use model::AccountId;

use super::{Shared, XrpcError};
use crate::AtProto;
use crate::auth::{AtCaller, Permission};
use fresh::Wanted;

/// Which service is asked: `did#service`.
const PROXY: HeaderName = HeaderName::from_static("atproto-proxy");
/// What goes along with a request.
const SENT: [HeaderName; 5] = [
    header::ACCEPT,
    header::ACCEPT_LANGUAGE,
    header::CONTENT_TYPE,
    HeaderName::from_static("atproto-accept-labelers"),
    HeaderName::from_static("x-bsky-topics"),
];
/// What comes back with an answer.
const ANSWERED: [HeaderName; 6] = [
    header::CONTENT_TYPE,
    header::CONTENT_LANGUAGE,
    header::RETRY_AFTER,
    HeaderName::from_static("atproto-repo-rev"),
    HeaderName::from_static("atproto-content-labelers"),
    HeaderName::from_static("ratelimit-reset"),
];
/// The part of a document that shows apps the network.
const APP_VIEW: &str = "bsky_appview";
/// The most bytes of what is asked.
const MAX_BODY: usize = 4 * 1024 * 1024;
/// The most bytes of what is answered.
const MAX_ANSWER: usize = 16 * 1024 * 1024;
/// How long a token for another service is good, in seconds.
const SECONDS: i64 = 60;

/// Who is asked instead of us.
struct Service {
    /// What it is called.
    did: String,
    /// Which part of it.
    fragment: String,
    /// Where it is.
    url: String,
}

/// Any `/xrpc/NSID` that is not answered here.
pub(super) async fn pass(
    State(at): State<Shared>,
    caller: Option<AtCaller>,
    Path(nsid): Path<String>,
    request: Request,
) -> Result<Response, XrpcError> {
    let nsid = Nsid::parse(&nsid).or(Err(XrpcError::invalid_request("Invalid NSID")))?;
    let service = at.service_for(&nsid, request.headers()).await?;
    let caller = caller.ok_or_else(XrpcError::auth_missing)?;
    let aud = format!("{}#{}", service.did, service.fragment);
    let lxm = nsid.as_str();
    caller.check(&Permission::Rpc { lxm, aud: &aud })?;
    let token = at.service_token(&caller, &service, &nsid).await?;
    let wanted = Wanted::of(&nsid, &request);
    let answer = at.forward(&service, request, Some(&token)).await?;
    Ok(match wanted {
        Some(wanted) => at.freshen(&caller, &service, &wanted, answer).await,
        None => shown(answer),
    })
}

impl AtProto {
    /// What the service is called that shows apps the network; empty when there is none.
    pub(crate) fn app_view_name(&self) -> String {
        let app_view = self.config.app_view.as_ref();
        app_view.map_or_else(String::new, |upstream| {
            format!("{}#{APP_VIEW}", upstream.did)
        })
    }

    /// Whom a request is for: whom it names, or the usual one for its method.
    async fn service_for(&self, nsid: &Nsid, headers: &HeaderMap) -> Result<Service, XrpcError> {
        if let Some(named) = headers.get(PROXY) {
            let named = named.to_str().ok().and_then(|named| named.split_once('#'));
            let malformed = || XrpcError::invalid_request("invalid format for atproto-proxy");
            let (did, fragment) = named.ok_or_else(malformed)?;
            let did = Did::parse(did).or(Err(malformed()))?;
            return self.service_named(&did, fragment).await;
        }
        let is_usual = nsid.as_str().starts_with("app.bsky.")
            || nsid.as_str() == "com.atproto.moderation.createReport";
        match &self.config.app_view {
            Some(upstream) if is_usual => Ok(Service {
                did: upstream.did.to_string(),
                fragment: APP_VIEW.to_owned(),
                url: upstream.url.clone(),
            }),
            _ => Err(XrpcError::new(
                StatusCode::NOT_IMPLEMENTED,
                "MethodNotImplemented",
                "Method Not Implemented",
            )),
        }
    }

    async fn service_named(&self, did: &Did, fragment: &str) -> Result<Service, XrpcError> {
        let known = self.config.app_view.as_ref();
        let url = match known.filter(|known| known.did == *did && fragment == APP_VIEW) {
            Some(known) => Some(known.url.clone()),
            None => self.service_of(did, fragment).await?,
        };
        let missing = || XrpcError::invalid_request("could not resolve proxy did service url");
        Ok(Service {
            did: did.to_string(),
            fragment: fragment.to_owned(),
            url: url.ok_or_else(missing)?,
        })
    }

    /// Asks the usual service in nobody's name.
    pub(super) async fn pass_unsigned(&self, request: Request) -> Result<Response, XrpcError> {
        let missing = || XrpcError::bad("HandleNotFound", "Unable to resolve handle");
        let upstream = self.config.app_view.as_ref().ok_or_else(missing)?;
        let service = Service {
            did: upstream.did.to_string(),
            fragment: APP_VIEW.to_owned(),
            url: upstream.url.clone(),
        };
        self.forward(&service, request, None).await.map(shown)
    }

    /// What tells a service in whose name it is asked.
    async fn service_token(
        &self,
        caller: &AtCaller,
        service: &Service,
        nsid: &Nsid,
    ) -> Result<String, XrpcError> {
        let member = (caller.account_id(), &caller.did);
        Ok(self.token_for(member, &service.did, nsid).await?)
    }

    /// The same for any member.
    pub(crate) async fn token_for(
        &self,
        (account, did): (AccountId, &Did),
        audience: &str,
        nsid: &Nsid,
    ) -> social::Result<String> {
        let key = self.social.repo_key(account).await?;
        let now = self.social.now().seconds();
        let token = NewServiceAuth {
            issuer: did,
            audience,
            method: Some(nsid),
            now,
            expires: now + SECONDS,
        };
        token.sign(&key).map_err(social::Error::internal)
    }

    async fn forward(
        &self,
        service: &Service,
        request: Request,
        token: Option<&str>,
    ) -> Result<Answer, XrpcError> {
        let (parts, body) = request.into_parts();
        if ![Method::GET, Method::POST].contains(&parts.method) {
            return Err(XrpcError::invalid_request("Invalid HTTP method"));
        }
        let path = parts.uri.path_and_query().map_or("", |path| path.as_str());
        let url = format!("{}{path}", service.url);
        let mut headers = chosen(&parts.headers, &SENT);
        if let Some(token) = token {
            headers.extend(bearer(token));
        }
        let body = to_bytes(body, MAX_BODY).await;
        let body: Bytes =
            body.map_err(|_unreadable| XrpcError::invalid_request("request entity too large"))?;
        let asked = Post {
            url: &url,
            headers,
            body,
        };
        let answer = self.door.pass(parts.method, asked, MAX_ANSWER).await;
        answer.map_err(|error| {
            tracing::warn!(url, %error, "a service that apps need was not reached");
            let message = "The service behind this server could not be reached.";
            XrpcError::new(StatusCode::BAD_GATEWAY, "UpstreamFailure", message)
        })
    }
}

/// `Authorization`, which no log shows.
pub(crate) fn bearer(token: &str) -> Option<(HeaderName, HeaderValue)> {
    let mut value = HeaderValue::try_from(format!("Bearer {token}")).ok()?;
    value.set_sensitive(true);
    Some((header::AUTHORIZATION, value))
}

fn chosen(headers: &HeaderMap, names: &[HeaderName]) -> HeaderMap {
    names
        .iter()
        .filter_map(|name| Some((name.clone(), headers.get(name)?.clone())))
        .collect()
}

fn shown(answer: Answer) -> Response {
    let headers = chosen(&answer.headers, &ANSWERED);
    // Where it would lead to is not for apps to follow with what they hold.
    let status = if answer.status.is_redirection() {
        StatusCode::BAD_GATEWAY
    } else {
        answer.status
    };
    (status, headers, Body::from(answer.body)).into_response()
}
