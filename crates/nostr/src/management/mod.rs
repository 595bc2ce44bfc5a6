//! Staff look after the community from apps of relays (NIP-86,
//! <https://github.com/nostr-protocol/nips/blob/master/86.md>): what they ask is done by the same functions as on the pages, with
//! the same rights. What the community has no counterpart for is not offered.

mod methods;
mod seen;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Method, StatusCode, header};
use nostr_proto::http_auth::{self, Asked};
use nostr_proto::names;
use serde::Deserialize;
use serde_json::{Value, json};
use social::Caller;
use social::caller::Role;

use crate::{ID, Nostr};

pub(crate) use seen::Seen;

/// What such a request is.
const KIND: &str = "application/nostr+json+rpc";
/// The longest request, in bytes.
const MAX_BODY: usize = 64 * 1024;

/// Whether something is asked here: `POST /` of this kind.
pub(crate) fn is_asked(method: &Method, path: &str, headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    method == Method::POST && path == "/" && kind.eq_ignore_ascii_case(KIND)
}

#[derive(Deserialize)]
struct Request {
    method: String,
    #[serde(default)]
    params: Vec<Value>,
}

/// POST `/` of kind `application/nostr+json+rpc` — staff only, by NIP-98.
pub(crate) async fn handle(
    State(nostr): State<Arc<Nostr>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let Ok(body) = edge::limits::read(body, MAX_BODY).await else {
        return refused(StatusCode::PAYLOAD_TOO_LARGE, "The request is too long");
    };
    let caller = match nostr.proven(&headers, &body).await {
        Ok(caller) => caller,
        Err(why) => return refused(StatusCode::UNAUTHORIZED, &why),
    };
    let Ok(request) = serde_json::from_slice::<Request>(&body) else {
        return refused(StatusCode::BAD_REQUEST, "This is no request");
    };
    match nostr
        .manage(&caller, &request.method, &request.params)
        .await
    {
        Ok(result) => told(StatusCode::OK, &json!({ "result": result })),
        Err(social::Error::Internal(source)) => {
            tracing::error!(%source, "a request of staff failed");
            refused(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something went wrong on this server",
            )
        }
        Err(error @ social::Error::Forbidden(_)) => {
            refused(StatusCode::FORBIDDEN, &error.to_string())
        }
        // What cannot be done is an answer like others (NIP-86).
        Err(error) => refused(StatusCode::OK, &error.to_string()),
    }
}

fn refused(status: StatusCode, why: &str) -> Response {
    told(status, &json!({ "result": null, "error": why }))
}

fn told(status: StatusCode, answer: &Value) -> Response {
    let mut response = (status, Json(answer)).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CACHE_CONTROL,
        http::HeaderValue::from_static("no-store"),
    );
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        http::HeaderValue::from_static("*"),
    );
    response
}

impl Nostr {
    /// The member of staff who asks, as the header shows. Why not, in words for them.
    async fn proven(&self, headers: &HeaderMap, body: &[u8]) -> Result<Caller, String> {
        let header = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .ok_or("An event of kind 27235 must come in the header Authorization")?;
        let event = http_auth::event_of_header(header).map_err(|error| error.to_string())?;
        let asked = Asked {
            method: "POST",
            url: self.social.base_url().as_str(),
            body: Some(body),
        };
        let now = self.now_in_seconds();
        let key = http_auth::check(&event, asked, now).map_err(|error| error.to_string())?;
        let uri = names::uri_of_key(key);
        let caller = self.social.member_of_key(ID, &uri).await;
        let caller = caller
            .ok()
            .flatten()
            .filter(|caller| caller.role != Role::Member);
        let caller = caller.ok_or("Only those who run this community may do that")?;
        // Last: what strangers send is not remembered.
        if self.seen.is_new(event.id, now) {
            Ok(caller)
        } else {
            Err("This event was used before".to_owned())
        }
    }
}
