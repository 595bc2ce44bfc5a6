//! `/api/v1/admin/domain_allows`: servers that are let in, where only those are
//! (<https://docs.joinmastodon.org/methods/admin/domain_allows/>).

mod create;
mod destroy;
mod index;
mod show;

use http::Method;

use crate::access::Rule;
use crate::table::Table;

pub(super) fn routes(table: Table) -> Table {
    table
        .get(
            "/api/v1/admin/domain_allows",
            Rule::Admin(&["admin:read:domain_allows"]),
            index::index,
        )
        .post(
            "/api/v1/admin/domain_allows",
            Rule::Admin(&["admin:write:domain_allows"]),
            create::create,
        )
        .get(
            "/api/v1/admin/domain_allows/{id}",
            Rule::Admin(&["admin:read:domain_allows"]),
            show::show,
        )
        .route(
            Method::DELETE,
            "/api/v1/admin/domain_allows/{id}",
            Rule::Admin(&["admin:write:domain_allows"]),
            destroy::destroy,
        )
}
