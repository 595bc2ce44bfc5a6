//! `/api/v1/announcements`: what the host tells everybody.

mod dismiss;
mod index;
mod reactions;

use http::Method;

use crate::access::Rule;
use crate::table::Table;

const REACT: Rule = Rule::User(&["write:favourites"]);

pub(super) fn routes(table: Table) -> Table {
    table
        .get("/api/v1/announcements", Rule::User(&[]), index::index)
        .post(
            "/api/v1/announcements/{id}/dismiss",
            Rule::User(&["write:accounts"]),
            dismiss::dismiss,
        )
        .route(
            Method::PUT,
            "/api/v1/announcements/{id}/reactions/{name}",
            REACT,
            reactions::create,
        )
        .route(
            Method::DELETE,
            "/api/v1/announcements/{id}/reactions/{name}",
            REACT,
            reactions::destroy,
        )
}
