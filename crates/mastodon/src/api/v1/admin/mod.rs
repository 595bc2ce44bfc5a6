//! `/api/v1/admin`: what staff do.

mod accounts;
mod canonical_email_blocks;
mod domain_allows;
mod domain_blocks;
mod email_domain_blocks;
mod ip_blocks;
mod measures;
mod reports;
mod tags;
mod trends;

pub(in crate::api) use accounts::v2 as accounts_v2;

use crate::access::Rule;
use crate::table::Table;

pub(super) fn routes(table: Table) -> Table {
    let table = tags::routes(trends::routes(table));
    let table = accounts::routes(table);
    let table = canonical_email_blocks::routes(table);
    let table = domain_allows::routes(table);
    let table = domain_blocks::routes(table);
    let table = email_domain_blocks::routes(table);
    let table = ip_blocks::routes(table);
    let table = reports::routes(table);
    let read = Rule::Staff(&["admin:read"]);
    table
        .post("/api/v1/admin/measures", read, measures::measures)
        .post("/api/v1/admin/dimensions", read, measures::dimensions)
        .post("/api/v1/admin/retention", read, measures::retention)
}
