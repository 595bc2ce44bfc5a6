//! <https://docs.joinmastodon.org/entities/Notification/>

use model::{Id, Time};
use serde::Serialize;
use social::{NotificationKind, NotificationView};

use super::{Account, AccountWarning, Lens, Report, Status};

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Notification {
    id: Id,
    #[serde(rename = "type")]
    kind: &'static str,
    created_at: Time,
    group_key: String,
    account: Account,
    status: Option<Status>,
    /// Held back; only said when it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    filtered: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<Report>,
    #[serde(skip_serializing_if = "Option::is_none")]
    moderation_warning: Option<AccountWarning>,
}

impl Notification {
    pub(crate) fn new(view: NotificationView, lens: &Lens<'_>) -> Self {
        let (report, strike) = view
            .about
            .map_or((None, None), |paper| (paper.report, paper.strike));
        Self {
            id: view.id,
            kind: word(view.kind),
            created_at: view.created_at,
            group_key: view.group_key,
            account: view.account.into(),
            status: view.post.map(|post| Status::new(post, lens)),
            filtered: view.is_filtered.then_some(true),
            report: report.map(Report::from),
            moderation_warning: strike.map(AccountWarning::from),
        }
    }
}

/// A kind in Mastodon's words.
pub(crate) fn word(kind: NotificationKind) -> &'static str {
    match kind {
        NotificationKind::Mention => "mention",
        NotificationKind::Posted => "status",
        NotificationKind::Boost => "reblog",
        NotificationKind::Like => "favourite",
        NotificationKind::Follow => "follow",
        NotificationKind::FollowRequest => "follow_request",
        NotificationKind::Edited => "update",
        NotificationKind::SignUp => "admin.sign_up",
        NotificationKind::Report => "admin.report",
        NotificationKind::Warning => "moderation_warning",
        NotificationKind::PollEnded => "poll",
        NotificationKind::Quote => "quote",
        NotificationKind::QuotedEdited => "quoted_update",
        NotificationKind::Reaction => "pleroma:emoji_reaction",
    }
}

/// Reads one of Mastodon's words. `None` for kinds that do not happen here.
pub(crate) fn kind_from_word(text: &str) -> Option<NotificationKind> {
    NotificationKind::ALL
        .into_iter()
        .find(|kind| word(*kind) == text)
}
