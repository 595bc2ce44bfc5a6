//! `/api/v1/admin/trends/links`

use axum::Json;
use model::Id;
use serde::Serialize;
use social::Caller;
use social::trend::TrendKind;

use crate::access::Me;
use crate::api::v1::trends::Wanted;
use crate::app::App;
use crate::entity::AdminLink;
use crate::error::Answer;
use crate::form::{Form, Target};

/// A server whose links trend. Its id is its name.
#[derive(Debug, Serialize)]
pub(super) struct Publisher {
    id: String,
    domain: String,
    trendable: bool,
    requires_review: bool,
}

/// `GET /api/v1/admin/trends/links` — links that are talked about, whatever was decided.
pub(super) async fn index(
    app: App,
    Me(caller): Me,
    Form(wanted): Form<Wanted>,
) -> Answer<Vec<AdminLink>> {
    let links = app
        .social
        .links_to_review(&caller, wanted.part(10, 20))
        .await?;
    let links = links
        .into_iter()
        .map(|(link, needs)| AdminLink::new(link, needs));
    Ok(Json(links.collect()))
}

/// `GET /api/v1/admin/trends/links/publishers` — the servers of these links.
pub(super) async fn publishers(
    app: App,
    Me(caller): Me,
    Form(wanted): Form<Wanted>,
) -> Answer<Vec<Publisher>> {
    let found = app
        .social
        .publishers_to_review(&caller, wanted.part(40, 80))
        .await?;
    let publisher = |(domain, decided): (String, Option<bool>)| Publisher {
        id: domain.clone(),
        domain,
        trendable: decided.unwrap_or(false),
        requires_review: decided.is_none(),
    };
    Ok(Json(found.into_iter().map(publisher).collect()))
}

/// `POST /api/v1/admin/trends/links/:id/approve` — the link may trend.
pub(super) async fn approve(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<AdminLink> {
    decide(&app, &caller, id, true).await
}

/// `POST /api/v1/admin/trends/links/:id/reject` — the link may not trend.
pub(super) async fn reject(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<AdminLink> {
    decide(&app, &caller, id, false).await
}

async fn decide(app: &App, caller: &Caller, id: Id, may_trend: bool) -> Answer<AdminLink> {
    let link = app.social.link_to_review(caller, id).await?;
    let subject = id.to_string();
    app.social
        .review_trend(caller, TrendKind::Link, &subject, may_trend)
        .await?;
    Ok(Json(AdminLink::new(link, false)))
}
