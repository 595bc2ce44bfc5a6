//! `GET /api/v2/notifications/policy`

use axum::Json;
use serde::Serialize;

/// <https://docs.joinmastodon.org/entities/NotificationPolicy/>
#[derive(Debug, Serialize)]
pub(super) struct Policy {
    for_not_following: &'static str,
    for_not_followers: &'static str,
    for_new_accounts: &'static str,
    for_private_mentions: &'static str,
    for_limited_accounts: &'static str,
    summary: Summary,
}

#[derive(Debug, Serialize)]
struct Summary {
    pending_requests_count: u8,
    pending_notifications_count: u8,
}

/// `GET /api/v2/notifications/policy` — whose notifications are held back: nobody's, and that cannot be changed yet.
pub(super) async fn policy() -> Json<Policy> {
    Json(Policy {
        for_not_following: "accept",
        for_not_followers: "accept",
        for_new_accounts: "accept",
        for_private_mentions: "accept",
        for_limited_accounts: "accept",
        summary: Summary {
            pending_requests_count: 0,
            pending_notifications_count: 0,
        },
    })
}
