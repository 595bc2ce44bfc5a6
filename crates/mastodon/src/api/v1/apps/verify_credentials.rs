//! `GET /api/v1/apps/verify_credentials`

use axum::Json;

use crate::access::Grant;
use crate::entity::Application;
use crate::error::Answer;

/// `GET /api/v1/apps/verify_credentials` — which app this token is for.
pub(super) async fn verify_credentials(grant: Grant) -> Answer<Application> {
    Ok(Json(grant.access.app.into()))
}
