//! What makes a repository one of this server: its name says so, with the key that is here.

use at_proto::syntax::Did;
use social::repo::Repo;

use crate::AtProto;
use crate::error::{Error, Result};

impl AtProto {
    /// Whether a name says that its repository is here, signed with the key that is here: what is wrong if not.
    pub(crate) async fn check_is_here(&self, repo: &Repo) -> Result<()> {
        let did = Did::parse(&repo.did)?;
        let said = self.did_document(&did).await?.ok_or_else(|| silent(&did))?;
        let endpoint = said.endpoint("atproto_pds");
        if endpoint != Some(self.endpoint()) {
            return Err(Error::Invalid(format!(
                "DID document atproto_pds service endpoint does not match this server: {}",
                endpoint.unwrap_or_default()
            )));
        }
        if said.key("atproto") != Some(&self.signing_key(repo).await?) {
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

fn silent(did: &Did) -> Error {
    Error::Invalid(format!("{did} has been ended, or says nothing."))
}
