//! `POST /api/v1/admin/accounts/:id/action`

use axum::Json;
use edge::forms::non_blank;
use model::{AccountId, Id};
use serde::Deserialize;
use social::staff::{Action, Decision};

use crate::access::Me;
use crate::app::App;
use crate::entity::Empty;
use crate::error::{Answer, Error};
use crate::form::{Form, Target};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct NewAction {
    #[serde(rename = "type")]
    kind: String,
    #[serde(deserialize_with = "non_blank")]
    report_id: Option<Id>,
    text: String,
    send_email_notification: bool,
}

/// `POST /api/v1/admin/accounts/:id/action` — something is done about an account, which is told of it.
pub(super) async fn action(
    app: App,
    Me(caller): Me,
    Target(id): Target<AccountId>,
    Form(form): Form<NewAction>,
) -> Answer<Empty> {
    let action = Action::from_word(&form.kind)
        .ok_or(Error::parameter("type", "is not included in the list"))?;
    let decision = Decision {
        action,
        text: form.text,
        report: form.report_id,
        by_letter: form.send_email_notification,
    };
    app.social.moderate(&caller, id, decision).await?;
    Ok(Json(Empty {}))
}
