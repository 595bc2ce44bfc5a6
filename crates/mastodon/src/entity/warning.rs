//! <https://docs.joinmastodon.org/entities/AccountWarning/>

use model::{Id, PostId, Time};
use serde::Serialize;
use social::staff::StrikeView;

use super::Account;

/// What staff decided about one's own account.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct AccountWarning {
    id: Id,
    action: &'static str,
    text: String,
    status_ids: Option<Vec<PostId>>,
    target_account: Account,
    /// There are none here: whom to ask is said with the community.
    appeal: Option<()>,
    created_at: Time,
}

impl From<StrikeView> for AccountWarning {
    fn from(view: StrikeView) -> Self {
        Self {
            id: view.id,
            action: view.action.as_str(),
            text: view.text,
            status_ids: Some(view.posts).filter(|posts| !posts.is_empty()),
            target_account: view.account.into(),
            appeal: None,
            created_at: view.created_at,
        }
    }
}
