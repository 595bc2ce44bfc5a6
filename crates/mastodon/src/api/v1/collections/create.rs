//! `POST /api/v1/collections`

use axum::Json;

use super::Draft;
use crate::access::Me;
use crate::app::App;
use crate::entity::{Lens, WrappedCollection};
use crate::error::{Answer, Error};
use crate::form::Form;

/// `POST /api/v1/collections` — makes a collection.
pub(super) async fn create(
    app: App,
    Me(caller): Me,
    Form(mut draft): Form<Draft>,
) -> Answer<WrappedCollection> {
    let people = std::mem::take(&mut draft.account_ids);
    let made = app
        .social
        .create_collection(&caller, draft.into(), &people)
        .await
        .map_err(Error::nested)?;
    let lens = Lens::new(&app.social, caller.viewer());
    Ok(Json(WrappedCollection::new(made, &lens)))
}
