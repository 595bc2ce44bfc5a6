//! What a push says, as apps of Mastodon read it.

use model::sanitize;
use serde::Serialize;
use social::push::Push;
use social::{NotificationKind, NotificationView};

use crate::entity::word;

/// The most characters of what was written.
const MAX_BODY_CHARS: usize = 140;
/// The most characters of a title.
const MAX_TITLE_CHARS: usize = 120;

/// Names as in Mastodon's `Web::NotificationSerializer`, for which there is no page; see
/// <https://docs.joinmastodon.org/methods/push/>.
#[derive(Serialize)]
struct Payload<'a> {
    access_token: &'a str,
    preferred_locale: &'a str,
    /// A number, which is how apps read it.
    notification_id: i64,
    notification_type: &'static str,
    icon: &'a str,
    title: String,
    body: String,
}

/// The bytes to be encrypted.
pub fn push_payload(push: &Push) -> Vec<u8> {
    let view = &push.notification;
    let payload = Payload {
        access_token: &push.token,
        preferred_locale: push.language.as_deref().unwrap_or("en"),
        notification_id: view.id.get(),
        notification_type: word(view.kind),
        icon: &view.account.avatar_url,
        title: title(view),
        body: body(view),
    };
    serde_json::to_vec(&payload).unwrap_or_default()
}

fn title(view: &NotificationView) -> String {
    let who = &view.account.display_name;
    let title = match view.kind {
        NotificationKind::Mention => format!("{who} mentioned you"),
        NotificationKind::Posted => format!("{who} posted"),
        NotificationKind::Boost => format!("{who} boosted your post"),
        NotificationKind::Like => format!("{who} favourited your post"),
        NotificationKind::Follow => format!("{who} followed you"),
        NotificationKind::FollowRequest => format!("{who} asks to follow you"),
        NotificationKind::Edited => format!("{who} edited a post"),
        NotificationKind::SignUp => format!("{who} signed up"),
        NotificationKind::PollEnded => format!("{who}’s poll has ended"),
        NotificationKind::Quote => format!("{who} quoted your post"),
        NotificationKind::QuotedEdited => format!("{who} edited a post that you quoted"),
        NotificationKind::Reaction => format!("{who} reacted to your post"),
        NotificationKind::Report => format!("{who} reported somebody"),
        NotificationKind::Warning => "A message from the moderators".to_owned(),
    };
    title.chars().take(MAX_TITLE_CHARS).collect()
}

/// What was written; behind a warning, only the warning.
fn body(view: &NotificationView) -> String {
    match &view.post {
        Some(post) if post.content().warning.is_empty() => plain(&post.content().html),
        Some(post) => post
            .content()
            .warning
            .chars()
            .take(MAX_BODY_CHARS)
            .collect(),
        None => plain(&view.account.note_html),
    }
}

fn plain(html: &str) -> String {
    sanitize::line(&sanitize::plain_text(html), MAX_BODY_CHARS)
}
