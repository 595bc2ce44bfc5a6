//! What the network's directory says of somebody here, as far as this server knows
//! (<https://atproto.com/specs/did#did-documents>). Apps look at it to find this server.

use crypto::Secp256k1Key;
use crypto::multikey::encode_secp256k1;
use serde_json::{Value, json};
use social::repo::Repo;

/// The document of a repository that lives here, signed with this key, on the server at this address.
pub fn did_document(repo: &Repo, key: &Secp256k1Key, server: &str) -> Value {
    let did = &repo.did;
    json!({
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/multikey/v1",
            "https://w3id.org/security/suites/secp256k1-2019/v1",
        ],
        "id": did,
        "alsoKnownAs": [format!("at://{}", repo.handle)],
        "verificationMethod": [{
            "id": format!("{did}#atproto"),
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": encode_secp256k1(&key.public_compressed()),
        }],
        "service": [{
            "id": "#atproto_pds",
            "type": "AtprotoPersonalDataServer",
            "serviceEndpoint": server.trim_end_matches('/'),
        }],
    })
}
