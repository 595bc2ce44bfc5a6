//! `PUT /api/v1/statuses/:id`

use edge::forms::non_blank;
use model::PostId;
use serde::Deserialize;
use serde_json::Value;
use social::post::Edit;

use crate::access::Me;
use crate::app::App;
use crate::entity::Status;
use crate::error::{Answer, Error};
use crate::form::{Form, Target};

/// What is not there stays.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Changes {
    status: Option<String>,
    spoiler_text: Option<String>,
    #[serde(deserialize_with = "non_blank")]
    sensitive: Option<bool>,
    #[serde(deserialize_with = "non_blank")]
    language: Option<String>,
    /// Ours: a private post may name people whom it did not name before.
    folkmoot_add_people: bool,
    media_ids: Vec<String>,
    poll: Value,
}

/// `PUT /api/v1/statuses/:id` — changes my post; what it said before stays in its history.
pub(super) async fn update(
    app: App,
    Me(caller): Me,
    Target(id): Target<PostId>,
    Form(form): Form<Changes>,
) -> Answer<Status> {
    if form.media_ids.iter().any(|id| !id.is_empty()) || !form.poll.is_null() {
        return Err(Error::NotYet(
            "Files and polls cannot be added on this server yet.",
        ));
    }
    let before = app.social.post(caller.viewer(), id).await?;
    let edit = Edit {
        text: form.status.unwrap_or(before.source),
        warning: form.spoiler_text.unwrap_or(before.warning),
        is_sensitive: form.sensitive.unwrap_or(before.is_sensitive),
        language: form.language,
        adds_people: form.folkmoot_add_people,
    };
    let post = app.social.edit_post(&caller, id, edit).await?;
    Ok(app.status(caller.viewer(), post))
}
