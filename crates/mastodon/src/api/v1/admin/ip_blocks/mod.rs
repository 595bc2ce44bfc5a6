//! `/api/v1/admin/ip_blocks`: addresses from which nobody joins, or comes in at all
//! (<https://docs.joinmastodon.org/methods/admin/ip_blocks/>).

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
            "/api/v1/admin/ip_blocks",
            Rule::Admin(&["admin:read:ip_blocks"]),
            index::index,
        )
        .post(
            "/api/v1/admin/ip_blocks",
            Rule::Admin(&["admin:write:ip_blocks"]),
            create::create,
        )
        .get(
            "/api/v1/admin/ip_blocks/{id}",
            Rule::Admin(&["admin:read:ip_blocks"]),
            show::show,
        )
        .route(
            Method::PUT,
            "/api/v1/admin/ip_blocks/{id}",
            Rule::Admin(&["admin:write:ip_blocks"]),
            update::update,
        )
        .route(
            Method::DELETE,
            "/api/v1/admin/ip_blocks/{id}",
            Rule::Admin(&["admin:write:ip_blocks"]),
            destroy::destroy,
        )
}
