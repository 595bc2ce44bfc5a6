//! `POST /api/v1/accounts/:id/mute`

use std::time::Duration;

use axum::Json;
use edge::forms::non_blank;
use model::AccountId;
use serde::Deserialize;
use social::relation::MuteOptions;

use crate::access::Me;
use crate::app::App;
use crate::entity::Relationship;
use crate::error::Answer;
use crate::form::{Form, Target};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct How {
    #[serde(deserialize_with = "non_blank")]
    notifications: Option<bool>,
    /// Seconds; 0 is for ever.
    #[serde(deserialize_with = "non_blank")]
    duration: Option<u32>,
}

/// `POST /api/v1/accounts/:id/mute` — mutes, with notifications unless told otherwise.
pub(super) async fn mute(
    app: App,
    Me(caller): Me,
    Target(id): Target<AccountId>,
    Form(how): Form<How>,
) -> Answer<Relationship> {
    let seconds = how.duration.filter(|seconds| *seconds > 0);
    let options = MuteOptions {
        hides_notifications: how.notifications.unwrap_or(true),
        duration: seconds.map(|seconds| Duration::from_secs(seconds.into())),
    };
    Ok(Json(app.social.mute(&caller, id, options).await?.into()))
}
