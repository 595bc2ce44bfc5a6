//! `GET /api/v1/accounts/:id`

use axum::Json;
use model::AccountId;

use crate::access::Eyes;
use crate::app::App;
use crate::entity::Account;
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v1/accounts/:id` — one account, and where it moved to.
pub(super) async fn show(
    app: App,
    Eyes(viewer): Eyes,
    Target(id): Target<AccountId>,
) -> Answer<Account> {
    let view = app.social.account(viewer, id).await?;
    let moved_to = view.moved_to;
    let mut account = Account::from(view);
    if let Some(new_home) = moved_to {
        let new_home = app
            .social
            .accounts(viewer, &[new_home])
            .await?
            .into_iter()
            .next();
        account.moved = new_home.map(|view| Box::new(view.into()));
    }
    Ok(Json(account))
}
