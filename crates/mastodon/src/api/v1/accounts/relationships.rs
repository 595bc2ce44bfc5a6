//! `GET /api/v1/accounts/relationships`

use axum::Json;
use model::AccountId;

use crate::access::Me;
use crate::app::App;
use crate::entity::Relationship;
use crate::error::Answer;
use crate::form::{Form, Ids};

/// `GET /api/v1/accounts/relationships?id[]=` — what is between me and others.
pub(super) async fn relationships(
    app: App,
    Me(caller): Me,
    Form(ids): Form<Ids<AccountId>>,
) -> Answer<Vec<Relationship>> {
    let relations = app.social.relations(&caller, &ids.into_vec()).await?;
    Ok(Json(
        relations.into_iter().map(Relationship::from).collect(),
    ))
}
