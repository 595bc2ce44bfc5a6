//! `com.atproto.identity.*`: names.

mod answer;
mod get_recommended_did_credentials;
mod refresh_identity;
mod request_plc_operation_signature;
mod resolve_did;
mod resolve_handle;
mod resolve_identity;
mod sign_plc_operation;
mod submit_plc_operation;
mod update_handle;

use axum::Router;
use axum::routing::{get, post};

use crate::xrpc::Shared;

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route(
            "/xrpc/com.atproto.identity.getRecommendedDidCredentials",
            get(get_recommended_did_credentials::handle),
        )
        .route(
            "/xrpc/com.atproto.identity.refreshIdentity",
            post(refresh_identity::handle),
        )
        .route(
            "/xrpc/com.atproto.identity.requestPlcOperationSignature",
            post(request_plc_operation_signature::handle),
        )
        .route(
            "/xrpc/com.atproto.identity.resolveDid",
            get(resolve_did::handle),
        )
        .route(
            "/xrpc/com.atproto.identity.resolveHandle",
            get(resolve_handle::handle),
        )
        .route(
            "/xrpc/com.atproto.identity.resolveIdentity",
            get(resolve_identity::handle),
        )
        .route(
            "/xrpc/com.atproto.identity.signPlcOperation",
            post(sign_plc_operation::handle),
        )
        .route(
            "/xrpc/com.atproto.identity.submitPlcOperation",
            post(submit_plc_operation::handle),
        )
        .route(
            "/xrpc/com.atproto.identity.updateHandle",
            post(update_handle::handle),
        )
}
