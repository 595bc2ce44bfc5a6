//! `/api/v1/apps`: programs make themselves known.

mod create;
mod verify_credentials;

use crate::access::Rule;
use crate::table::Table;

pub(super) fn routes(table: Table) -> Table {
    table
        .post("/api/v1/apps", Rule::Public, create::create)
        .get(
            "/api/v1/apps/verify_credentials",
            Rule::Token(&[]),
            verify_credentials::verify_credentials,
        )
}
