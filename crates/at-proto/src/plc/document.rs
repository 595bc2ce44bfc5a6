//! The DID document of a did:plc (<https://www.w3.org/TR/did-core/>).

use crypto::multikey::{self, Kind};
use serde_json::{Value, json};

use super::State;
use crate::syntax::Did;

const DID_CONTEXT: &str = "https://www.w3.org/ns/did/v1";
const MULTIKEY_CONTEXT: &str = "https://w3id.org/security/multikey/v1";
const SECP256K1_CONTEXT: &str = "https://w3id.org/security/suites/secp256k1-2019/v1";
const P256_CONTEXT: &str = "https://w3id.org/security/suites/ecdsa-2019/v1";

/// The document a directory gives for a state (specification, "DID Document"). Rotation keys are not in
/// it, nor verification methods that are no `did:key`.
pub fn did_document(did: &Did, state: &State) -> Value {
    let mut contexts = vec![DID_CONTEXT, MULTIKEY_CONTEXT];
    let mut methods = Vec::new();
    for (name, key) in &state.verification_methods {
        let Some(multibase) = key.strip_prefix("did:key:") else {
            continue;
        };
        let context = match multikey::decode_did_key(key) {
            Ok((Kind::Secp256k1, _)) => Some(SECP256K1_CONTEXT),
            Ok((Kind::P256, _)) => Some(P256_CONTEXT),
            Ok((Kind::Ed25519, _)) | Err(_) => None,
        };
        contexts.extend(context.filter(|context| !contexts.contains(context)));
        methods.push(json!({
            "id": format!("{did}#{name}"),
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": multibase,
        }));
    }
    let services: Vec<Value> = state
        .services
        .iter()
        .map(|(name, service)| {
            json!({
                "id": format!("#{name}"),
                "type": service.kind,
                "serviceEndpoint": service.endpoint,
            })
        })
        .collect();
    json!({
        "@context": contexts,
        "id": did,
        "alsoKnownAs": state.also_known_as,
        "verificationMethod": methods,
        "service": services,
    })
}
