//! `/api/v2/notifications`: what I am told of, what belongs together as one.

mod index;
mod policy;

use crate::access::Rule;
use crate::api::v1::notifications::unread_count::unread_count;
use crate::table::Table;

const READ: Rule = Rule::User(&["read:notifications"]);

pub(super) fn routes(table: Table) -> Table {
    table
        .get("/api/v2/notifications", READ, index::index)
        .get("/api/v2/notifications/unread_count", READ, unread_count)
        .get("/api/v2/notifications/policy", READ, policy::policy)
}
