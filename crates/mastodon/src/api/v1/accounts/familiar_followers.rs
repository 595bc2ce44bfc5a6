//! `GET /api/v1/accounts/familiar_followers`

use axum::Json;
use model::AccountId;
use serde::Serialize;

use crate::access::Me;
use crate::app::App;
use crate::entity::Account;
use crate::error::Answer;
use crate::form::{Form, Ids};

/// <https://docs.joinmastodon.org/entities/FamiliarFollowers/>
#[derive(Debug, Serialize)]
pub(super) struct FamiliarFollowers {
    id: AccountId,
    accounts: Vec<Account>,
}

/// `GET /api/v1/accounts/familiar_followers?id[]=` — who of those I follow also follows them.
pub(super) async fn familiar_followers(
    app: App,
    Me(caller): Me,
    Form(ids): Form<Ids<AccountId>>,
) -> Answer<Vec<FamiliarFollowers>> {
    let found = app
        .social
        .familiar_followers(&caller, &ids.into_vec())
        .await?;
    let all = found.into_iter().map(|(id, accounts)| FamiliarFollowers {
        id,
        accounts: accounts.into_iter().map(Account::from).collect(),
    });
    Ok(Json(all.collect()))
}
