//! `GET /oauth/userinfo`

use axum::Json;
use serde::Serialize;

use crate::access::Me;
use crate::app::App;
use crate::error::Answer;

/// Claims of `OpenID` Connect Core 1.0, section 5.1.
#[derive(Debug, Serialize)]
pub(super) struct Claims {
    iss: String,
    sub: String,
    name: String,
    preferred_username: String,
    profile: String,
    picture: String,
}

/// `GET /oauth/userinfo` — who the token stands for, and nothing more of them.
pub(super) async fn userinfo(app: App, Me(caller): Me) -> Answer<Claims> {
    let account = app
        .social
        .account(caller.viewer(), caller.account_id)
        .await?;
    Ok(Json(Claims {
        iss: app.social.url("/"),
        sub: account.uri,
        name: account.display_name,
        preferred_username: account.username,
        profile: account.page_url,
        picture: account.avatar_url,
    }))
}
