//! `/api/v1/media` and `/api/v2/media`: files cannot be uploaded yet, and that is what they say.

use http::Method;

use crate::access::Rule;
use crate::table::Table;

/// Said to people by their app.
const WHY: &str = "Files cannot be uploaded to this server yet. Please post without them.";

pub(super) fn routes(table: Table) -> Table {
    let rule = Rule::User(&["write:media"]);
    table
        .not_yet(Method::POST, "/api/v1/media", rule, WHY)
        .not_yet(Method::POST, "/api/v2/media", rule, WHY)
}
