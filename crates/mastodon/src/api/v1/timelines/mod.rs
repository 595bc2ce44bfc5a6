//! `/api/v1/timelines`: feeds of posts.

mod direct;
mod home;
mod link;
mod list;
mod public;
mod tag;

use social::timeline::Only;

use crate::access::Rule;
use crate::table::Table;

const READ: Rule = Rule::UserOptional(&["read:statuses"]);

pub(super) fn routes(table: Table) -> Table {
    table
        .get(
            "/api/v1/timelines/home",
            Rule::User(&["read:statuses"]),
            home::home,
        )
        .get(
            "/api/v1/timelines/direct",
            Rule::User(&["read:statuses"]),
            direct::direct,
        )
        .get("/api/v1/timelines/link", READ, link::link)
        .get(
            "/api/v1/timelines/list/{id}",
            Rule::User(&["read:lists"]),
            list::list,
        )
        .get("/api/v1/timelines/public", READ, public::public)
        .get("/api/v1/timelines/tag/{tag}", READ, tag::tag)
}

/// Which side of the network a feed is about. Both at once is Mastodon's way to say neither.
fn only(local: bool, remote: bool) -> Option<Only> {
    match (local, remote) {
        (true, false) => Some(Only::Local),
        (false, true) => Some(Only::Remote),
        _ => None,
    }
}
