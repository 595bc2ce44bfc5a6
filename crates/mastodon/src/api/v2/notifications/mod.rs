//! `/api/v2/notifications`: what I am told of, what belongs together as one. `/api/v2_alpha/notifications` is what it was
//! called before.

mod accounts;
mod dismiss;
mod index;
mod policy;
mod show;
mod unread_count;

use http::Method;

use crate::access::Rule;
use crate::table::Table;

const READ: Rule = Rule::User(&["read:notifications"]);
const WRITE: Rule = Rule::User(&["write:notifications"]);

pub(super) fn routes(table: Table) -> Table {
    let table = table
        .get("/api/v2/notifications", READ, index::index)
        .get(
            "/api/v2/notifications/unread_count",
            READ,
            unread_count::unread_count,
        )
        .get("/api/v2/notifications/policy", READ, policy::show)
        .route(
            Method::PATCH,
            "/api/v2/notifications/policy",
            WRITE,
            policy::update,
        )
        .get("/api/v2/notifications/{key}", READ, show::show)
        .get(
            "/api/v2/notifications/{key}/accounts",
            Rule::User(&["read:notifications", "write:notifications"]),
            accounts::accounts,
        )
        .post(
            "/api/v2/notifications/{key}/dismiss",
            WRITE,
            dismiss::dismiss,
        );
    alpha(table)
}

fn alpha(table: Table) -> Table {
    table
        .get("/api/v2_alpha/notifications", READ, index::index)
        .get(
            "/api/v2_alpha/notifications/unread_count",
            READ,
            unread_count::unread_count,
        )
        .get("/api/v2_alpha/notifications/{key}", READ, show::show)
        .post(
            "/api/v2_alpha/notifications/{key}/dismiss",
            WRITE,
            dismiss::dismiss,
        )
}
