//! `/api/v1/admin/trends`: what is talked about, decided or not.

mod links;
mod statuses;
mod tags;

use crate::access::Rule;
use crate::table::Table;

const READ: Rule = Rule::Staff(&["admin:read"]);
const WRITE: Rule = Rule::Staff(&["admin:write"]);

pub(super) fn routes(table: Table) -> Table {
    let table = table
        .get("/api/v1/admin/trends/tags", READ, tags::index)
        .post(
            "/api/v1/admin/trends/tags/{id}/approve",
            WRITE,
            tags::approve,
        )
        .post("/api/v1/admin/trends/tags/{id}/reject", WRITE, tags::reject)
        .get("/api/v1/admin/trends/statuses", READ, statuses::index)
        .post(
            "/api/v1/admin/trends/statuses/{id}/approve",
            WRITE,
            statuses::approve,
        )
        .post(
            "/api/v1/admin/trends/statuses/{id}/reject",
            WRITE,
            statuses::reject,
        );
    table
        .get("/api/v1/admin/trends/links", READ, links::index)
        .post(
            "/api/v1/admin/trends/links/{id}/approve",
            WRITE,
            links::approve,
        )
        .post(
            "/api/v1/admin/trends/links/{id}/reject",
            WRITE,
            links::reject,
        )
        .get(
            "/api/v1/admin/trends/links/publishers",
            READ,
            links::publishers,
        )
}
