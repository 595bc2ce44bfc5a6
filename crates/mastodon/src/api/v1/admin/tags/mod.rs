//! `/api/v1/admin/tags`: what moderators see of tags, and decide.

mod index;
mod show;
mod update;

use http::Method;

use crate::access::Rule;
use crate::table::Table;

pub(super) fn routes(table: Table) -> Table {
    let (read, write) = (Rule::Staff(&["admin:read"]), Rule::Staff(&["admin:write"]));
    table
        .get("/api/v1/admin/tags", read, index::index)
        .get("/api/v1/admin/tags/{id}", read, show::show)
        .route(
            Method::PUT,
            "/api/v1/admin/tags/{id}",
            write,
            update::update,
        )
}
