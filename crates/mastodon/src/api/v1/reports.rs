//! `POST /api/v1/reports`

use axum::Json;
use model::{AccountId, Id, PostId};
use serde::Deserialize;
use social::report::{Category, NewReport};

use crate::access::Me;
use crate::app::App;
use crate::entity::Report;
use crate::error::{Answer, Error, Result};
use crate::form::Form;

#[derive(Deserialize)]
pub(super) struct Complaint {
    account_id: AccountId,
    #[serde(default)]
    status_ids: Vec<PostId>,
    #[serde(default)]
    collection_ids: Vec<Id>,
    #[serde(default)]
    comment: String,
    #[serde(default)]
    forward: bool,
    #[serde(default)]
    category: String,
    #[serde(default)]
    rule_ids: Vec<String>,
}

/// `POST /api/v1/reports` — tells those who look after the community of an account.
pub(super) async fn create(
    app: App,
    Me(caller): Me,
    Form(form): Form<Complaint>,
) -> Answer<Report> {
    let report = NewReport {
        target: form.account_id,
        posts: form.status_ids,
        collections: form.collection_ids,
        comment: form.comment,
        forward: form.forward,
        category: match form.category.as_str() {
            "" => Category::Other,
            word => category(word)?,
        },
        rules: numbers(&form.rule_ids)?,
    };
    Ok(Json(app.social.report(&caller, report).await?.into()))
}

/// What a report is about.
pub(super) fn category(word: &str) -> Result<Category> {
    Category::from_word(word).ok_or(Error::parameter(
        "category",
        "must be spam, legal, violation or other",
    ))
}

/// Numbers of rules, each once.
pub(super) fn numbers(ids: &[String]) -> Result<Vec<usize>> {
    let read = |id: &String| {
        id.parse()
            .or(Err(Error::parameter("rule_ids", "must be ids of rules")))
    };
    let mut numbers: Vec<usize> = ids.iter().map(read).collect::<Result<_>>()?;
    numbers.sort_unstable();
    numbers.dedup();
    Ok(numbers)
}
