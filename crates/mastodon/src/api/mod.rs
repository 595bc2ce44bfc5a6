//! Everything below `/api`.

mod v1;
mod v2;

use crate::table::Table;

pub(crate) fn routes(table: Table) -> Table {
    v2::routes(v1::routes(table))
}
