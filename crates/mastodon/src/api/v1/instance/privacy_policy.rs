//! `GET /api/v1/instance/privacy_policy`

use axum::Json;
use model::Time;
use serde::Serialize;

use crate::app::App;
use crate::error::Answer;

/// <https://docs.joinmastodon.org/entities/PrivacyPolicy/>
#[derive(Debug, Serialize)]
pub(super) struct PrivacyPolicy {
    updated_at: Time,
    content: String,
}

/// What is true of this software, until the host says more.
const USUAL: &str = "This server keeps what you entrust to it: your address and the hash of your password, your posts, \
    and whom you follow. Public posts are sent to other servers and can be read by anyone; posts for followers or for \
    those they name are sent to the servers of these people. The host of this server can read everything that is kept \
    here. The address you log in from is kept as long as the session. Files are kept without the place and the time \
    they were made at. What you delete is deleted here, and other servers are asked to do the same.";

/// `GET /api/v1/instance/privacy_policy` — what becomes of what people entrust to this community.
pub(super) async fn privacy_policy(app: App) -> Answer<PrivacyPolicy> {
    let privacy = app.social.community().await?.privacy;
    let (text, updated_at) = privacy.map_or_else(
        || (USUAL.to_owned(), Time::from_seconds(1_764_547_200)),
        |paper| (paper.text, paper.from),
    );
    Ok(Json(PrivacyPolicy {
        updated_at,
        content: app.social.paper_html(&text),
    }))
}
