//! `GET /api/v1/accounts/lookup`

use axum::Json;
use serde::Deserialize;

use crate::app::App;
use crate::entity::Account;
use crate::error::{Answer, Error};
use crate::form::Form;

#[derive(Deserialize)]
pub(super) struct Address {
    acct: String,
}

/// `GET /api/v1/accounts/lookup?acct=` — the account of an address, if it is known here.
pub(super) async fn lookup(app: App, Form(address): Form<Address>) -> Answer<Account> {
    let found = app.social.find_account(&address.acct).await?;
    Ok(Json(found.ok_or(Error::NotFound)?.into()))
}
