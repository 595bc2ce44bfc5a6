//! `POST /api/v1/statuses/:id/reblog`

use edge::forms::non_blank;
use model::PostId;
use serde::Deserialize;

use crate::access::Me;
use crate::app::App;
use crate::entity::Status;
use crate::error::Answer;
use crate::form::{Form, Target, Visibility};

#[derive(Deserialize)]
pub(super) struct How {
    #[serde(default, deserialize_with = "non_blank")]
    visibility: Option<Visibility>,
}

/// `POST /api/v1/statuses/:id/reblog` — boosts a post; the answer is the boost.
pub(super) async fn reblog(
    app: App,
    Me(caller): Me,
    Target(id): Target<PostId>,
    Form(how): Form<How>,
) -> Answer<Status> {
    let boost = app
        .social
        .boost(&caller, id, how.visibility.map(Into::into))
        .await?;
    Ok(app.status(caller.viewer(), boost))
}
