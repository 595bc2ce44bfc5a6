//! `/api/v1/polls`: what people are asked. A poll has the id of its post.

mod show;
mod votes;

use crate::access::Rule;
use crate::table::Table;

pub(super) fn routes(table: Table) -> Table {
    table
        .get(
            "/api/v1/polls/{id}",
            Rule::UserOptional(&["read:statuses"]),
            show::show,
        )
        .post(
            "/api/v1/polls/{id}/votes",
            Rule::User(&["write:statuses"]),
            votes::votes,
        )
}
