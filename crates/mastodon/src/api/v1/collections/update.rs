//! `PATCH /api/v1/collections/:id`

use axum::Json;
use model::Id;

use super::Draft;
use crate::access::Me;
use crate::app::App;
use crate::entity::{Lens, WrappedCollection};
use crate::error::{Answer, Error};
use crate::form::{Form, Target};

/// `PATCH /api/v1/collections/:id` — changes a collection; who is in it stays.
pub(super) async fn update(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
    Form(draft): Form<Draft>,
) -> Answer<WrappedCollection> {
    let changed = app
        .social
        .change_collection(&caller, id, draft.into())
        .await
        .map_err(Error::nested)?;
    let lens = Lens::new(&app.social, caller.viewer());
    Ok(Json(WrappedCollection::new(changed, &lens)))
}
