//! `/api/v1/admin/trends/tags`

use axum::Json;
use social::Caller;
use social::trend::TagDecision;

use crate::access::Me;
use crate::api::v1::trends::Wanted;
use crate::app::App;
use crate::entity::AdminTag;
use crate::error::Answer;
use crate::form::{Form, Target};

/// `GET /api/v1/admin/trends/tags` — tags that are talked about, whatever was decided.
pub(super) async fn index(
    app: App,
    Me(caller): Me,
    Form(wanted): Form<Wanted>,
) -> Answer<Vec<AdminTag>> {
    let tags = app
        .social
        .tags_to_review(&caller, wanted.part(10, 20))
        .await?;
    let lens = app.lens(caller.viewer());
    Ok(Json(
        tags.into_iter()
            .map(|tag| AdminTag::new(tag, &lens))
            .collect(),
    ))
}

/// `POST /api/v1/admin/trends/tags/:id/approve` — the tag may trend.
pub(super) async fn approve(
    app: App,
    Me(caller): Me,
    Target(id): Target<String>,
) -> Answer<AdminTag> {
    decide(&app, &caller, &id, true).await
}

/// `POST /api/v1/admin/trends/tags/:id/reject` — the tag may not trend.
pub(super) async fn reject(
    app: App,
    Me(caller): Me,
    Target(id): Target<String>,
) -> Answer<AdminTag> {
    decide(&app, &caller, &id, false).await
}

async fn decide(app: &App, caller: &Caller, id: &str, may_trend: bool) -> Answer<AdminTag> {
    let decision = TagDecision {
        is_trendable: Some(may_trend),
        ..TagDecision::default()
    };
    let tag = app.social.decide_tag(caller, id, decision).await?;
    Ok(Json(AdminTag::new(tag, &app.lens(caller.viewer()))))
}
