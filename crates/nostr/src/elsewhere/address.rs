//! Addresses of relays, as strangers write them.

use nostr_proto::Event;
use url::Url;

/// The longest address that is read, in bytes.
const MAX_ADDRESS: usize = 200;
/// So many relays of one list are looked at.
const MAX_LISTED: usize = 10;

/// What a relay is for, to the one who lists it (NIP-65).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// They write there.
    Write,
    /// They read there what is for them.
    Read,
}

/// The one form of an address of a relay: `wss://host/path`, no slash at the end. `None` for what is none, and for
/// `ws://` unless this is a server for development, whose door leads to this machine alone.
pub(crate) fn address(text: &str, is_development: bool) -> Option<String> {
    let text = text.trim();
    if text.len() > MAX_ADDRESS {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let is_known = url.scheme() == "wss" || is_development && url.scheme() == "ws";
    let is_plain =
        url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    let has_host = url.host_str().is_some_and(|host| !host.is_empty());
    (is_known && is_plain && has_host).then(|| url.as_str().trim_end_matches('/').to_owned())
}

/// Where a request for a connection goes: the door knows `https` and `http`.
pub(super) fn door_address(address: &str) -> String {
    address.replacen("ws", "http", 1)
}

/// The relays of a list (kind 10002), for one use.
pub(super) fn listed(list: &Event, wanted: Use, is_development: bool) -> Vec<String> {
    let mut found = Vec::new();
    for values in list.tags_named("r").take(MAX_LISTED * 2) {
        let marker = values.get(1).map(String::as_str);
        let fits = match marker {
            None | Some("") => true,
            Some("write") => wanted == Use::Write,
            Some("read") => wanted == Use::Read,
            Some(_) => false,
        };
        let relay = values.first().filter(|_| fits);
        if let Some(relay) = relay.and_then(|relay| address(relay, is_development))
            && !found.contains(&relay)
        {
            found.push(relay);
        }
    }
    found.truncate(MAX_LISTED);
    found
}

#[cfg(test)]
mod tests {
    use nostr_proto::{Keys, Kind, Unsigned};

    use super::*;

    #[test]
    fn one_relay_has_one_address() {
        for same in [
            "wss://Relay.Example",
            "wss://relay.example/",
            " wss://relay.example:443 ",
        ] {
            assert_eq!(address(same, false).as_deref(), Some("wss://relay.example"));
        }
        assert_eq!(
            address("ws://127.0.0.1:7/x/", true).as_deref(),
            Some("ws://127.0.0.1:7/x")
        );
        for bad in [
            "ws://relay.example",
            "https://relay.example",
            "wss://",
            "wss://me:secret@relay.example",
            "wss://relay.example/#x",
            "relay.example",
            "",
            &format!("wss://{}.example", "a".repeat(200)),
        ] {
            assert_eq!(address(bad, false), None, "{bad:.40}");
        }
    }

    #[test]
    fn lists_say_where_somebody_writes_and_reads() {
        let tags = [
            vec!["r", "wss://both.example"],
            vec!["r", "wss://write.example", "write"],
            vec!["r", "wss://read.example", "read"],
            vec!["r", "wss://both.example/"],
            vec!["r"],
            vec!["r", "wss://odd.example", "odd"],
        ];
        let tags = tags.map(|tag| tag.into_iter().map(ToOwned::to_owned).collect());
        let list = Unsigned {
            created_at: 1,
            kind: Kind::RELAYS,
            tags: tags.to_vec(),
            content: String::new(),
        }
        .sign(&Keys::from_secret(&[7; 32]).unwrap());
        assert_eq!(
            listed(&list, Use::Write, false),
            ["wss://both.example", "wss://write.example"]
        );
        assert_eq!(
            listed(&list, Use::Read, false),
            ["wss://both.example", "wss://read.example"]
        );
    }
}
