//! `/api/v1/admin`: what staff do.

mod accounts;
mod reports;

pub(in crate::api) use accounts::v2 as accounts_v2;

use crate::table::Table;

pub(super) fn routes(table: Table) -> Table {
    reports::routes(accounts::routes(table))
}
