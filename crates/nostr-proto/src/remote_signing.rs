//! What apps ask of whoever keeps a key, and what they are answered
//! (NIP-46, <https://github.com/nostr-protocol/nips/blob/master/46.md>), and the encryption that this goes through (NIP-44).

use serde::Deserialize;
use serde_json::json;

use crate::event::{MAX_TAGS, MAX_VALUES};
use crate::{Error, Keys, Kind, PublicKey, Result, Unsigned, library};

/// The longest text that is encrypted, and the longest that is decrypted, in bytes.
pub const MAX_TEXT: usize = 65_535;
/// What a text of that length becomes, in Base64.
const MAX_SEALED: usize = 90_000;
/// The longest name of a request, in bytes.
const MAX_ID: usize = 200;
/// The most parameters of a request.
const MAX_PARAMS: usize = 8;

/// Encrypts a text for somebody (NIP-44, version 2). [`Error::Malformed`] when it is empty or too long.
pub fn seal(keys: &Keys, to: PublicKey, text: &str) -> Result<String> {
    check_length(text.len(), MAX_TEXT)?;
    library::seal(keys, to, text)
}

/// Decrypts what somebody encrypted so. [`Error::Opening`] when it cannot be read.
pub fn open(keys: &Keys, from: PublicKey, sealed: &str) -> Result<String> {
    check_length(sealed.len(), MAX_SEALED)?;
    library::open(keys, from, sealed)
}

/// Encrypts in the old way (NIP-04): what is said so can be read by fewer, but it can be changed on its way.
pub fn seal_old(keys: &Keys, to: PublicKey, text: &str) -> Result<String> {
    check_length(text.len(), MAX_TEXT)?;
    library::seal_old(keys, to, text)
}

/// Decrypts what was encrypted in the old way.
pub fn open_old(keys: &Keys, from: PublicKey, sealed: &str) -> Result<String> {
    check_length(sealed.len(), MAX_SEALED)?;
    library::open_old(keys, from, sealed)
}

fn check_length(length: usize, most: usize) -> Result<()> {
    if (1..=most).contains(&length) {
        Ok(())
    } else {
        Err(Error::Malformed("the text is empty or too long"))
    }
}

/// What an app asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// How it calls this request: the answer has the same name.
    pub id: String,
    /// What is to be done; [`Error::Malformed`] when that is not known here or lacks something, which the app is told.
    pub wish: Result<Wish>,
}

/// What is to be done with the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// The app introduces itself.
    Connect {
        /// Whose key it wants to use.
        signer: String,
        /// The word that the member gave it.
        secret: String,
    },
    /// Whose key it is.
    PublicKey,
    /// An event is to be signed.
    Sign(Unsigned),
    /// A text is to be encrypted for somebody.
    Seal(Way, PublicKey, String),
    /// A text of somebody's is to be decrypted.
    Open(Way, PublicKey, String),
    /// Whether anybody is there.
    Ping,
    /// Whether the app is to talk over other relays.
    SwitchRelays,
}

/// How something is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// NIP-44.
    Now,
    /// NIP-04.
    Old,
}

#[derive(Deserialize)]
struct Written {
    id: String,
    method: String,
    #[serde(default)]
    params: Vec<String>,
}

/// An event that is to be signed: whoever signs it says whose it is.
#[derive(Deserialize)]
struct Draft {
    kind: Kind,
    content: String,
    #[serde(default)]
    tags: Vec<Vec<String>>,
    created_at: u64,
}

impl Request {
    /// Reads what was decrypted. An error when it is no request, so that there is nobody to answer.
    pub fn parse(text: &str) -> Result<Self> {
        const BROKEN: Error = Error::Malformed("this is no request");
        check_length(text.len(), MAX_TEXT)?;
        let written: Written = serde_json::from_str(text).or(Err(BROKEN))?;
        if written.id.len() > MAX_ID || written.params.len() > MAX_PARAMS {
            return Err(BROKEN);
        }
        Ok(Self {
            wish: wish(&written.method, written.params),
            id: written.id,
        })
    }
}

fn wish(method: &str, params: Vec<String>) -> Result<Wish> {
    let mut params = params.into_iter();
    let mut next = || {
        params
            .next()
            .ok_or(Error::Malformed("a parameter is missing"))
    };
    Ok(match method {
        "connect" => Wish::Connect {
            signer: next()?,
            secret: next().unwrap_or_default(),
        },
        "get_public_key" => Wish::PublicKey,
        "sign_event" => Wish::Sign(draft(&next()?)?),
        "nip44_encrypt" => Wish::Seal(Way::Now, next()?.parse()?, next()?),
        "nip44_decrypt" => Wish::Open(Way::Now, next()?.parse()?, next()?),
        "nip04_encrypt" => Wish::Seal(Way::Old, next()?.parse()?, next()?),
        "nip04_decrypt" => Wish::Open(Way::Old, next()?.parse()?, next()?),
        "ping" => Wish::Ping,
        "switch_relays" => Wish::SwitchRelays,
        _ => return Err(Error::Malformed("this method is not known here")),
    })
}

