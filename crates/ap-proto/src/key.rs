//! Public keys as actors publish them: RSA in `publicKey` (security/v1), Ed25519 as Multikey in
//! `assertionMethod` (FEP-521a).

use serde_json::Value;

use crate::Refusal;
use crate::value::{first, first_id, first_str, http_url, values};

/// The most keys that are read from one actor.
const MAX_KEYS: usize = 16;

/// A public key of a kind we can verify with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublicKey {
    /// RSA, as `SubjectPublicKeyInfo` DER.
    Rsa(Vec<u8>),
    /// Ed25519.
    Ed25519([u8; 32]),
}

impl PublicKey {
    /// Reads an RSA key from PEM.
    pub fn from_pem(pem: &str) -> Option<Self> {
        crypto::parse_public_key_pem(pem).ok().map(Self::Rsa)
    }

    /// Reads an Ed25519 key from a Multikey (`z6Mk…`).
    pub fn from_multibase(text: &str) -> Option<Self> {
        crypto::multikey::decode_ed25519(text)
            .ok()
            .map(Self::Ed25519)
    }
}

/// A public key, its id, and the actor it says it belongs to. Only the actor can confirm that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorKey {
    /// The id by which signatures name it.
    pub id: String,
    /// The actor it says it belongs to (`owner`, `controller`).
    pub owner: String,
    /// The key.
    pub key: PublicKey,
}

impl ActorKey {
    /// Reads a document that is one key, as some servers publish at the key's own id. To be believed,
    /// the actor it names must list it: see [`crate::actor::Actor::key`].
    pub fn parse(value: &Value) -> Result<Self, Refusal> {
        if !value.is_object() {
            return Err(Refusal::NotAnObject);
        }
        rsa(value, None)
            .or_else(|| multikey(value, None))
            .ok_or(Refusal::BadField {
                field: "publicKey",
                reason: "is no key we can read",
            })
    }
}

/// Whether a document is a key alone.
pub(crate) fn is_key(value: &Value) -> bool {
    first(value, "publicKeyPem").is_some() || first(value, "publicKeyMultibase").is_some()
}

/// The keys an actor lists. Those that cannot be read are left out.
pub(crate) fn keys_of(actor: &Value, actor_id: &str) -> Vec<ActorKey> {
    let rsa = values(actor, "publicKey").filter_map(|key| rsa(key, Some(actor_id)));
    let multikeys =
        values(actor, "assertionMethod").filter_map(|key| multikey(key, Some(actor_id)));
    rsa.take(MAX_KEYS).chain(multikeys.take(MAX_KEYS)).collect()
}

fn rsa(value: &Value, actor: Option<&str>) -> Option<ActorKey> {
    let owner = first_id(value, "owner")
        .or_else(|| first_id(value, "controller"))
        .or(actor)?;
    let key = PublicKey::from_pem(first_str(value, "publicKeyPem")?)?;
    actor_key(value, owner, key)
}

fn multikey(value: &Value, actor: Option<&str>) -> Option<ActorKey> {
    let owner = first_id(value, "controller")
        .or_else(|| first_id(value, "owner"))
        .or(actor)?;
    let key = PublicKey::from_multibase(first_str(value, "publicKeyMultibase")?)?;
    actor_key(value, owner, key)
}

fn actor_key(value: &Value, owner: &str, key: PublicKey) -> Option<ActorKey> {
    let id = http_url(first_str(value, "id")?)?.to_owned();
    Some(ActorKey {
        id,
        owner: http_url(owner)?.to_owned(),
        key,
    })
}

#[cfg(test)]
mod tests {
    use crypto::{Ed25519Key, RsaKey, multikey, public_key_pem};
    use serde_json::json;

    use super::{ActorKey, PublicKey, keys_of};
    use crate::Refusal;

    const ACTOR: &str = "https://a.example/alice";

    #[test]
    fn keys_of_both_kinds_are_read_and_others_left_out() {
        let spki = RsaKey::generate().unwrap().public_spki_der();
        let ed = Ed25519Key::generate().unwrap().public();
        let actor = json!({
            "publicKey": [
                {"id": "https://a.example/alice#main-key", "publicKeyPem": public_key_pem(&spki)},
                {"id": "https://a.example/alice#broken", "publicKeyPem": "?"},
                "https://a.example/alice#elsewhere",
            ],
            "assertionMethod": [
                {"id": "https://a.example/alice#ed", "type": "Multikey", "controller": ACTOR,
                 "publicKeyMultibase": multikey::encode_ed25519(&ed)},
            ],
        });
        let keys = keys_of(&actor, ACTOR);
        assert_eq!(keys.len(), 2);
        assert_eq!(keys[0].owner, ACTOR);
        assert_eq!(keys[0].key, PublicKey::Rsa(spki));
        assert_eq!(keys[1].key, PublicKey::Ed25519(ed));
    }

    #[test]
    fn a_key_document_names_its_owner() {
        let ed = multikey::encode_ed25519(&Ed25519Key::generate().unwrap().public());
        let document =
            json!({"id": "https://a.example/key", "controller": ACTOR, "publicKeyMultibase": ed});
        assert_eq!(ActorKey::parse(&document).unwrap().owner, ACTOR);
        let orphan = json!({"id": "https://a.example/key", "publicKeyMultibase": ed});
        assert_eq!(ActorKey::parse(&orphan).unwrap_err().code(), "bad_field");
        assert_eq!(ActorKey::parse(&json!([])), Err(Refusal::NotAnObject));
    }
}
