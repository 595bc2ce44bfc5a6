//! `DELETE /api/v1/profile/avatar`

use axum::Json;
use social::media::Arrived;
use social::member::ProfileUpdate;

use crate::access::Me;
use crate::app::App;
use crate::entity::CredentialAccount;
use crate::error::Answer;

/// `DELETE /api/v1/profile/avatar` — takes my avatar away; that there was none is fine.
pub(super) async fn destroy(app: App, Me(caller): Me) -> Answer<CredentialAccount> {
    let update = ProfileUpdate {
        avatar: Some(Arrived::default()),
        ..ProfileUpdate::default()
    };
    app.social.update_profile(&caller, update).await?;
    Ok(Json(app.social.member(&caller).await?.into()))
}
