//! `GET /api/v1_alpha/async_refreshes/:id`

use crate::error::Error;

/// `GET /api/v1_alpha/async_refreshes/:id` — nothing is fetched behind an answer here, so there is never one to ask
/// after.
pub(super) async fn show() -> Error {
    Error::NotFound
}
