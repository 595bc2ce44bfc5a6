//! `/api/v1/follow_requests`: those who ask to follow me.

mod authorize;
mod index;
mod reject;

use crate::access::Rule;
use crate::table::Table;

pub(super) fn routes(table: Table) -> Table {
    let write = Rule::User(&["write:follows"]);
    table
        .get(
            "/api/v1/follow_requests",
            Rule::User(&["read:follows"]),
            index::index,
        )
        .post(
            "/api/v1/follow_requests/{id}/authorize",
            write,
            authorize::authorize,
        )
        .post("/api/v1/follow_requests/{id}/reject", write, reject::reject)
}
