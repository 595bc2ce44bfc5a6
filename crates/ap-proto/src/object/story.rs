//! Stories as Pixelfed has them: an `Add` names a `Story` and where to get it, with a word that opens it.
//!
//! Source: Pixelfed's `StoryVerb`, `CreateStory`, `DeleteStory` and `Bearcap`; there is no FEP.

use jiff::Timestamp;
use serde_json::Value;

use super::{Attachment, attachments};
use crate::Refusal;
use crate::value::{
    cut, first_id, first_str, first_u64, has_type, http_url, natural_language, parse_date,
};

/// The longest word that is sent to get a story.
const MAX_TOKEN_BYTES: usize = 512;
/// The longest text on one, in bytes.
const MAX_TEXT_BYTES: usize = 4 * 1024;

/// A picture or a video for a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// Its id.
    pub id: String,
    /// Whose it is.
    pub attributed_to: String,
    /// Addressed to.
    pub to: Vec<String>,
    /// What is written on it. Plain text.
    pub text: Option<String>,
    /// The picture or the video.
    pub attachment: Attachment,
    /// How long it stays on the screen, in seconds.
    pub seconds: u64,
    /// When it was told.
    pub published: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl Story {
    /// Whether a document is a story.
    pub fn is_one(value: &Value) -> bool {
        has_type(value, "Story")
    }

    /// Reads a story: it has an id, an owner, a file and an end.
    pub fn parse(value: &Value) -> Result<Self, Refusal> {
        let web = |field: &'static str| {
            let found = first_id(value, field).and_then(http_url);
            found.map(str::to_owned).ok_or(Refusal::Missing(field))
        };
        let date = |field| parse_date(value, field).ok_or(Refusal::Missing(field));
        let mut files = attachments(value);
        if files.is_empty() {
            return Err(Refusal::Missing("attachment"));
        }
        let text = natural_language(value, "content").or_else(|| natural_language(value, "name"));
        Ok(Self {
            id: web("id")?,
            attributed_to: web("attributedTo")?,
            to: super::addresses(value, "to")?,
            text: text.map(|text| cut(&text.text, MAX_TEXT_BYTES).to_owned()),
            attachment: files.remove(0),
            seconds: first_u64(value, "duration").unwrap_or(0),
            published: date("published")?,
            expires_at: date("expiresAt")?,
        })
    }
}

/// Where a story is, and the word that opens it: `bear:?t=TOKEN&u=URL`. Pixelfed does not encode the two, others do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearcap {
    /// Where.
    pub url: String,
    /// To be sent as `Authorization: Bearer`.
    pub token: String,
}

impl Bearcap {
    /// The address that the object of an `Add` names.
    pub fn of(story: &Value) -> Option<Self> {
        Self::parse(first_str(story, "object")?)
    }

    /// Reads one.
    pub fn parse(text: &str) -> Option<Self> {
        let query = text.strip_prefix("bear:?")?.as_bytes();
        let part = |wanted: &str| {
            let mut parts = url::form_urlencoded::parse(query);
            parts
                .find(|(name, _)| name == wanted)
                .map(|(_, part)| part.into_owned())
        };
        let (token, url) = (part("t")?, part("u")?);
        let is_word = !token.is_empty()
            && token.len() <= MAX_TOKEN_BYTES
            && token.bytes().all(|byte| byte.is_ascii_graphic());
        Some(Self {
            url: http_url(&url)?.to_owned(),
            token: is_word.then_some(token)?,
        })
    }
}

impl std::fmt::Display for Bearcap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "bear:?t={}&u={}", self.token, self.url)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_address_with_its_word_is_read_in_both_spellings_and_no_other() {
        let plain = "bear:?t=abc&u=https://pix.example/stories/a/1";
        let found = Bearcap::parse(plain).unwrap();
        assert_eq!(
            (found.token.as_str(), found.to_string().as_str()),
            ("abc", plain)
        );
        let encoded = "bear:?u=https%3A%2F%2Fpix.example%2Fstories%2Fa%2F1&t=abc";
        assert_eq!(Bearcap::parse(encoded), Some(found));
        for bad in [
            "bear:?t=abc",
            "bear:?u=https://pix.example/",
            "bear:?t=&u=https://pix.example/",
            "bear:?t=a%0d%0ab&u=https://pix.example/",
            "bear:?t=abc&u=file:///etc/passwd",
            "https://pix.example/",
        ] {
            assert_eq!(Bearcap::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_story_of_pixelfed_is_read() {
        let value = json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": "https://pix.example/stories/dan/1",
            "type": "Story",
            "to": ["https://pix.example/users/dan/followers"],
            "cc": [],
            "attributedTo": "https://pix.example/users/dan",
            "published": "2026-01-02T03:04:05+00:00",
            "expiresAt": "2026-01-03T03:04:05+00:00",
            "duration": 5,
            "can_reply": true,
            "can_react": true,
            "attachment": {
                "type": "Image",
                "url": "https://pix.example/storage/1.jpeg",
                "mediaType": "image/jpeg",
            },
        });
        assert!(Story::is_one(&value));
        let story = Story::parse(&value).unwrap();
        assert_eq!(story.seconds, 5);
        assert_eq!(story.attachment.kind, "Image");
        assert_eq!(story.expires_at.to_string(), "2026-01-03T03:04:05Z");
        assert_eq!(Story::parse(&story.to_value()), Ok(story));
        for field in ["id", "attributedTo", "published", "expiresAt", "attachment"] {
            let mut less = value.clone();
            less.as_object_mut().unwrap().remove(field);
            assert_eq!(Story::parse(&less), Err(Refusal::Missing(field)));
        }
    }
}
