//! Everything below `/api`.

mod async_refreshes;
mod oembed;
mod v1;
mod v2;

use crate::access::Rule;
use crate::openapi;
use crate::table::Table;

/// Where large files come in parts.
pub(crate) const UPLOADS: &str = v1::folkmoot::uploads::PATH;

pub(crate) fn routes(table: Table) -> Table {
    let table = table.get("/api/openapi.json", Rule::Public, openapi::show);
    v2::routes(v1::routes(table))
        .get(
            "/api/oembed",
            Rule::UserOptional(&["read:statuses"]),
            oembed::oembed,
        )
        .get(
            "/api/v1_alpha/async_refreshes/{id}",
            Rule::User(&["read"]),
            async_refreshes::show,
        )
}
