//! The methods of the AT Protocol that this server answers (<https://atproto.com/specs/xrpc>). A method's file is its name.

pub(crate) mod app;
pub(crate) mod com;
mod error;
mod input;
mod proxy;
mod rate;
#[cfg(test)]
mod tests;
mod well_known;

use std::sync::Arc;

use axum::middleware::from_fn_with_state;
use axum::routing::{any, get};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::AtProto;

pub use error::XrpcError;
pub(crate) use input::{Input, Params, Record};
pub(crate) use proxy::bearer;
pub(crate) use rate::{Counting, count_caller};

/// What handlers hold.
pub(crate) type Shared = Arc<AtProto>;

/// All methods. `stopping` turns true when streams should end.
pub(crate) fn router(at: Shared, stopping: watch::Receiver<bool>) -> Router {
    let rates = rate::Rates::new(at.config.limits_rates);
    Router::new()
        .route("/xrpc/_health", get(health))
        .route("/.well-known/atproto-did", get(well_known::did))
        .merge(com::atproto::server::routes())
        .merge(com::atproto::server::moving_routes())
        .merge(com::atproto::repo::routes())
        .merge(com::atproto::sync::routes(stopping))
        .merge(app::bsky::actor::routes())
        .merge(com::atproto::identity::routes())
        .merge(com::atproto::admin::routes())
        .route("/.well-known/did.json", get(well_known::document))
        .route("/xrpc/{nsid}", any(proxy::pass))
        .layer(from_fn_with_state(rates, rate::count))
        .layer(edge::cors::layer())
        .with_state(at)
}

/// An answer with one more field, if there is something in it.
pub(crate) fn with(mut answer: Value, name: &str, value: Option<Value>) -> Value {
    if let (Some(fields), Some(value)) = (answer.as_object_mut(), value) {
        fields.insert(name.to_owned(), value);
    }
    answer
}

/// A page of a list, and where the next one begins.
pub(crate) fn page(name: &str, items: Vec<Value>, cursor: Option<String>) -> Value {
    let answer = with(json!({}), name, Some(items.into()));
    with(answer, "cursor", cursor.map(Value::from))
}

async fn health() -> Json<Value> {
    let version = concat!("folkmoot-", env!("CARGO_PKG_VERSION"));
    Json(json!({ "version": version }))
}
