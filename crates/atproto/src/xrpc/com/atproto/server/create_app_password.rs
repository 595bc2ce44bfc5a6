//! `com.atproto.server.createAppPassword`

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use social::member::AppPasswordKind;

use crate::auth::{AtCaller, Auth, datetime};
use crate::xrpc::{Input, XrpcError};

#[derive(Deserialize)]
pub(super) struct Sent {
    name: String,
    #[serde(default)]
    privileged: bool,
}

/// A password for an app, the only time that it is shown.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Made {
    name: String,
    password: String,
    created_at: String,
    privileged: bool,
}

/// POST `com.atproto.server.createAppPassword` — a password for an app. Only with the own password.
pub(super) async fn create_app_password(
    State(auth): State<Auth>,
    caller: AtCaller,
    Input(sent): Input<Sent>,
) -> Result<Json<Made>, XrpcError> {
    caller.check_full()?;
    let kind = if sent.privileged {
        AppPasswordKind::Privileged
    } else {
        AppPasswordKind::Plain
    };
    let made = auth
        .social()
        .create_app_password(&caller.caller, &sent.name, kind)
        .await?;
    Ok(Json(Made {
        name: made.view.name,
        password: made.password,
        created_at: datetime(made.view.created_at),
        privileged: sent.privileged,
    }))
}
