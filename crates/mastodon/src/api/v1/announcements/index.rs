//! `GET /api/v1/announcements`

use axum::Json;

use crate::access::Me;
use crate::app::App;
use crate::entity::Announcement;
use crate::error::Answer;

/// `GET /api/v1/announcements` — what is told at this moment.
pub(super) async fn index(app: App, Me(caller): Me) -> Answer<Vec<Announcement>> {
    let all = app.social.announcements(&caller).await?;
    let lens = app.lens(caller.viewer());
    Ok(Json(
        all.into_iter()
            .map(|view| Announcement::new(view, &lens))
            .collect(),
    ))
}
