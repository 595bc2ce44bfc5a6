//! `app.bsky.actor.*`

mod get_preferences;
mod put_preferences;

use axum::Router;
use axum::routing::{get, post};
use serde_json::Value;

use crate::auth::{Access, AtCaller};
use crate::xrpc::Shared;

/// What only somebody with their own password reads and writes: when they were born.
const PERSONAL: &str = "app.bsky.actor.defs#personalDetailsPref";

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route(
            "/xrpc/app.bsky.actor.getPreferences",
            get(get_preferences::handle),
        )
        .route(
            "/xrpc/app.bsky.actor.putPreferences",
            post(put_preferences::handle),
        )
}

fn is_personal(preference: &Value) -> bool {
    preference.get("$type").and_then(Value::as_str) == Some(PERSONAL)
}

fn sees_personal(caller: &AtCaller) -> bool {
    caller.access == Access::Full
}

/// The preferences that are kept.
fn read(kept: Option<String>) -> Vec<Value> {
    kept.and_then(|kept| serde_json::from_str(&kept).ok())
        .unwrap_or_default()
}
