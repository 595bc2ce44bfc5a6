//! `/api/v1/admin/canonical_email_blocks`: e-mail addresses that may not join
//! (<https://docs.joinmastodon.org/methods/admin/canonical_email_blocks/>).

mod create;
mod destroy;
mod index;
mod show;
mod test;

use http::Method;

use crate::access::Rule;
use crate::table::Table;

pub(super) fn routes(table: Table) -> Table {
    table
        .get(
            "/api/v1/admin/canonical_email_blocks",
            Rule::Admin(&["admin:read:canonical_email_blocks"]),
            index::index,
        )
        .post(
            "/api/v1/admin/canonical_email_blocks/test",
            Rule::Admin(&["admin:read:canonical_email_blocks"]),
            test::test,
        )
        .post(
            "/api/v1/admin/canonical_email_blocks",
            Rule::Admin(&["admin:write:canonical_email_blocks"]),
            create::create,
        )
        .get(
            "/api/v1/admin/canonical_email_blocks/{id}",
            Rule::Admin(&["admin:read:canonical_email_blocks"]),
            show::show,
        )
        .route(
            Method::DELETE,
            "/api/v1/admin/canonical_email_blocks/{id}",
            Rule::Admin(&["admin:write:canonical_email_blocks"]),
            destroy::destroy,
        )
}
