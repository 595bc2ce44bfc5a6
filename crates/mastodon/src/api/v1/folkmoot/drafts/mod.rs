//! `/api/v1/folkmoot/drafts`: posts that are not finished. They are posted by `POST /api/v1/statuses` with `draft_id`.

mod create;
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
    let one = "/api/v1/folkmoot/drafts/{id}";
    table
        .get("/api/v1/folkmoot/drafts", read, index::index)
        .post("/api/v1/folkmoot/drafts", write, create::create)
        .get(one, read, show::show)
        .route(Method::PUT, one, write, update::update)
        .route(Method::DELETE, one, write, destroy::destroy)
}