fn draft(json: &str) -> Result<Unsigned> {
    const BROKEN: Error = Error::Malformed("this is no event that can be signed");
    let draft: Draft = serde_json::from_str(json).or(Err(BROKEN))?;
    let is_possible = |tag: &Vec<String>| (1..=MAX_VALUES).contains(&tag.len());
    if draft.tags.len() > MAX_TAGS || !draft.tags.iter().all(is_possible) {
        return Err(BROKEN);
    }
    Ok(Unsigned {
        created_at: draft.created_at,
        kind: draft.kind,
        tags: draft.tags,
        content: draft.content,
    })
}

/// What an app is answered: a result, or why there is none.
pub fn answer(id: &str, done: &std::result::Result<String, String>) -> String {
    match done {
        Ok(result) => json!({ "id": id, "result": result }),
        Err(why) => json!({ "id": id, "result": "", "error": why }),
    }
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    type Sealing = fn(&Keys, PublicKey, &str) -> Result<String>;

    #[test]
    fn what_is_sealed_is_read_by_both_and_nobody_else() {
        let [ada, bob, eve] = [1, 2, 3].map(|byte| Keys::from_secret(&[byte; 32]).unwrap());
        let ways: [(Sealing, Sealing); 2] = [(seal, open), (seal_old, open_old)];
        for (seal, open) in ways {
            let sealed = seal(&ada, bob.public(), "hello").unwrap();
            assert_eq!(open(&bob, ada.public(), &sealed).unwrap(), "hello");
            assert_eq!(open(&ada, bob.public(), &sealed).unwrap(), "hello");
            let heard = open(&eve, ada.public(), &sealed).ok();
            assert_ne!(heard.as_deref(), Some("hello"));
        }
        assert!(seal(&ada, bob.public(), "").is_err());
        assert!(open(&ada, bob.public(), &"A".repeat(MAX_SEALED + 1)).is_err());
        assert!(seal(&ada, PublicKey([0xff; 32]), "x").is_err());
    }

    #[test]
    fn the_vector_of_nip_44_opens() {
        let mut two = [0; 32];
        two[31] = 2;
        let mut one = [0; 32];
        one[31] = 1;
        let (one, two) = (
            Keys::from_secret(&one).unwrap(),
            Keys::from_secret(&two).unwrap(),
        );
        let sealed = "AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABee0G5VSK0/9YypIObAtDKfYEAjD35uVkHyB0F4DwrcNaCXlCWZKaArsGrY6M9wnuTMxWfp1RTN9Xga8no+kF5Vsb";
        assert_eq!(open(&two, one.public(), sealed).unwrap(), "a");
    }

    #[test]
    fn what_apps_ask_is_read() {
        let read = |json: &str| Request::parse(json).unwrap().wish;
        assert_eq!(
            read(r#"{"id":"1","method":"ping","params":[]}"#),
            Ok(Wish::Ping)
        );
        assert_eq!(
            read(r#"{"id":"1","method":"get_public_key"}"#),
            Ok(Wish::PublicKey)
        );
        let sign = r#"{"id":"1","method":"sign_event","params":["{\"kind\":1,\"content\":\"x\",\"tags\":[[\"t\",\"a\"]],\"created_at\":5,\"pubkey\":\"ignored\"}"]}"#;
        assert!(matches!(
            read(sign),
            Ok(Wish::Sign(Unsigned {
                kind: Kind::NOTE,
                created_at: 5,
                ..
            }))
        ));
        for bad in [
            "connect",
            "sign_event",
            "nip44_encrypt",
            "delete_everything",
        ] {
            assert!(
                read(&format!(r#"{{"id":"1","method":"{bad}","params":[]}}"#)).is_err(),
                "{bad}"
            );
        }
        for bad in [
            "",
            "{}",
            "[]",
            r#"{"id":1,"method":"ping"}"#,
            r#"{"id":"1","method":"ping","params":[1]}"#,
            &format!(r#"{{"id":"{}","method":"ping"}}"#, "a".repeat(201)),
            &format!(
                r#"{{"id":"1","method":"ping","params":[{}""]}}"#,
                r#""","#.repeat(8)
            ),
        ] {
            assert!(Request::parse(bad).is_err(), "{bad:.40}");
        }
    }
}
