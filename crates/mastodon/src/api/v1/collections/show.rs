//! `GET /api/v1/collections/:id`

use axum::Json;
use model::Id;

use crate::access::Eyes;
use crate::app::App;
use crate::entity::{CollectionWithAccounts, Lens};
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v1/collections/:id` — a collection and the people in it.
pub(super) async fn show(
    app: App,
    Eyes(viewer): Eyes,
    Target(id): Target<Id>,
) -> Answer<CollectionWithAccounts> {
    let open = app.social.collection(viewer, id).await?;
    let lens = Lens::new(&app.social, viewer);
    Ok(Json(CollectionWithAccounts::new(open, &lens)))
}
