//! `app.bsky.actor.getPreferences`

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::{is_personal, read, sees_personal};
use crate::auth::{AtCaller, Permission};
use crate::xrpc::{Shared, XrpcError};

/// GET `app.bsky.actor.getPreferences` — what apps keep for their user.
pub(super) async fn handle(
    State(at): State<Shared>,
    caller: AtCaller,
) -> Result<Json<Value>, XrpcError> {
    caller.check(&Permission::Rpc {
        lxm: "app.bsky.actor.getPreferences",
        aud: &at.app_view_name(),
    })?;
    let mut kept = read(at.social.app_preferences(caller.account_id()).await?);
    if !sees_personal(&caller) {
        kept.retain(|preference| !is_personal(preference));
    }
    Ok(Json(json!({ "preferences": kept })))
}
