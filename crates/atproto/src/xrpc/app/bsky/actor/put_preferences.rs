//! `app.bsky.actor.putPreferences`

use axum::extract::State;
use serde::Deserialize;
use serde_json::Value;

use super::{is_personal, read, sees_personal};
use crate::auth::{AtCaller, Permission};
use crate::xrpc::{Input, Shared, XrpcError};

/// The most preferences that are kept.
const MOST: usize = 1_000;

#[derive(Debug, Deserialize)]
pub(super) struct Body {
    preferences: Vec<Value>,
}

/// POST `app.bsky.actor.putPreferences` — keeps what apps keep for their user, instead of what was kept.
pub(super) async fn handle(
    State(at): State<Shared>,
    caller: AtCaller,
    Input(body): Input<Body>,
) -> Result<(), XrpcError> {
    caller.check(&Permission::Rpc {
        lxm: "app.bsky.actor.putPreferences",
        aud: &at.app_view_name(),
    })?;
    let account = caller.account_id();
    let is_right = |preference: &Value| {
        let kind = preference.get("$type").and_then(Value::as_str);
        kind.is_some_and(|kind| kind.starts_with("app.bsky."))
    };
    if body.preferences.len() > MOST || !body.preferences.iter().all(is_right) {
        let message = "Some preferences are not in the app.bsky namespace";
        return Err(XrpcError::invalid_request(message));
    }
    let mut preferences = body.preferences;
    if !sees_personal(&caller) {
        if preferences.iter().any(is_personal) {
            let message = "Do not have authorization to set preferences.";
            return Err(XrpcError::invalid_request(message));
        }
        // What they do not see, they do not lose.
        let kept = read(at.social.app_preferences(account).await?);
        preferences.extend(kept.into_iter().filter(is_personal));
    }
    let body = serde_json::to_string(&preferences).map_err(social::Error::internal)?;
    Ok(at.social.set_app_preferences(account, body).await?)
}
