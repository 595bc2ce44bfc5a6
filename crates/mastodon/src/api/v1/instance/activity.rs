//! `GET /api/v1/instance/activity`

use axum::Json;
use serde::Serialize;

use crate::app::App;
use crate::error::Answer;

/// A week. Numbers are texts, as in Mastodon.
#[expect(clippy::struct_field_names, reason = "the names are the API's")]
#[derive(Debug, Serialize)]
pub(super) struct Week {
    week: String,
    statuses: String,
    logins: String,
    registrations: String,
}

/// `GET /api/v1/instance/activity` — the last twelve weeks, this one first.
pub(super) async fn activity(app: App) -> Answer<Vec<Week>> {
    let weeks = app.social.weeks().await?.into_iter().map(|week| Week {
        week: week.start.seconds().to_string(),
        statuses: week.posts.to_string(),
        logins: week.seen.to_string(),
        registrations: week.joined.to_string(),
    });
    Ok(Json(weeks.collect()))
}
