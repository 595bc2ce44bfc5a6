//! `/api/v1/profile`: what I show of myself, as I typed it.

mod avatar;
mod header;
mod show;
mod update;

use axum::Extension;
use axum::handler::Handler;
use http::Method;

use super::accounts::update_credentials::LIMITS;
use crate::access::Rule;
use crate::table::Table;

pub(super) fn routes(table: Table) -> Table {
    let write = Rule::User(&["write:accounts"]);
    let read = Rule::User(&["profile", "read:accounts"]);
    table
        .get("/api/v1/profile", read, show::show)
        .route(
            Method::PATCH,
            "/api/v1/profile",
            write,
            update::update.layer(Extension(LIMITS)),
        )
        .route(
            Method::DELETE,
            "/api/v1/profile/avatar",
            write,
            avatar::destroy,
        )
        .route(
            Method::DELETE,
            "/api/v1/profile/header",
            write,
            header::destroy,
        )
}
