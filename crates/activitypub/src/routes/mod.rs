//! What peers ask for, one file a kind of thing.

mod activity;
mod actor;
mod answer;
mod client;
mod collection;
mod inbox;
mod nodeinfo;
mod post;
mod quote;
pub(crate) mod respond;
mod story;
mod webfinger;

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use bytes::Bytes;
use http::request::Parts;
use http::uri::PathAndQuery;
use http::{HeaderName, HeaderValue, StatusCode, header};

use crate::ActivityPub;
use crate::error::Error;
use crate::inbound::Incoming;

pub(crate) use client::CLIENT_A_MINUTE;

/// All routes of this network.
pub(crate) fn router(network: Arc<ActivityPub>) -> Router {
    Router::new()
        .route("/.well-known/webfinger", get(webfinger::webfinger))
        .route("/.well-known/host-meta", get(webfinger::host_meta))
        .route("/.well-known/nodeinfo", get(nodeinfo::discovery))
        .route("/nodeinfo/2.0", get(nodeinfo::v2_0))
        .route("/nodeinfo/2.1", get(nodeinfo::v2_1))
        .route("/ap/inbox", post(inbox::shared))
        .route("/inbox", post(inbox::shared))
        .route("/actor", get(actor::server))
        .route("/ap/actors/{id}", get(actor::show))
        .route(
            "/ap/actors/{id}/inbox",
            post(inbox::personal).get(client::get_inbox),
        )
        .route(
            "/ap/actors/{id}/outbox",
            get(collection::outbox).post(client::post_outbox),
        )
        .route("/ap/proxy", post(client::post_proxy))
        .route("/ap/actors/{id}/followers", get(collection::followers))
        .route(
            "/ap/actors/{id}/followers/synchronization",
            get(collection::followers_there),
        )
        .route("/ap/actors/{id}/following", get(collection::following))
        .route("/ap/actors/{id}/featured", get(collection::featured))
        .route("/ap/posts/{id}", get(post::show))
        .route("/ap/posts/{id}/activity", get(activity::show))
        .route("/ap/posts/{id}/quotes/{quoting}", get(quote::show))
        .route("/ap/posts/{id}/replies", get(collection::replies))
        .route("/ap/posts/{id}/replies/{answer}", get(answer::show))
        .route("/ap/contexts/{id}", get(collection::context))
        .route("/ap/stories/{id}", get(story::show))
        .layer(from_fn(refuse_in_json))
        .layer(from_fn(tell_how_to_sign))
        .with_state(network)
}

/// A request as signatures speak of it, without its body.
fn visit(parts: &Parts) -> Incoming {
    let path = parts.uri.path_and_query().map_or("/", PathAndQuery::as_str);
    Incoming {
        method: parts.method.clone(),
        path: path.to_owned(),
        headers: parts.headers.clone(),
        body: Bytes::new(),
    }
}

/// What the framework refuses before we see it, an address or a query that cannot be read, is refused like the rest.
async fn refuse_in_json(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_ours = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/"));
    if response.status() == StatusCode::BAD_REQUEST && !is_ours {
        return Error::BadRequest("The address or its query cannot be read").into_response();
    }
    response
}

/// A 401 says what would have been accepted (RFC 9421 §5.1).
async fn tell_how_to_sign(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let mut response = next.run(request).await;
    if response.status() == StatusCode::UNAUTHORIZED {
        let wanted = ap_proto::signature::accept_signature(&method);
        response.headers_mut().insert(
            HeaderName::from_static("accept-signature"),
            HeaderValue::from_static(wanted),
        );
    }
    response
}
