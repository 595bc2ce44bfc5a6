//! `GET /api/v1/instance/terms_of_service` and `GET /api/v1/instance/terms_of_service/:date`

use axum::Json;
use model::Time;
use serde::Serialize;
use social::community::Paper;

use crate::app::App;
use crate::error::{Answer, Error};
use crate::form::Target;

/// <https://docs.joinmastodon.org/entities/TermsOfService/>
#[derive(Debug, Serialize)]
pub(super) struct TermsOfService {
    effective_date: String,
    effective: bool,
    content: String,
    succeeded_by: Option<String>,
}

/// `GET /api/v1/instance/terms_of_service` — the terms that hold now.
pub(super) async fn current(app: App) -> Answer<TermsOfService> {
    let now = app.social.now();
    find(&app, |terms| terms.from <= now).await
}

/// `GET /api/v1/instance/terms_of_service/:date` — the terms of a day.
pub(super) async fn of_date(app: App, Target(date): Target<String>) -> Answer<TermsOfService> {
    find(&app, |terms| terms.from.date() == date).await
}

/// The newest terms that are meant, with those that follow them.
async fn find(app: &App, is_meant: impl Fn(&Paper) -> bool) -> Answer<TermsOfService> {
    let all = app.social.community().await?.terms;
    let mut next: Option<Time> = None;
    for terms in all {
        if is_meant(&terms) {
            return Ok(Json(TermsOfService {
                effective_date: terms.from.date(),
                effective: terms.from <= app.social.now(),
                content: app.social.paper_html(&terms.text),
                succeeded_by: next.map(Time::date),
            }));
        }
        next = Some(terms.from);
    }
    Err(Error::NotFound)
}
