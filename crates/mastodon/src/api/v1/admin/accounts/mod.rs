//! `/api/v1/admin/accounts`: accounts as staff see them, and what they decide about them
//! (<https://docs.joinmastodon.org/methods/admin/accounts/>).

mod action;
mod approve;
mod destroy;
mod enable;
mod index;
mod reject;
mod show;
mod unsensitive;
mod unsilence;
mod unsuspend;
pub(in crate::api) mod v2;

use http::Method;

use crate::access::Rule;
use crate::table::Table;

const READ: Rule = Rule::Staff(&["admin:read:accounts"]);
const WRITE: Rule = Rule::Staff(&["admin:write:accounts"]);

pub(super) fn routes(table: Table) -> Table {
    table
        .get("/api/v1/admin/accounts", READ, index::index)
        .get("/api/v1/admin/accounts/{id}", READ, show::show)
        .route(
            Method::DELETE,
            "/api/v1/admin/accounts/{id}",
            Rule::Admin(&["admin:write:accounts"]),
            destroy::destroy,
        )
        .post("/api/v1/admin/accounts/{id}/action", WRITE, action::action)
        .post(
            "/api/v1/admin/accounts/{id}/approve",
            WRITE,
            approve::approve,
        )
        .post("/api/v1/admin/accounts/{id}/reject", WRITE, reject::reject)
        .post("/api/v1/admin/accounts/{id}/enable", WRITE, enable::enable)
        .post(
            "/api/v1/admin/accounts/{id}/unsensitive",
            WRITE,
            unsensitive::unsensitive,
        )
        .post(
            "/api/v1/admin/accounts/{id}/unsilence",
            WRITE,
            unsilence::unsilence,
        )
        .post(
            "/api/v1/admin/accounts/{id}/unsuspend",
            WRITE,
            unsuspend::unsuspend,
        )
}
