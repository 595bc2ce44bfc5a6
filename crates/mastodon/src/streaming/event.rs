//! What is sent, by Mastodon's names (<https://docs.joinmastodon.org/methods/streaming/#events>).

use serde::Serialize;
use serde_json::json;
use social::NotificationKind;
use social::timeline::Shown;

use crate::entity::{Announcement, Conversation, Lens, Notification, Status};

/// An event and its payload, which is JSON inside a text, or only an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) name: &'static str,
    pub(super) payload: String,
}

impl Event {
    /// What the core shows, as an event. `None` for what is not to be seen but to be acted on.
    pub(super) fn new(shown: Shown, lens: &Lens<'_>) -> Option<Self> {
        match shown {
            Shown::Post(post) => Self::json("update", &Status::new(*post, lens)),
            Shown::Edited(post) => Self::json("status.update", &Status::new(*post, lens)),
            // Only for those who ask for it, and a stream cannot be asked.
            Shown::Notification(view) if view.kind == NotificationKind::Reaction => None,
            Shown::Notification(view) => {
                Self::json("notification", &Notification::new(*view, lens))
            }
            Shown::Conversation(view) => {
                Self::json("conversation", &Conversation::new(*view, lens))
            }
            Shown::NotificationsMerged => Some(Self {
                name: "notifications_merged",
                payload: "1".to_owned(),
            }),
            Shown::Announcement(view) => {
                Self::json("announcement", &Announcement::new(*view, lens))
            }
            Shown::AnnouncementReaction(id, said) => Self::json(
                "announcement.reaction",
                &json!({ "name": said.name, "count": said.count, "announcement_id": id }),
            ),
            Shown::AnnouncementDeleted(id) => Some(Self {
                name: "announcement.delete",
                payload: id.to_string(),
            }),
            Shown::FiltersChanged => Some(Self {
                name: "filters_changed",
                payload: String::new(),
            }),
            Shown::Deleted(id) => Some(Self {
                name: "delete",
                payload: id.to_string(),
            }),
            Shown::CheckAccess | Shown::ThreadChanged => None,
        }
    }

    fn json(name: &'static str, entity: &impl Serialize) -> Option<Self> {
        let payload = serde_json::to_string(entity).ok()?;
        Some(Self { name, payload })
    }
}
