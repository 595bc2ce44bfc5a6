//! `/api/v1/scheduled_statuses`: posts that will be written at a set time.

mod destroy;
mod index;
mod show;
mod update;

use http::Method;

use crate::access::Rule;
use crate::table::Table;

pub(super) fn routes(table: Table) -> Table {
    let (read, write) = (
        Rule::User(&["read:statuses"]),
        Rule::User(&["write:statuses"]),
    );
    let one = "/api/v1/scheduled_statuses/{id}";
    table
        .get("/api/v1/scheduled_statuses", read, index::index)
        .get(one, read, show::show)
        .route(Method::PUT, one, write, update::update)
        .route(Method::DELETE, one, write, destroy::destroy)
}
