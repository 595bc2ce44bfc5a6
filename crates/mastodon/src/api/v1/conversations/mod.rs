//! `/api/v1/conversations`: private posts, by those who take part.

mod destroy;
mod index;
mod read;
mod unread;

use http::Method;

use crate::access::Rule;
use crate::table::Table;

const WRITE: Rule = Rule::User(&["write:conversations"]);

pub(super) fn routes(table: Table) -> Table {
    table
        .get(
            "/api/v1/conversations",
            Rule::User(&["read:statuses"]),
            index::index,
        )
        .route(
            Method::DELETE,
            "/api/v1/conversations/{id}",
            WRITE,
            destroy::destroy,
        )
        .post("/api/v1/conversations/{id}/read", WRITE, read::read)
        .post("/api/v1/conversations/{id}/unread", WRITE, unread::unread)
}
