//! `com.atproto.identity.*`: names.

mod resolve_handle;

use axum::Router;
use axum::routing::get;

use crate::xrpc::Shared;

pub(crate) fn routes() -> Router<Shared> {
    Router::new().route(
        "/xrpc/com.atproto.identity.resolveHandle",
        get(resolve_handle::handle),
    )
}
