//! `/api/v1/accounts`: people, and what is between them and me.

mod block;
mod collections;
mod create;
mod endorse;
mod familiar_followers;
mod featured_tags;
mod follow;
mod followers;
mod following;
mod index;
mod lists;
mod lookup;
mod mute;
mod relationships;
mod remove_from_followers;
mod search;
mod show;
mod statuses;
mod unblock;
mod unfollow;
mod unmute;
pub(in crate::api) mod update_credentials;
mod verify_credentials;

use axum::Extension;
use axum::handler::Handler;
use http::Method;

use crate::access::Rule;
use crate::table::Table;

const READ: Rule = Rule::UserOptional(&["read:accounts"]);
const WRITE: Rule = Rule::User(&["write:accounts"]);
const FOLLOWS: Rule = Rule::User(&["write:follows"]);
const BLOCKS: Rule = Rule::User(&["write:blocks"]);
const MUTES: Rule = Rule::User(&["write:mutes"]);

pub(super) fn routes(table: Table) -> Table {
    relations(one(mine(table)))
}

fn mine(table: Table) -> Table {
    let read = Rule::User(&["read:accounts"]);
    table
        .get(
            "/api/v1/accounts/verify_credentials",
            Rule::User(&["profile", "read:accounts"]),
            verify_credentials::verify_credentials,
        )
        .route(
            Method::PATCH,
            "/api/v1/accounts/update_credentials",
            Rule::User(&["write:accounts"]),
            update_credentials::update_credentials.layer(Extension(update_credentials::LIMITS)),
        )
        .get("/api/v1/accounts/search", read, search::search)
        .get(
            "/api/v1/accounts/relationships",
            Rule::User(&["read:follows"]),
            relationships::relationships,
        )
        .get(
            "/api/v1/accounts/familiar_followers",
            Rule::User(&["read:follows"]),
            familiar_followers::familiar_followers,
        )
}

fn one(table: Table) -> Table {
    table
        .get("/api/v1/accounts", READ, index::index)
        .post(
            "/api/v1/accounts",
            Rule::Token(&["write:accounts"]),
            create::create,
        )
        .get("/api/v1/accounts/lookup", READ, lookup::lookup)
        .get("/api/v1/accounts/{id}", READ, show::show)
        .get(
            "/api/v1/accounts/{id}/statuses",
            Rule::UserOptional(&["read:statuses"]),
            statuses::statuses,
        )
        .get(
            "/api/v1/accounts/{id}/followers",
            READ,
            followers::followers,
        )
        .get(
            "/api/v1/accounts/{id}/following",
            READ,
            following::following,
        )
        .none(
            Method::GET,
            "/api/v1/accounts/{id}/identity_proofs",
            Rule::User(&["read:accounts"]),
            "Identity proofs ended with Keybase; Mastodon answers [] since 3.5.0.",
            || async { axum::Json::<[(); 0]>([]) },
        )
        .get(
            "/api/v1/accounts/{id}/featured_tags",
            READ,
            featured_tags::featured_tags,
        )
        .get(
            "/api/v1/accounts/{id}/endorsements",
            READ,
            endorse::endorsements,
        )
        .get(
            "/api/v1/accounts/{id}/lists",
            Rule::User(&["read:lists"]),
            lists::lists,
        )
        .get(
            "/api/v1/accounts/{id}/collections",
            Rule::UserOptional(&["read:collections"]),
            collections::collections,
        )
        .get(
            "/api/v1/accounts/{id}/in_collections",
            Rule::User(&["read:collections"]),
            collections::in_collections,
        )
}

fn relations(table: Table) -> Table {
    table
        .post("/api/v1/accounts/{id}/follow", FOLLOWS, follow::follow)
        .post(
            "/api/v1/accounts/{id}/unfollow",
            FOLLOWS,
            unfollow::unfollow,
        )
        .post(
            "/api/v1/accounts/{id}/remove_from_followers",
            FOLLOWS,
            remove_from_followers::remove_from_followers,
        )
        .post("/api/v1/accounts/{id}/block", BLOCKS, block::block)
        .post("/api/v1/accounts/{id}/unblock", BLOCKS, unblock::unblock)
        .post("/api/v1/accounts/{id}/mute", MUTES, mute::mute)
        .post("/api/v1/accounts/{id}/unmute", MUTES, unmute::unmute)
        .post("/api/v1/accounts/{id}/note", WRITE, endorse::note)
        .post("/api/v1/accounts/{id}/endorse", WRITE, endorse::endorse)
        .post("/api/v1/accounts/{id}/pin", WRITE, endorse::endorse)
        .post("/api/v1/accounts/{id}/unendorse", WRITE, endorse::unendorse)
        .post("/api/v1/accounts/{id}/unpin", WRITE, endorse::unendorse)
}
