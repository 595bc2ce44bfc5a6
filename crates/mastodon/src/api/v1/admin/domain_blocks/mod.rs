//! `/api/v1/admin/domain_blocks`: servers that are kept out
//! (<https://docs.joinmastodon.org/methods/admin/domain_blocks/>).

mod create;
mod destroy;
mod index;
mod show;
mod update;

use http::Method;

use crate::access::Rule;
use crate::table::Table;

pub(super) fn routes(table: Table) -> Table {
    table
        .get(
            "/api/v1/admin/domain_blocks",
            Rule::Admin(&["admin:read:domain_blocks"]),
            index::index,
        )
        .post(
            "/api/v1/admin/domain_blocks",
            Rule::Admin(&["admin:write:domain_blocks"]),
            create::create,
        )
        .get(
            "/api/v1/admin/domain_blocks/{id}",
            Rule::Admin(&["admin:read:domain_blocks"]),
            show::show,
        )
        .route(
            Method::PUT,
            "/api/v1/admin/domain_blocks/{id}",
            Rule::Admin(&["admin:write:domain_blocks"]),
            update::update,
        )
        .route(
            Method::DELETE,
            "/api/v1/admin/domain_blocks/{id}",
            Rule::Admin(&["admin:write:domain_blocks"]),
            destroy::destroy,
        )
}
