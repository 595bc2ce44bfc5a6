//! <https://docs.joinmastodon.org/entities/NotificationPolicy/> and
//! <https://docs.joinmastodon.org/entities/NotificationRequest/>

use model::{Id, Time};
use serde::Serialize;
use social::notification::{NotificationPolicy, Pending, RequestView, Treatment};

use super::{Account, Lens, Status};

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Policy {
    #[schema(value_type = String)]
    for_not_following: Treatment,
    #[schema(value_type = String)]
    for_not_followers: Treatment,
    #[schema(value_type = String)]
    for_new_accounts: Treatment,
    #[schema(value_type = String)]
    for_private_mentions: Treatment,
    #[schema(value_type = String)]
    for_limited_accounts: Treatment,
    #[schema(value_type = String)]
    for_bots: Treatment,
    summary: Summary,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct Summary {
    pending_requests_count: i64,
    pending_notifications_count: i64,
}

impl From<Pending> for Summary {
    fn from(pending: Pending) -> Self {
        Self {
            pending_requests_count: pending.people,
            pending_notifications_count: pending.notifications,
        }
    }
}

impl Policy {
    pub(crate) fn new(policy: NotificationPolicy, pending: Pending) -> Self {
        Self {
            for_not_following: policy.not_following,
            for_not_followers: policy.not_followers,
            for_new_accounts: policy.new_accounts,
            for_private_mentions: policy.private_mentions,
            for_limited_accounts: policy.limited_accounts,
            for_bots: policy.bots,
            summary: pending.into(),
        }
    }
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct NotificationRequest {
    id: Id,
    created_at: Time,
    updated_at: Time,
    /// A text, unlike other counts.
    notifications_count: String,
    account: Account,
    last_status: Option<Status>,
}

impl NotificationRequest {
    pub(crate) fn new(view: RequestView, lens: &Lens<'_>) -> Self {
        Self {
            id: view.id,
            created_at: view.created_at,
            updated_at: view.updated_at,
            notifications_count: view.count.to_string(),
            account: view.account.into(),
            last_status: view.last_post.map(|post| Status::new(post, lens)),
        }
    }
}
