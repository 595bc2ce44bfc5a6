//! `GET /api/v1/notifications/requests/merged`

use axum::Json;
use serde::Serialize;

use crate::access::Me;

#[derive(Debug, Serialize)]
pub(super) struct Merged {
    merged: bool,
}

/// `GET /api/v1/notifications/requests/merged` — whether all that was accepted is with the other notifications. Accepting
/// does that in one transaction, so it always is.
pub(super) async fn merged(Me(_): Me) -> Json<Merged> {
    Json(Merged { merged: true })
}
