//! `/api/v1/statuses`: posts, and what one does with them.

mod bookmark;
mod card;
mod context;
mod create;
mod destroy;
mod favourite;
mod favourited_by;
mod history;
mod index;
mod interaction_policy;
mod mute;
pub(super) mod params;
mod pin;
mod quotes;
mod reblog;
mod reblogged_by;
mod revoke_quote;
mod show;
mod source;
mod translate;
mod unbookmark;
mod unfavourite;
mod unmute;
mod unpin;
mod unreblog;
mod update;

use http::Method;

use crate::access::Rule;
use crate::table::Table;

const READ: Rule = Rule::UserOptional(&["read:statuses"]);
const WRITE: Rule = Rule::User(&["write:statuses"]);

pub(super) fn routes(table: Table) -> Table {
    deeds(around(one(table)))
}

fn one(table: Table) -> Table {
    table
        .get("/api/v1/statuses", READ, index::index)
        .post("/api/v1/statuses", WRITE, create::create)
        .get("/api/v1/statuses/{id}", READ, show::show)
        .route(Method::PUT, "/api/v1/statuses/{id}", WRITE, update::update)
        .route(
            Method::DELETE,
            "/api/v1/statuses/{id}",
            WRITE,
            destroy::destroy,
        )
}

fn around(table: Table) -> Table {
    table
        .get(
            "/api/v1/statuses/{id}/card",
            Rule::UserOptional(&["read:statuses"]),
            card::card,
        )
        .post(
            "/api/v1/statuses/{id}/translate",
            Rule::Token(&["read:statuses"]),
            translate::translate,
        )
        .get("/api/v1/statuses/{id}/context", READ, context::context)
        .get(
            "/api/v1/statuses/{id}/source",
            Rule::User(&["read:statuses"]),
            source::source,
        )
        .get("/api/v1/statuses/{id}/history", READ, history::history)
        .get(
            "/api/v1/statuses/{id}/favourited_by",
            READ,
            favourited_by::favourited_by,
        )
        .get(
            "/api/v1/statuses/{id}/reblogged_by",
            READ,
            reblogged_by::reblogged_by,
        )
        .get(
            "/api/v1/statuses/{id}/quotes",
            Rule::User(&["read:statuses"]),
            quotes::quotes,
        )
        .post(
            "/api/v1/statuses/{id}/quotes/{quoting_status_id}/revoke",
            WRITE,
            revoke_quote::revoke_quote,
        )
        .route(
            Method::PUT,
            "/api/v1/statuses/{id}/interaction_policy",
            WRITE,
            interaction_policy::interaction_policy,
        )
}

fn deeds(table: Table) -> Table {
    let favourites = Rule::User(&["write:favourites"]);
    let bookmarks = Rule::User(&["write:bookmarks"]);
    let accounts = Rule::User(&["write:accounts"]);
    let mutes = Rule::User(&["write:mutes"]);
    table
        .post(
            "/api/v1/statuses/{id}/favourite",
            favourites,
            favourite::favourite,
        )
        .post(
            "/api/v1/statuses/{id}/unfavourite",
            favourites,
            unfavourite::unfavourite,
        )
        .post("/api/v1/statuses/{id}/reblog", WRITE, reblog::reblog)
        .post("/api/v1/statuses/{id}/unreblog", WRITE, unreblog::unreblog)
        .post(
            "/api/v1/statuses/{id}/bookmark",
            bookmarks,
            bookmark::bookmark,
        )
        .post(
            "/api/v1/statuses/{id}/unbookmark",
            bookmarks,
            unbookmark::unbookmark,
        )
        .post("/api/v1/statuses/{id}/mute", mutes, mute::mute)
        .post("/api/v1/statuses/{id}/unmute", mutes, unmute::unmute)
        .post("/api/v1/statuses/{id}/pin", accounts, pin::pin)
        .post("/api/v1/statuses/{id}/unpin", accounts, unpin::unpin)
}
