//! `POST /api/v1/statuses`

use axum::Json;
use http::HeaderMap;
use serde::Serialize;
use social::post::Draft;

use super::params::NewStatus;
use crate::access::Me;
use crate::app::App;
use crate::entity::{ScheduledStatus, Status};
use crate::error::{Answer, Error, Result};
use crate::form::{Form, moment};

/// What came of it.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Made {
    Posted(Box<Status>),
    Scheduled(Box<ScheduledStatus>),
}

/// `POST /api/v1/statuses` — posts, now or at `scheduled_at`. The same `Idempotency-Key` posts only once.
pub(super) async fn create(
    app: App,
    Me(caller): Me,
    headers: HeaderMap,
    Form(form): Form<NewStatus>,
) -> Answer<Made> {
    let due_at = moment("scheduled_at", form.scheduled_at.as_deref())?;
    let draft = Draft {
        idempotency_key: idempotency_key(&headers)?,
        ..form.into_post(&app, &caller).await?
    };
    if let Some(due_at) = due_at {
        let view = app.social.schedule_post(&caller, draft, due_at).await?;
        return Ok(Json(Made::Scheduled(Box::new(view.into()))));
    }
    let post = app.social.create_post(&caller, draft).await?;
    let status = Status::new(post, &app.lens(caller.viewer()));
    Ok(Json(Made::Posted(Box::new(status))))
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>> {
    /// A UUID has 36.
    const MOST: usize = 255;
    let Some(key) = headers.get("idempotency-key").filter(|key| !key.is_empty()) else {
        return Ok(None);
    };
    match key.to_str() {
        Ok(key) if key.len() <= MOST => Ok(Some(key.to_owned())),
        _ => Err(Error::parameter(
            "Idempotency-Key",
            "must be plain text of at most 255 characters",
        )),
    }
}
