//! `PUT /api/v1/admin/reports/:id`

use axum::Json;
use model::Id;
use serde::Deserialize;

use crate::access::Me;
use crate::api::v1::reports::{category, numbers};
use crate::app::App;
use crate::entity::AdminReport;
use crate::error::Answer;
use crate::form::{Form, Target};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Change {
    category: String,
    rule_ids: Option<Vec<String>>,
}

/// `PUT /api/v1/admin/reports/:id` — what a report is about.
pub(super) async fn update(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
    Form(form): Form<Change>,
) -> Answer<AdminReport> {
    let category = match form.category.as_str() {
        "" => None,
        word => Some(category(word)?),
    };
    let rules = form.rule_ids.as_deref().map(numbers).transpose()?;
    let view = app
        .social
        .update_report(&caller, id, category, rules)
        .await?;
    Ok(Json(view.into()))
}
