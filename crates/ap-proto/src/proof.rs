//! Object integrity proofs (FEP-8b32) with the cryptosuite `eddsa-jcs-2022`
//! (W3C Data Integrity `EdDSA` Cryptosuites section 3.3): a signature that travels with the document.
//!
//! Verification is in two steps, since the key must be fetched in between: [`Proof::read`], then
//! [`Proof::verify`]. The document must be the JSON as it was received, never one written again.

use crypto::Ed25519Key;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::key::PublicKey;
use crate::signature::clock::is_far_ahead;
use crate::value::{first_str, parse_date, values};

const TYPE: &str = "DataIntegrityProof";
const SUITE: &str = "eddsa-jcs-2022";
const PURPOSE: &str = "assertionMethod";

/// The most proofs of one document that are looked at.
const MAX_PROOFS: usize = 4;

/// Why a proof proves nothing. [`ProofProblem::code`] is stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofProblem {
    /// No proof of a kind we can verify.
    #[error("the document has no eddsa-jcs-2022 proof")]
    Missing,
    /// A proof without what it needs.
    #[error("the proof is malformed: {0}")]
    Malformed(&'static str),
    /// Made in the future, or no longer valid.
    #[error("the proof is from the future or has expired")]
    Clock,
    /// The signature is not that of this key over this document.
    #[error("the proof does not fit the document and the key")]
    Invalid,
}

impl ProofProblem {
    /// A short name that never changes.
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing => "proof_missing",
            Self::Malformed(_) => "proof_malformed",
            Self::Clock => "clock",
            Self::Invalid => "proof_invalid",
        }
    }
}

/// A proof as claimed by a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The id of the key: `https://…/actor#ed25519-key` or `did:key:z6Mk…`. It must be on the origin
    /// of the actor or id the document speaks for, and that actor must list it.
    pub verification_method: String,
    /// When it says it was made.
    pub created: Option<Timestamp>,
    /// What may have been signed: peers differ in whether the context is part of the proof.
    candidates: Vec<Vec<u8>>,
    signature: Vec<u8>,
}

impl Proof {
    /// Reads the first proof of a kind we can verify.
    pub fn read(document: &Value, now: Timestamp) -> Result<Self, ProofProblem> {
        let proof = values(document, "proof")
            .take(MAX_PROOFS)
            .find(|proof| {
                first_str(proof, "type") == Some(TYPE)
                    && first_str(proof, "cryptosuite") == Some(SUITE)
            })
            .ok_or(ProofProblem::Missing)?;
        if first_str(proof, "proofPurpose") != Some(PURPOSE) {
            return Err(ProofProblem::Malformed(
                "the purpose is not assertionMethod",
            ));
        }
        let method = first_str(proof, "verificationMethod")
            .ok_or(ProofProblem::Malformed("there is no verificationMethod"))?;
        let created = parse_date(proof, "created");
        check_times(created, parse_date(proof, "expires"), now)?;
        Ok(Self {
            verification_method: method.to_owned(),
            created,
            candidates: candidates(document, proof)?,
            signature: signature(proof)?,
        })
    }

    /// Whether the document was signed by this key.
    pub fn verify(&self, key: &PublicKey) -> Result<(), ProofProblem> {
        let PublicKey::Ed25519(public) = key else {
            return Err(ProofProblem::Invalid);
        };
        let fits = |signed: &Vec<u8>| crypto::verify_ed25519(public, signed, &self.signature);
        if self.candidates.iter().any(fits) {
            Ok(())
        } else {
            Err(ProofProblem::Invalid)
        }
    }

    /// The key of a proof that carries it in its name (`did:key:z6Mk…`, with or without fragment).
    pub fn embedded_key(&self) -> Option<PublicKey> {
        let did = self.verification_method.split('#').next()?;
        PublicKey::from_multibase(did.strip_prefix("did:key:")?)
    }
}

