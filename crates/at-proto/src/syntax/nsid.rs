//! NSIDs: names of collections and methods (<https://atproto.com/specs/nsid>).

use super::{SyntaxError, begins_with_letter, is_label, text};

/// The longest NSID: an authority of 253 characters, a dot, a name of 63. Only the sum is checked: the
/// protocol's own vectors have a longer authority with a short name.
const MAX_BYTES: usize = 317;

/// A domain name in reverse and a name: `app.bsky.feed.post`. Compared by the letter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nsid(String);

impl Nsid {
    /// Checks a text: three segments or more, the last of letters and digits only.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        let well_formed = text.len() <= MAX_BYTES
            && text.rsplit_once('.').is_some_and(|(authority, name)| {
                authority.contains('.')
                    && authority.split('.').all(is_label)
                    && begins_with_letter(authority)
                    && is_label(name)
                    && begins_with_letter(name)
                    && !name.contains('-')
            });
        if well_formed {
            Ok(Self(text.to_owned()))
        } else {
            Err(SyntaxError::Nsid)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The domain name that answers for it, as DNS writes it and in lower case: `feed.bsky.app`.
    pub fn authority(&self) -> String {
        let reversed = self
            .0
            .rsplit_once('.')
            .map_or("", |(authority, _)| authority);
        let labels: Vec<&str> = reversed.rsplit('.').collect();
        labels.join(".").to_ascii_lowercase()
    }

    /// The last segment: `post`.
    pub fn name(&self) -> &str {
        self.0.rsplit_once('.').map_or("", |(_, name)| name)
    }
}

text!(Nsid);

#[cfg(test)]
mod tests {
    use super::Nsid;

    #[test]
    fn an_nsid_falls_into_its_authority_and_its_name() {
        let nsid = Nsid::parse("app.Bsky.feed.getTimeline").unwrap();
        assert_eq!(nsid.authority(), "feed.bsky.app");
        assert_eq!(nsid.name(), "getTimeline");
    }
}
