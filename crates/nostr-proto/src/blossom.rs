//! What somebody may do with files: an event in a header (BUD-11, before in BUD-01,
//! <https://github.com/hzrd149/blossom/blob/master/buds/11.md>).

use crate::{Error, Event, Kind, PublicKey, Result};

/// How far the clock of whoever asks may be ahead of ours, in seconds.
const AHEAD: u64 = 60;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// A file is brought (BUD-02), or fetched from elsewhere (BUD-04).
    Upload,
    /// The files of somebody are listed (BUD-02).
    List,
    /// A file is taken away (BUD-02).
    Delete,
}

impl Verb {
    /// As the tag `t` has it.
    fn as_str(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::List => "list",
            Self::Delete => "delete",
        }
    }
}

/// Leave to do one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    /// Whose.
    pub author: PublicKey,
    hashes: Vec<String>,
}

impl Permit {
    /// Whether it names a file, by its SHA-256 in hexadecimal digits.
    pub fn is_for(&self, digest: &str) -> bool {
        self.hashes
            .iter()
            .any(|hash| hash.eq_ignore_ascii_case(digest))
    }
}

/// Reads the leave that an event gives, whose id and signature were checked. `domain` is ours, `now` in seconds since
/// 1970.
pub fn permit(event: &Event, verb: Verb, domain: &str, now: u64) -> Result<Permit> {
    if event.kind != Kind::BLOSSOM_AUTH {
        return Err(Error::Malformed("the event is not of kind 24242"));
    }
    if event.created_at > now.saturating_add(AHEAD) {
        return Err(Error::Malformed("the event is from the future"));
    }
    if event.expires_at().is_none_or(|end| end <= now) {
        return Err(Error::Malformed("the event has expired, or never does"));
    }
    if event.value("t") != Some(verb.as_str()) {
        return Err(Error::Malformed("the event is for something else"));
    }
    let mut servers = event.values("server").peekable();
    if servers.peek().is_some() && !servers.any(|server| is_ours(server, domain)) {
        return Err(Error::Malformed("the event is for another server"));
    }
    Ok(Permit {
        author: event.pubkey,
        hashes: event.values("x").map(ToOwned::to_owned).collect(),
    })
}

/// A domain; some write the address of the server.
fn is_ours(server: &str, domain: &str) -> bool {
    let bare = server
        .strip_prefix("https://")
        .or_else(|| server.strip_prefix("http://"))
        .unwrap_or(server);
    bare.trim_end_matches('/').eq_ignore_ascii_case(domain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Keys, Unsigned};

    const NOW: u64 = 1_700_000_000;

    fn event(tags: &[(&str, &str)]) -> Event {
        let tags = tags
            .iter()
            .map(|(name, value)| vec![(*name).to_owned(), (*value).to_owned()]);
        Unsigned {
            created_at: NOW,
            kind: Kind::BLOSSOM_AUTH,
            tags: tags.collect(),
            content: "Upload".to_owned(),
        }
        .sign(&Keys::from_secret(&[7; 32]).unwrap())
    }

    #[test]
    fn leave_is_for_one_thing_for_a_while_and_at_one_server() {
        let soon = (NOW + 10).to_string();
        let (t, end, x) = (("t", "upload"), ("expiration", soon.as_str()), ("x", "aa"));
        let good = [t, end, x];
        let given = permit(&event(&good), Verb::Upload, "moot.example", NOW).unwrap();
        assert!(given.is_for("AA") && !given.is_for("bb"));
        let here = [
            t,
            end,
            x,
            ("server", "other.example"),
            ("server", "https://moot.example/"),
        ];
        assert!(permit(&event(&here), Verb::Upload, "moot.example", NOW).is_ok());
        for (bad, verb, now) in [
            (vec![t, end, x], Verb::Delete, NOW),
            (vec![t, end, x], Verb::Upload, NOW + 10),
            (vec![t, x], Verb::Upload, NOW),
            (vec![end, x], Verb::Upload, NOW),
            (vec![t, end, x], Verb::Upload, NOW - 61),
            (
                vec![t, end, x, ("server", "other.example")],
                Verb::Upload,
                NOW,
            ),
        ] {
            assert!(
                permit(&event(&bad), verb, "moot.example", now).is_err(),
                "{bad:?}"
            );
        }
    }
}
