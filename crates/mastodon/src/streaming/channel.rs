//! What can be listened to, by Mastodon's names.

use social::timeline::{Only, Stream};

use crate::error::{Error, Result};

/// The most characters of a tag that is listened to.
const MAX_TAG_CHARS: usize = 100;

/// Something that is listened to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Channel {
    /// As frames of a socket name it: `["user"]`, `["hashtag", "rust"]`.
    pub(super) name: Vec<String>,
    /// In the core's words.
    pub(super) stream: Stream,
    /// What the token must allow.
    pub(super) scope: &'static str,
}

impl Channel {
    /// Reads a name such as `public:local` or `hashtag`, which needs a tag.
    pub(super) fn parse(name: &str, tag: Option<&str>) -> Result<Self> {
        Self::parse_with(name, tag, None)
    }

    /// The same; `list` needs a list.
    pub(super) fn parse_with(name: &str, tag: Option<&str>, list: Option<&str>) -> Result<Self> {
        let stream = match name {
            "list" => Stream::List(
                list.and_then(|id| id.parse().ok())
                    .ok_or(Error::parameter("list", "must be the id of a list"))?,
            ),
            "user" => Stream::User,
            "user:notification" => Stream::UserNotifications,
            "direct" => Stream::Direct,
            "public" => public(None, false),
            "public:media" => public(None, true),
            "public:local" => public(Some(Only::Local), false),
            "public:local:media" => public(Some(Only::Local), true),
            "public:remote" => public(Some(Only::Remote), false),
            "public:remote:media" => public(Some(Only::Remote), true),
            "hashtag" => hashtag(tag, false)?,
            "hashtag:local" => hashtag(tag, true)?,
            _ => return Err(Error::Malformed("Unknown stream type")),
        };
        let tag = match &stream {
            Stream::Tag { tag, .. } => Some(tag.clone()),
            Stream::List(id) => Some(id.to_string()),
            _ => None,
        };
        let scope = if stream == Stream::UserNotifications {
            "read:notifications"
        } else {
            "read:statuses"
        };
        Ok(Self {
            name: std::iter::once(name.to_owned()).chain(tag).collect(),
            stream,
            scope,
        })
    }
}

const fn public(only: Option<Only>, only_media: bool) -> Stream {
    Stream::Public { only, only_media }
}

fn hashtag(tag: Option<&str>, only_local: bool) -> Result<Stream> {
    let typed = tag.unwrap_or("").trim();
    let tag = model::text::fold_tag(typed);
    if tag.is_empty() || tag.chars().count() > MAX_TAG_CHARS || typed.contains(char::is_control) {
        return Err(Error::parameter(
            "tag",
            "must be a tag of at most 100 characters",
        ));
    }
    Ok(Stream::Tag { tag, only_local })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_part_of_the_name_and_folded() {
        let channel = Channel::parse("hashtag:local", Some("#Rust")).unwrap();
        assert_eq!(channel.name, ["hashtag:local", "rust"]);
        assert_eq!(
            channel.stream,
            Stream::Tag {
                tag: "rust".to_owned(),
                only_local: true
            }
        );
    }

    #[test]
    fn unknown_names_and_missing_tags_are_refused() {
        for (name, tag) in [
            ("", None),
            ("home", None),
            ("list", None),
            ("hashtag", None),
            ("hashtag", Some(" ")),
            ("hashtag", Some("a\0")),
        ] {
            assert!(Channel::parse(name, tag).is_err(), "{name}");
        }
    }

    #[test]
    fn notifications_alone_need_their_own_scope_only() {
        assert_eq!(
            Channel::parse("user:notification", None).unwrap().scope,
            "read:notifications"
        );
        assert_eq!(Channel::parse("user", None).unwrap().scope, "read:statuses");
    }
}
