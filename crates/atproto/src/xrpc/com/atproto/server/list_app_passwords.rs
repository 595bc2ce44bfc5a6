//! `com.atproto.server.listAppPasswords`

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};
use social::member::AppPasswordKind;

use crate::auth::{AtCaller, Auth, datetime};
use crate::xrpc::XrpcError;

/// GET `com.atproto.server.listAppPasswords` — the passwords for apps, without what they are.
pub(super) async fn list_app_passwords(
    State(auth): State<Auth>,
    caller: AtCaller,
) -> Result<Json<Value>, XrpcError> {
    caller.check_full()?;
    let passwords = auth.social().app_passwords(&caller.caller).await?;
    let list: Vec<Value> = passwords
        .into_iter()
        .map(|one| {
            json!({
                "name": one.name,
                "createdAt": datetime(one.created_at),
                "privileged": one.kind == AppPasswordKind::Privileged,
            })
        })
        .collect();
    Ok(Json(json!({ "passwords": list })))
}
