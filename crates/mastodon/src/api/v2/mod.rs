//! Everything below `/api/v2`.

pub(super) mod filters;
mod instance;
mod notifications;
mod search;

use super::v1::admin::accounts_v2;
use crate::access::Rule;
use crate::table::Table;

pub(super) fn routes(table: Table) -> Table {
    let table = filters::routes(table);
    notifications::routes(table)
        .get(
            "/api/v2/admin/accounts",
            Rule::Staff(&["admin:read:accounts"]),
            accounts_v2::index,
        )
        .get("/api/v2/instance", Rule::Public, instance::show)
        .get(
            "/api/v2/search",
            Rule::UserOptional(&["read:search"]),
            search::search,
        )
}
