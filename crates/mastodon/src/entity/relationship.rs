//! <https://docs.joinmastodon.org/entities/Relationship/>

use model::{AccountId, Time};
use serde::Serialize;
use social::RelationView;

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Relationship {
    id: AccountId,
    following: bool,
    showing_reblogs: bool,
    notifying: bool,
    languages: Option<Vec<String>>,
    followed_by: bool,
    blocking: bool,
    blocked_by: bool,
    muting: bool,
    muting_notifications: bool,
    muting_expires_at: Option<Time>,
    requested: bool,
    requested_by: bool,
    domain_blocking: bool,
    endorsed: bool,
    note: String,
}

impl From<RelationView> for Relationship {
    fn from(view: RelationView) -> Self {
        Self {
            id: view.id,
            following: view.following,
            showing_reblogs: view.showing_boosts,
            notifying: view.notifying,
            languages: (!view.languages.is_empty()).then_some(view.languages),
            followed_by: view.followed_by,
            blocking: view.blocking,
            blocked_by: view.blocked_by,
            muting: view.muting,
            muting_notifications: view.muting_notifications,
            muting_expires_at: view.muting_until,
            requested: view.requested,
            requested_by: view.requested_by,
            domain_blocking: view.hiding_domain,
            endorsed: view.endorsing,
            note: view.note,
        }
    }
}
