//! `/api/v1/notifications/requests`: those whose notifications wait.

mod accept;
mod dismiss;
mod index;
mod merged;
mod show;

use super::{READ, WRITE};
use crate::table::Table;

pub(super) fn routes(table: Table) -> Table {
    table
        .get("/api/v1/notifications/requests", READ, index::index)
        .get(
            "/api/v1/notifications/requests/merged",
            READ,
            merged::merged,
        )
        .get("/api/v1/notifications/requests/{id}", READ, show::show)
        .post(
            "/api/v1/notifications/requests/accept",
            WRITE,
            accept::accept_many,
        )
        .post(
            "/api/v1/notifications/requests/dismiss",
            WRITE,
            dismiss::dismiss_many,
        )
        .post(
            "/api/v1/notifications/requests/{id}/accept",
            WRITE,
            accept::accept,
        )
        .post(
            "/api/v1/notifications/requests/{id}/dismiss",
            WRITE,
            dismiss::dismiss,
        )
}
