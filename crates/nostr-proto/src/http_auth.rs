//! Who asks over HTTP: an event in a header (NIP-98, <https://github.com/nostr-protocol/nips/blob/master/98.md>).
//!
//! What was asked, and when, is signed with it, so what was heard on the way is of no use for anything else. That nothing
//! is asked twice with one event is the caller's to see to: it knows which ids it has seen.

use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL, BASE64URL_NOPAD, HEXLOWER};
use sha2::{Digest as _, Sha256};

use crate::{Error, Event, Kind, PublicKey, Result};

/// How far the clock of whoever asks may be from ours, in seconds, and how long ids must be remembered.
pub const TOLERANCE: u64 = 60;
/// The longest header that is read, in bytes.
pub const MAX_HEADER: usize = 16 * 1024;

/// The event in the value of `Authorization`: `Nostr ` and its JSON in Base64, of any of its forms (NIP-98 has the plain one,
/// BUD-11 the one for URLs). Its id and signature are right. [`Error::Malformed`] when there is none.
pub fn event_of_header(value: &str) -> Result<Event> {
    const NONE: Error = Error::Malformed("the header Authorization holds no event");
    if value.len() > MAX_HEADER {
        return Err(Error::Malformed("the header Authorization is too long"));
    }
    let (scheme, coded) = value.split_once(' ').ok_or(NONE)?;
    if !scheme.eq_ignore_ascii_case("Nostr") {
        return Err(NONE);
    }
    let coded = coded.trim().as_bytes();
    let json = [BASE64, BASE64_NOPAD, BASE64URL, BASE64URL_NOPAD]
        .iter()
        .find_map(|form| form.decode(coded).ok())
        .ok_or(NONE)?;
    let json = String::from_utf8(json).or(Err(NONE))?;
    let event = Event::parse(&json)?;
    event.verify()?;
    Ok(event)
}

/// What was asked.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// `GET`, `POST`, …
    pub method: &'a str,
    /// The whole address, with its query.
    pub url: &'a str,
    /// The body; `None` when what it says does not matter.
    pub body: Option<&'a [u8]>,
}

/// Who asked this, by an event whose id and signature were checked. `now` in seconds since 1970.
pub fn check(event: &Event, asked: Asked<'_>, now: u64) -> Result<PublicKey> {
    if event.kind != Kind::HTTP_AUTH {
        return Err(Error::Malformed("the event is not of kind 27235"));
    }
    if event.created_at.abs_diff(now) > TOLERANCE {
        return Err(Error::Malformed("the event is too old, or from the future"));
    }
    if !only(event, "u").is_some_and(|url| is_same(url, asked.url)) {
        return Err(Error::Malformed("the event is for another address"));
    }
    if !only(event, "method").is_some_and(|method| method.eq_ignore_ascii_case(asked.method)) {
        return Err(Error::Malformed("the event is for another method"));
    }
    if let Some(body) = asked.body {
        let digest = HEXLOWER.encode(&Sha256::digest(body));
        if !only(event, "payload").is_some_and(|payload| payload.eq_ignore_ascii_case(&digest)) {
            return Err(Error::Malformed("the event is for another body"));
        }
    }
    Ok(event.pubkey)
}

/// The value of a tag that must be there once: who has two of them means something else by each reader.
fn only<'a>(event: &'a Event, name: &'a str) -> Option<&'a str> {
    let mut values = event.values(name);
    match (values.next(), values.next()) {
        (Some(value), None) => Some(value),
        _ => None,
    }
}

/// One address; a slash at the end, and whether it is written for a socket, make no other of it.
fn is_same(said: &str, asked: &str) -> bool {
    let plain = |url: &str| {
        let url = url.trim_end_matches('/');
        match url.strip_prefix("ws") {
            Some(rest) => format!("http{rest}"),
            None => url.to_owned(),
        }
    };
    plain(said) == plain(asked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Keys, Unsigned};

    const NOW: u64 = 1_700_000_000;
    const ASKED: Asked<'static> = Asked {
        method: "POST",
        url: "https://moot.example",
        body: Some(b"{}"),
    };

    fn proof(url: &str, method: &str, body: &[u8], at: u64) -> Event {
        let tag = |name: &str, value: &str| vec![name.to_owned(), value.to_owned()];
        let digest = HEXLOWER.encode(&Sha256::digest(body));
        Unsigned {
            created_at: at,
            kind: Kind::HTTP_AUTH,
            tags: vec![
                tag("u", url),
                tag("method", method),
                tag("payload", &digest),
            ],
            content: String::new(),
        }
        .sign(&Keys::from_secret(&[7; 32]).unwrap())
    }

    #[test]
    fn who_asked_is_known_by_any_form_of_the_header() {
        let event = proof("https://moot.example/", "POST", b"{}", NOW);
        for form in [BASE64, BASE64_NOPAD, BASE64URL, BASE64URL_NOPAD] {
            let header = format!("Nostr {}", form.encode(event.to_json().as_bytes()));
            let read = event_of_header(&header).unwrap();
            assert_eq!(check(&read, ASKED, NOW).unwrap(), event.pubkey);
        }
    }

    #[test]
    fn a_proof_is_good_for_what_was_asked_and_nothing_else() {
        let good = proof("wss://moot.example", "POST", b"{}", NOW);
        assert!(
            check(
                &good,
                Asked {
                    url: "https://moot.example/",
                    ..ASKED
                },
                NOW
            )
            .is_ok()
        );
        for bad in [
            proof("https://moot.example/other", "POST", b"{}", NOW),
            proof("https://moot.example.evil", "POST", b"{}", NOW),
            proof("https://moot.example", "GET", b"{}", NOW),
            proof("https://moot.example", "POST", b"[]", NOW),
            proof("https://moot.example", "POST", b"{}", NOW - 61),
            proof("https://moot.example", "POST", b"{}", NOW + 61),
        ] {
            assert!(check(&bad, ASKED, NOW).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn what_is_no_header_is_refused() {
        let long = format!("Nostr {}", "A".repeat(MAX_HEADER));
        for bad in [
            "",
            "Nostr",
            "Nostr ",
            "Bearer e30=",
            "Nostr e30=",
            "Nostr \u{e9}",
            &long,
        ] {
            assert!(event_of_header(bad).is_err(), "{bad:.20}");
        }
        let mut event = proof("https://moot.example", "POST", b"{}", NOW);
        event.created_at += 1;
        let header = format!("Nostr {}", BASE64.encode(event.to_json().as_bytes()));
        assert_eq!(event_of_header(&header), Err(Error::WrongId));
    }
}
