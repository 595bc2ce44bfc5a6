//! `GET /api/v1/accounts/familiar_followers`

use axum::Json;
use model::AccountId;
use serde::Serialize;

use crate::error::Answer;
use crate::form::{Form, Ids};

/// <https://docs.joinmastodon.org/entities/FamiliarFollowers/>
#[derive(Debug, Serialize)]
pub(super) struct FamiliarFollowers {
    id: AccountId,
    accounts: [(); 0],
}

/// `GET /api/v1/accounts/familiar_followers?id[]=` — who of those I follow also follows them. Not looked up yet.
pub(super) async fn familiar_followers(
    Form(ids): Form<Ids<AccountId>>,
) -> Answer<Vec<FamiliarFollowers>> {
    Ok(Json(
        ids.into_vec()
            .into_iter()
            .map(|id| FamiliarFollowers { id, accounts: [] })
            .collect(),
    ))
}
