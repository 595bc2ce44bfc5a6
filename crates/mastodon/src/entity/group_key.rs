//! What belongs together among notifications: likes and boosts of one post, and new followers, of one half-day.
//!
//! A key can be told from a notification alone, and what has it can be found by it: the half-day is that of the id, by
//! which notifications are ordered.

use std::fmt;
use std::str::FromStr;

use model::{Id, PostId, Time};
use social::{NotificationKind, NotificationView, Page};

use super::notification::{kind_from_word, word};

const HALF_DAY_SECONDS: i64 = 12 * 60 * 60;

/// The `group_key` of a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum GroupKey {
    /// It stands alone.
    Alone(Id),
    /// It stands with others.
    Together {
        /// All are of this kind,
        kind: NotificationKind,
        /// about this post,
        post: Option<PostId>,
        /// and of this half-day since 1970.
        half_day: i64,
    },
}

impl GroupKey {
    /// The key of a notification.
    pub(super) fn of(view: &NotificationView) -> Self {
        // Ids of all kinds hold the time in the same place.
        let half_day = PostId::from(view.id)
            .time()
            .seconds()
            .div_euclid(HALF_DAY_SECONDS);
        match (view.kind, &view.post) {
            (kind @ (NotificationKind::Like | NotificationKind::Boost), Some(post)) => {
                Self::Together {
                    kind,
                    post: Some(post.content().id),
                    half_day,
                }
            }
            (kind @ NotificationKind::Follow, _) => Self::Together {
                kind,
                post: None,
                half_day,
            },
            _ => Self::Alone(view.id),
        }
    }

    /// Whether a notification has this key.
    pub(crate) fn is_of(&self, view: &NotificationView) -> bool {
        *self == Self::of(view)
    }

    /// The newest `limit` of the half-day.
    pub(crate) fn page(half_day: i64, limit: u32) -> Page {
        let start = Time::from_seconds(half_day.saturating_mul(HALF_DAY_SECONDS));
        let end = Time::from_seconds(half_day.saturating_add(1).saturating_mul(HALF_DAY_SECONDS));
        let since = Id::from(Id::at(start).get() - 1);
        Page {
            since_id: Some(since),
            ..Page::before(Id::at(end), limit)
        }
    }
}

impl fmt::Display for GroupKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Alone(id) => write!(f, "ungrouped-{id}"),
            Self::Together {
                kind,
                post: Some(post),
                half_day,
            } => {
                write!(f, "{}-{post}-{half_day}", word(*kind))
            }
            Self::Together {
                kind,
                post: None,
                half_day,
            } => write!(f, "{}-{half_day}", word(*kind)),
        }
    }
}

/// Not a key of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BadKey;

impl FromStr for GroupKey {
    type Err = BadKey;

    fn from_str(text: &str) -> Result<Self, BadKey> {
        let number = |text: &str| text.parse::<Id>().map(Id::get).or(Err(BadKey));
        let (kind, rest) = text.split_once('-').ok_or(BadKey)?;
        if kind == "ungrouped" {
            return Ok(Self::Alone(Id::from(number(rest)?)));
        }
        let kind = kind_from_word(kind).ok_or(BadKey)?;
        let (post, half_day) = match rest.split_once('-') {
            Some((post, half_day)) => (Some(PostId::from(number(post)?)), number(half_day)?),
            None => (None, number(rest)?),
        };
        Ok(Self::Together {
            kind,
            post,
            half_day,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_they_are_written() {
        for text in [
            "ungrouped-7",
            "favourite-21-39351",
            "reblog-9-0",
            "follow-39351",
        ] {
            assert_eq!(
                text.parse::<GroupKey>().map(|key| key.to_string()),
                Ok(text.to_owned())
            );
        }
        for text in [
            "",
            "follow",
            "follow-",
            "follow--1",
            "poll-1",
            "favourite-1-2-3",
            "ungrouped-x",
        ] {
            assert_eq!(text.parse::<GroupKey>(), Err(BadKey), "{text}");
        }
    }

    #[test]
    fn no_half_day_is_too_far() {
        let page = GroupKey::page(i64::MAX, 1);
        assert!(page.max_id >= page.since_id);
    }
}
