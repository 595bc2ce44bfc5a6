//! <https://docs.joinmastodon.org/entities/Report/>

use model::{Id, PostId, Time};
use serde::Serialize;
use social::report::ReportView;

use super::Account;

/// A report, for the one who made it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Report {
    id: Id,
    action_taken: bool,
    action_taken_at: Option<Time>,
    category: &'static str,
    comment: String,
    forwarded: bool,
    created_at: Time,
    status_ids: Vec<PostId>,
    rule_ids: Vec<String>,
    collection_ids: Vec<Id>,
    target_account: Account,
}

impl From<ReportView> for Report {
    fn from(view: ReportView) -> Self {
        Self {
            id: view.id,
            action_taken: view.action_taken_at.is_some(),
            action_taken_at: view.action_taken_at,
            category: view.category.as_str(),
            comment: view.comment,
            forwarded: view.is_forwarded,
            created_at: view.created_at,
            status_ids: view.posts,
            rule_ids: view.rules.iter().map(ToString::to_string).collect(),
            collection_ids: view.collections,
            target_account: view.target.into(),
        }
    }
}
