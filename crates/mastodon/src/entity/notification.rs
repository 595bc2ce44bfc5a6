//! <https://docs.joinmastodon.org/entities/Notification/>

use model::{Id, Time};
use serde::Serialize;
use social::{NotificationKind, NotificationView};

use super::{Account, Lens, Status};

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Notification {
    id: Id,
    #[serde(rename = "type")]
    kind: &'static str,
    created_at: Time,
    group_key: String,
    account: Account,
    status: Option<Status>,
}

impl Notification {
    pub(crate) fn new(view: NotificationView, lens: &Lens<'_>) -> Self {
        Self {
            id: view.id,
            kind: word(view.kind),
            created_at: view.created_at,
            group_key: group_key(&view),
            account: view.account.into(),
            status: view.post.map(|post| Status::new(post, lens)),
        }
    }
}

/// A kind in Mastodon's words.
pub(super) fn word(kind: NotificationKind) -> &'static str {
    match kind {
        NotificationKind::Mention => "mention",
        NotificationKind::Posted => "status",
        NotificationKind::Boost => "reblog",
        NotificationKind::Like => "favourite",
        NotificationKind::Follow => "follow",
        NotificationKind::FollowRequest => "follow_request",
        NotificationKind::Edited => "update",
        NotificationKind::SignUp => "admin.sign_up",
    }
}

/// Reads one of Mastodon's words. `None` for kinds that do not happen here.
pub(crate) fn kind_from_word(text: &str) -> Option<NotificationKind> {
    NotificationKind::ALL
        .into_iter()
        .find(|kind| word(*kind) == text)
}

/// What belongs together: likes and boosts of one post, and new followers, of one half-day. It can be told from the
/// notification alone, so that pages never disagree about it.
pub(super) fn group_key(view: &NotificationView) -> String {
    const HALF_DAY: i64 = 12 * 60 * 60;
    let bucket = view.created_at.seconds().div_euclid(HALF_DAY);
    match (view.kind, &view.post) {
        (NotificationKind::Like | NotificationKind::Boost, Some(post)) => {
            format!("{}-{}-{bucket}", word(view.kind), post.content().id)
        }
        (NotificationKind::Follow, _) => format!("follow-{bucket}"),
        _ => format!("ungrouped-{}", view.id),
    }
}
