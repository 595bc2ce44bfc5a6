//! `/api/v1/collections/:id/items`

use axum::Json;
use edge::forms::non_blank;
use model::{AccountId, Id};
use serde::Deserialize;

use crate::access::Me;
use crate::app::App;
use crate::entity::{Empty, WrappedCollectionItem};
use crate::error::{Answer, Error};
use crate::form::{Form, Target, Targets};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Who {
    #[serde(deserialize_with = "non_blank")]
    account_id: Option<AccountId>,
}

/// `POST /api/v1/collections/:id/items` — adds somebody.
pub(super) async fn add(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
    Form(who): Form<Who>,
) -> Answer<WrappedCollectionItem> {
    let who = who
        .account_id
        .ok_or(Error::parameter("account_id", "parameter is missing"))?;
    let item = app.social.add_to_collection(&caller, id, who).await?;
    Ok(Json(item.into()))
}

/// `DELETE /api/v1/collections/:id/items/:item` — takes somebody out.
pub(super) async fn remove(
    app: App,
    Me(caller): Me,
    Targets(id, item): Targets<Id, Id>,
) -> Answer<Empty> {
    app.social.remove_from_collection(&caller, id, item).await?;
    Ok(Json(Empty {}))
}

/// `POST /api/v1/collections/:id/items/:item/revoke` — I do not want to be in it.
pub(super) async fn revoke(
    app: App,
    Me(caller): Me,
    Targets(id, item): Targets<Id, Id>,
) -> Answer<Empty> {
    app.social.revoke_from_collection(&caller, id, item).await?;
    Ok(Json(Empty {}))
}