/// Adds a proof to a document, replacing any it has.
///
/// The proof carries the document's `@context` (peers that process JSON-LD reject it otherwise), and
/// `created` is written in whole seconds (peers that parse and write it again change anything else).
/// `None` if the document is no object.
pub fn sign(
    mut document: Value,
    key: &Ed25519Key,
    verification_method: &str,
    created: Timestamp,
) -> Option<Value> {
    let object = document.as_object_mut()?;
    object.remove("proof");
    let mut proof = Map::new();
    proof.insert("type".to_owned(), json!(TYPE));
    proof.insert("cryptosuite".to_owned(), json!(SUITE));
    proof.insert("verificationMethod".to_owned(), json!(verification_method));
    proof.insert("proofPurpose".to_owned(), json!(PURPOSE));
    proof.insert("created".to_owned(), json!(crate::build::date(created)));
    if let Some(context) = object.get("@context") {
        proof.insert("@context".to_owned(), context.clone());
    }
    let signed = hash_data(
        &Value::Object(proof.clone()),
        &Value::Object(object.clone()),
    );
    let value = crypto::multikey::encode_multibase(&key.sign(&signed));
    proof.insert("proofValue".to_owned(), json!(value));
    object.insert("proof".to_owned(), Value::Object(proof));
    Some(document)
}

/// The bytes that are signed: the digest of the proof's options, then that of the document.
fn hash_data(options: &Value, document: &Value) -> Vec<u8> {
    let mut data = crate::jcs::digest(options).to_vec();
    data.extend(crate::jcs::digest(document));
    data
}

fn signature(proof: &Value) -> Result<Vec<u8>, ProofProblem> {
    let text =
        first_str(proof, "proofValue").ok_or(ProofProblem::Malformed("there is no proofValue"))?;
    let bytes = crypto::multikey::decode_multibase(text)
        .map_err(|_encoding| ProofProblem::Malformed("the proofValue is not base58btc"))?;
    if bytes.len() == 64 {
        Ok(bytes)
    } else {
        Err(ProofProblem::Malformed("the proofValue has not 64 bytes"))
    }
}

fn check_times(
    created: Option<Timestamp>,
    expires: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), ProofProblem> {
    let early = created.is_some_and(|created| is_far_ahead(created, now));
    let late = expires.is_some_and(|expires| expires < now);
    if early || late {
        Err(ProofProblem::Clock)
    } else {
        Ok(())
    }
}

fn candidates(document: &Value, proof: &Value) -> Result<Vec<Vec<u8>>, ProofProblem> {
    let mut options = proof.clone();
    let mut unsecured = document.clone();
    let (Some(options_map), Some(unsecured_map)) =
        (options.as_object_mut(), unsecured.as_object_mut())
    else {
        return Err(ProofProblem::Malformed("the proof is no object"));
    };
    options_map.remove("proofValue");
    unsecured_map.remove("proof");
    let Some(context) = proof.get("@context") else {
        let mut found = vec![hash_data(&options, &unsecured)];
        // The early drafts put the document's context into the options without writing it down.
        if let (Some(context), Some(map)) = (document.get("@context"), options.as_object_mut()) {
            map.insert("@context".to_owned(), context.clone());
            found.push(hash_data(&options, &unsecured));
        }
        return Ok(found);
    };
    if !starts_with(document.get("@context"), context) {
        return Err(ProofProblem::Malformed(
            "the context is not that of the document",
        ));
    }
    unsecured_map.insert("@context".to_owned(), context.clone());
    Ok(vec![hash_data(&options, &unsecured)])
}

/// Whether the document's context begins with all of the proof's, in order (vc-di-eddsa 3.3.2).
fn starts_with(document: Option<&Value>, proof: &Value) -> bool {
    let list = |value: &Value| match value {
        Value::Array(items) => items.clone(),
        other => vec![other.clone()],
    };
    document.is_some_and(|document| list(document).starts_with(&list(proof)))
}

#[cfg(test)]
mod tests;
