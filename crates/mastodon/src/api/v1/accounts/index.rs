//! `GET /api/v1/accounts`

use model::AccountId;

use crate::access::Eyes;
use crate::app::{App, accounts};
use crate::entity::Account;
use crate::error::Answer;
use crate::form::{Form, Ids};

/// `GET /api/v1/accounts?id[]=` — several accounts; those that are not there are left out.
pub(super) async fn index(
    app: App,
    Eyes(viewer): Eyes,
    Form(ids): Form<Ids<AccountId>>,
) -> Answer<Vec<Account>> {
    Ok(accounts(
        app.social.accounts(viewer, &ids.into_vec()).await?,
    ))
}
