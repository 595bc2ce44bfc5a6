//! `PUT /api/v1/statuses/:id/interaction_policy`

use model::PostId;
use serde::Deserialize;

use crate::access::Me;
use crate::app::App;
use crate::entity::Status;
use crate::error::Answer;
use crate::form::{Form, Target, quote_policy};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Policy {
    quote_approval_policy: Option<String>,
}

/// `PUT /api/v1/statuses/:id/interaction_policy` — changes who may quote my post from now on.
pub(super) async fn interaction_policy(
    app: App,
    Me(caller): Me,
    Target(id): Target<PostId>,
    Form(form): Form<Policy>,
) -> Answer<Status> {
    let quote = quote_policy(form.quote_approval_policy.as_deref())?;
    let post = app
        .social
        .set_interaction_policy(&caller, id, |policy| {
            policy.quote = quote.unwrap_or(policy.quote);
        })
        .await?;
    Ok(app.status(caller.viewer(), post))
}
