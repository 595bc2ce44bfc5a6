//! `/api/v1/pleroma`: what apps know from Pleroma (<https://docs-develop.pleroma.social/backend/development/API/pleroma_api/>).

mod bookmark_folders;
mod reactions;

use http::Method;

use crate::access::Rule;
use crate::table::Table;

pub(super) fn routes(table: Table) -> Table {
    folders(emoji(table))
}

fn emoji(table: Table) -> Table {
    let (read, write) = (
        Rule::UserOptional(&["read:statuses"]),
        Rule::User(&["write:statuses"]),
    );
    let one = "/api/v1/pleroma/statuses/{id}/reactions/{emoji}";
    table
        .get(
            "/api/v1/pleroma/statuses/{id}/reactions",
            read,
            reactions::index,
        )
        .get(one, read, reactions::show)
        .route(Method::PUT, one, write, reactions::create)
        .route(Method::DELETE, one, write, reactions::destroy)
}

fn folders(table: Table) -> Table {
    let (read, write) = (
        Rule::User(&["read:bookmarks"]),
        Rule::User(&["write:bookmarks"]),
    );
    let (all, one) = (
        "/api/v1/pleroma/bookmark_folders",
        "/api/v1/pleroma/bookmark_folders/{id}",
    );
    table
        .get(all, read, bookmark_folders::index)
        .post(all, write, bookmark_folders::create)
        .route(Method::PATCH, one, write, bookmark_folders::update)
        .route(Method::DELETE, one, write, bookmark_folders::destroy)
}
