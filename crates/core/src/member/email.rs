//! E-mail addresses, as far as they can be judged without writing to them.

use model::Domain;

use crate::{Error, Result};

const MAX_BYTES: usize = 254;
const MAX_LOCAL_BYTES: usize = 64;

/// An address that mail could be sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Email {
    /// As it was typed, with the server's name in its normal form.
    pub(crate) text: String,
    /// The form in which two spellings are the same.
    pub(crate) folded: String,
}

impl Email {
    /// Reads an address: one `@`, a local part of plain characters, a server's name. Quoted local parts and address
    /// literals (RFC 5321 section 4.1.2) are refused: nobody has them, and they have fooled many parsers.
    pub(crate) fn parse(field: &'static str, text: &str) -> Result<Self> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Error::invalid(field, "blank", "cannot be empty"));
        }
        if text.len() > MAX_BYTES {
            return Err(Error::invalid(
                field,
                "too_long",
                "is too long for an e-mail address",
            ));
        }
        let invalid = || Error::invalid(field, "invalid", "does not look like an e-mail address");
        let (local, server) = text.split_once('@').ok_or_else(invalid)?;
        let server = Domain::parse(server).or(Err(invalid()))?;
        if !is_local_part(local) || server.as_str().contains(':') {
            return Err(invalid());
        }
        let text = format!("{local}@{server}");
        let folded = text.to_lowercase();
        Ok(Self { text, folded })
    }
}

fn is_local_part(local: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    !local.is_empty()
        && local.len() <= MAX_LOCAL_BYTES
        && local.chars().all(is_plain)
        && local.split('.').all(|atom| !atom.is_empty())
}

#[cfg(test)]
mod tests {
    use super::Email;

    #[test]
    fn spellings_of_an_address_are_one() {
        let folded = |text| Email::parse("email", text).unwrap().folded;
        assert_eq!(folded(" Alice+x@Example.ORG "), "alice+x@example.org");
        assert_eq!(
            folded("o'hara@bücher.example"),
            "o'hara@xn--bcher-kva.example"
        );
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long = format!("{}@example.org", "a".repeat(65));
        let longer = format!("a@{}.org", "b.".repeat(130));
        let bad = [
            "",
            "alice",
            "@example.org",
            "a@",
            "a@b@c.org",
            "a b@c.org",
            "a..b@c.org",
            ".a@c.org",
            "\"a b\"@c.org",
            "a@[127.0.0.1]",
            "a@c.org:25",
            "a\u{0}@c.org",
            "a\n@c.org",
            "<a@c.org>",
            "a,b@c.org",
            &long,
            &longer,
        ];
        for text in bad {
            assert!(Email::parse("email", text).is_err(), "{text:?}");
        }
    }
}
