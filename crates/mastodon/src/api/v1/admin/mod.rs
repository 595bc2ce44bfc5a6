//! `/api/v1/admin`: what staff do.

mod accounts;
mod reports;
mod tags;
mod trends;

pub(in crate::api) use accounts::v2 as accounts_v2;

use crate::table::Table;

pub(super) fn routes(table: Table) -> Table {
    let table = reports::routes(accounts::routes(table));
    tags::routes(trends::routes(table))
}
