//! What a DID says of itself now: with which key its records are signed, and where they are
//! (<https://atproto.com/specs/did#did-documents>).

use at_proto::syntax::Did;
use serde_json::Value;
use social::repo::Repo;

use super::service::{check_own, named};
use crate::AtProto;
use crate::error::{Error, Result};

/// What a DID says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Claims {
    /// The key that signs its repository, as `did:key`.
    pub(crate) signing_key: Option<String>,
    /// Where its repository is, no slash at the end.
    pub(crate) endpoint: Option<String>,
    /// The keys that may change what it says; none where there are no such keys.
    pub(crate) rotation_keys: Vec<String>,
}

impl AtProto {
    /// Asks the directory, or the server that a `did:web` names.
    pub(crate) async fn claims(&self, did: &Did) -> Result<Claims> {
        match did.method() {
            "plc" => {
                let state = self.audit(did).await?.state;
                let mut state = state.ok_or_else(|| ended(did))?;
                let service = state.services.remove("atproto_pds");
                Ok(Claims {
                    signing_key: state.verification_methods.remove("atproto"),
                    endpoint: service.map(|service| trimmed(&service.endpoint)),
                    rotation_keys: state.rotation_keys,
                })
            }
            "web" => {
                let document = self.web_document(did).await?;
                Ok(Claims {
                    signing_key: signing_key(&document, did),
                    endpoint: named(&document, did, "atproto_pds").map(|url| trimmed(&url)),
                    rotation_keys: Vec::new(),
                })
            }
            _ => Err(Error::Invalid(format!("{did} is of no known kind."))),
        }
    }

    /// Whether a name says that its repository is here, signed with the key that is here: what is wrong if not.
    pub(crate) async fn check_is_here(&self, repo: &Repo) -> Result<()> {
        let did = Did::parse(&repo.did)?;
        let claims = self.claims(&did).await?;
        if claims.endpoint.as_deref() != Some(self.endpoint()) {
            return Err(Error::Invalid(format!(
                "DID document atproto_pds service endpoint does not match this server: {}",
                claims.endpoint.unwrap_or_default()
            )));
        }
        if claims.signing_key != Some(self.signing_key(repo).await?) {
            let message =
                "DID document verification method does not match the expected signing key";
            return Err(Error::Invalid(message.to_owned()));
        }
        Ok(())
    }

    /// The key that signs a repository here, as `did:key`.
    pub(crate) async fn signing_key(&self, repo: &Repo) -> Result<String> {
        let key = self.social.repo_key(repo.account_id).await?;
        Ok(crypto::multikey::did_key_secp256k1(
            &key.public_compressed(),
        ))
    }

    /// The key of this server that may change names, as `did:key`.
    pub(crate) async fn rotation_did_key(&self) -> Result<String> {
        let key = self.social.rotation_key().await?;
        Ok(crypto::multikey::did_key_secp256k1(
            &key.public_compressed(),
        ))
    }
}

fn ended(did: &Did) -> Error {
    Error::Invalid(format!("{did} has been ended."))
}

fn trimmed(url: &str) -> String {
    url.trim_end_matches('/').to_owned()
}

/// The key for records in a document, as `did:key`. Only the form that is written today is read (`Multikey`).
fn signing_key(document: &Value, did: &Did) -> Option<String> {
    check_own(document, did)?;
    let methods = document.get("verificationMethod")?.as_array()?;
    let (short, long) = ("#atproto", format!("{did}#atproto"));
    let found = methods.iter().find(|method| {
        let id = method.get("id").and_then(Value::as_str);
        id == Some(short) || id == Some(&long)
    })?;
    if found.get("type")?.as_str()? != "Multikey" {
        return None;
    }
    let key = found.get("publicKeyMultibase")?.as_str()?;
    Some(format!("did:key:{key}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_key_of_a_document_is_that_for_records() {
        let did = Did::parse("did:web:alice.example").unwrap();
        let document = |id: &str, kind: &str| {
            json!({ "id": did.as_str(), "verificationMethod": [
                { "id": "#other", "type": "Multikey", "publicKeyMultibase": "zOther" },
                { "id": id, "type": kind, "publicKeyMultibase": "zKey" },
            ] })
        };
        let found = |id: &str, kind: &str| signing_key(&document(id, kind), &did);
        assert_eq!(found("#atproto", "Multikey").unwrap(), "did:key:zKey");
        assert!(found("did:web:alice.example#atproto", "Multikey").is_some());
        assert_eq!(found("did:web:bob.example#atproto", "Multikey"), None);
        assert_eq!(found("#atproto", "Ed25519VerificationKey2020"), None);
        assert_eq!(signing_key(&Value::Null, &did), None);
    }
}
