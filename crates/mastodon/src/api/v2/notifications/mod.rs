//! `/api/v2/notifications`: what I am told of, what belongs together as one.

mod accounts;
mod dismiss;
mod group;
mod index;
mod policy;
mod show;

use crate::access::Rule;
use crate::api::v1::notifications::unread_count::unread_count;
use crate::table::Table;

const READ: Rule = Rule::User(&["read:notifications"]);
const WRITE: Rule = Rule::User(&["write:notifications"]);

pub(super) fn routes(table: Table) -> Table {
    table
        .get("/api/v2/notifications", READ, index::index)
        .get("/api/v2/notifications/unread_count", READ, unread_count)
        .get("/api/v2/notifications/policy", READ, policy::policy)
        .get("/api/v2/notifications/{key}", READ, show::show)
        .get(
            "/api/v2/notifications/{key}/accounts",
            READ,
            accounts::accounts,
        )
        .post(
            "/api/v2/notifications/{key}/dismiss",
            WRITE,
            dismiss::dismiss,
        )
}
