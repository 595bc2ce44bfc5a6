//! `/api/v1/admin/email_domain_blocks`: servers whose e-mail addresses may not join
//! (<https://docs.joinmastodon.org/methods/admin/email_domain_blocks/>).

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
            "/api/v1/admin/email_domain_blocks",
            Rule::Admin(&["admin:read:email_domain_blocks"]),
            index::index,
        )
        .post(
            "/api/v1/admin/email_domain_blocks",
            Rule::Admin(&["admin:write:email_domain_blocks"]),
            create::create,
        )
        .get(
            "/api/v1/admin/email_domain_blocks/{id}",
            Rule::Admin(&["admin:read:email_domain_blocks"]),
            show::show,
        )
        .route(
            Method::DELETE,
            "/api/v1/admin/email_domain_blocks/{id}",
            Rule::Admin(&["admin:write:email_domain_blocks"]),
            destroy::destroy,
        )
}
