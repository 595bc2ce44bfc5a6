//! `/api/v1/admin/reports`: reports as staff see them (<https://docs.joinmastodon.org/methods/admin/reports/>).

mod assign_to_self;
mod index;
mod reopen;
mod resolve;
mod show;
mod unassign;
mod update;

use http::Method;

use crate::access::Rule;
use crate::table::Table;

const READ: Rule = Rule::Staff(&["admin:read:reports"]);
const WRITE: Rule = Rule::Staff(&["admin:write:reports"]);

pub(super) fn routes(table: Table) -> Table {
    table
        .get("/api/v1/admin/reports", READ, index::index)
        .get("/api/v1/admin/reports/{id}", READ, show::show)
        .route(
            Method::PUT,
            "/api/v1/admin/reports/{id}",
            WRITE,
            update::update,
        )
        .post(
            "/api/v1/admin/reports/{id}/assign_to_self",
            WRITE,
            assign_to_self::assign_to_self,
        )
        .post(
            "/api/v1/admin/reports/{id}/unassign",
            WRITE,
            unassign::unassign,
        )
        .post(
            "/api/v1/admin/reports/{id}/resolve",
            WRITE,
            resolve::resolve,
        )
        .post("/api/v1/admin/reports/{id}/reopen", WRITE, reopen::reopen)
}
