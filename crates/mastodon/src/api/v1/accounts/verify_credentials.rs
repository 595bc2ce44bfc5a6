//! `GET /api/v1/accounts/verify_credentials`

use axum::Json;

use crate::access::Me;
use crate::app::App;
use crate::entity::CredentialAccount;
use crate::error::Answer;

/// `GET /api/v1/accounts/verify_credentials` — who I am.
pub(super) async fn verify_credentials(app: App, Me(caller): Me) -> Answer<CredentialAccount> {
    Ok(Json(app.social.member(&caller).await?.into()))
}
