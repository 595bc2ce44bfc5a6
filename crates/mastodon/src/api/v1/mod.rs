//! Everything below `/api/v1`, but the streams.

pub(super) mod accounts;
pub(super) mod admin;
mod announcements;
mod annual_reports;
mod apps;
mod blocks;
mod bookmarks;
mod collections;
mod conversations;
mod custom_emojis;
mod emails;
mod favourites;
mod featured_tags;
mod filters;
pub(in crate::api) mod folkmoot;
mod follow_requests;
mod followed_tags;
mod found;
pub(super) mod instance;
mod lists;
mod markers;
pub(super) mod media;
mod mutes;
pub(super) mod notifications;
mod pleroma;
mod polls;
mod preferences;
mod profile;
mod push;
mod reports;
mod scheduled_statuses;
mod statuses;
mod tags;
mod timelines;
mod trends;

use crate::access::Rule;
use crate::table::Table;

pub(super) fn routes(table: Table) -> Table {
    let table = accounts::routes(table);
    let table = admin::routes(table);
    let table = annual_reports::routes(table);
    let table = apps::routes(table);
    let table = filters::routes(table);
    let table = folkmoot::routes(table);
    let table = announcements::routes(table);
    let table = collections::routes(table);
    let table = conversations::routes(table);
    let table = push::routes(table);
    let table = emails::routes(table);
    let table = follow_requests::routes(table);
    let table = featured_tags::routes(table);
    let table = found::routes(table);
    let table = instance::routes(table);
    let table = lists::routes(table);
    let table = markers::routes(table);
    let table = media::routes(table);
    let table = notifications::routes(table);
    let table = pleroma::routes(table);
    let table = polls::routes(table);
    let table = scheduled_statuses::routes(table);
    let table = statuses::routes(table);
    let table = profile::routes(table);
    let table = tags::routes(table);
    let table = timelines::routes(table);
    let table = trends::routes(table);
    table
        .get(
            "/api/v1/blocks",
            Rule::User(&["read:blocks"]),
            blocks::blocks,
        )
        .get(
            "/api/v1/bookmarks",
            Rule::User(&["read:bookmarks"]),
            bookmarks::bookmarks,
        )
        .get(
            "/api/v1/favourites",
            Rule::User(&["read:favourites"]),
            favourites::favourites,
        )
        .get(
            "/api/v1/custom_emojis",
            Rule::Public,
            custom_emojis::custom_emojis,
        )
        .get("/api/v1/mutes", Rule::User(&["read:mutes"]), mutes::mutes)
        .get(
            "/api/v1/preferences",
            Rule::User(&["read:accounts"]),
            preferences::preferences,
        )
        .post(
            "/api/v1/reports",
            Rule::User(&["write:reports"]),
            reports::create,
        )
        .get(
            "/api/v1/followed_tags",
            Rule::User(&["read:follows"]),
            followed_tags::followed_tags,
        )
}
