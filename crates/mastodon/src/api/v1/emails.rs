//! `/api/v1/emails`: confirming that mail arrives (<https://docs.joinmastodon.org/methods/emails/>).

use axum::Json;
use http::Method;
use social::member::Standing;

use crate::access::{Grant, Rule};
use crate::app::App;
use crate::entity::Empty;
use crate::error::Answer;
use crate::table::Table;

const WHY: &str = "Accounts are confirmed at once: no mail is sent yet.";

pub(super) fn routes(table: Table) -> Table {
    table
        .none(
            Method::POST,
            "/api/v1/emails/confirmations",
            Rule::Newcomer(&[]),
            WHY,
            confirmations,
        )
        .none(
            Method::GET,
            "/api/v1/emails/check_confirmation",
            Rule::Newcomer(&[]),
            WHY,
            check_confirmation,
        )
}

/// `POST /api/v1/emails/confirmations` — the letter with the link is sent once more.
async fn confirmations(app: App, grant: Grant) -> Answer<Empty> {
    app.social.resend_confirmation(&grant.access)?;
    Ok(Json(Empty {}))
}

/// `GET /api/v1/emails/check_confirmation` — whether the address is confirmed.
async fn check_confirmation(grant: Grant) -> Json<bool> {
    Json(grant.access.standing != Standing::Unconfirmed)
}
