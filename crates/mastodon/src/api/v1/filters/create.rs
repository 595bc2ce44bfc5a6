//! `POST /api/v1/filters`

use axum::Json;
use social::filter::FilterDraft;

use super::Draft;
use crate::access::Me;
use crate::app::App;
use crate::entity::V1Filter;
use crate::error::{Answer, Error};
use crate::form::Form;

/// `POST /api/v1/filters` — makes a filter of one word, which is its name too.
pub(super) async fn create(app: App, Me(caller): Me, Form(draft): Form<Draft>) -> Answer<V1Filter> {
    let phrase = draft.phrase.clone().unwrap_or_default();
    if phrase.trim().is_empty() {
        return Err(Error::parameter("phrase", "can't be blank"));
    }
    let draft = FilterDraft {
        title: Some(model::sanitize::line(&phrase, MAX_TITLE)),
        ..draft.into()
    };
    let filter = app.social.create_filter(&caller, draft).await?;
    let made = V1Filter::all(&filter).pop();
    made.map(Json).ok_or(Error::NotFound)
}

/// A name is shorter than a phrase can be.
const MAX_TITLE: usize = 256;
