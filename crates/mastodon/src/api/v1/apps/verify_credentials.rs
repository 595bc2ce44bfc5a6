//! `GET /api/v1/apps/verify_credentials`

use axum::Json;

use crate::access::Grant;
use crate::app::App;
use crate::entity::Application;
use crate::error::Answer;

/// `GET /api/v1/apps/verify_credentials` — which app this token is for.
pub(super) async fn verify_credentials(app: App, grant: Grant) -> Answer<Application> {
    let key = app.social.push_public_key().await?;
    Ok(Json(Application::new(grant.access.app, key)))
}
