//! What those who let apps in need to know of names.

use at_proto::syntax::{Did, Handle};
use model::AccountId;
use social::BoxFuture;
use social::repo::{Repo, RepoState};

use super::is_readable;
use crate::AtProto;
use crate::auth::{Identities, KeyAge};
use crate::people::Age;
use crate::xrpc::XrpcError;

impl Identities for AtProto {
    fn begin(&self, account: AccountId) -> BoxFuture<'_, Result<(), XrpcError>> {
        Box::pin(async move {
            self.repo_of(account).await?;
            Ok(())
        })
    }

    /// People here sign with the key that is here, those elsewhere with the key that their DID names.
    fn key<'a>(
        &'a self,
        issuer: &'a Did,
        service: Option<&'a str>,
        age: KeyAge,
    ) -> BoxFuture<'a, Result<Option<String>, XrpcError>> {
        Box::pin(async move {
            let repo = self.social.repo_by_did(issuer.as_str()).await?;
            // Whoever is kept back may be signed for elsewhere.
            let is_here = |repo: &Repo| service.is_none() && is_readable(repo);
            let Some(repo) = repo.filter(is_here) else {
                if service.is_some() {
                    return Ok(None);
                }
                let age = match age {
                    KeyAge::Remembered => Age::Remembered,
                    KeyAge::Fresh => Age::Fresh,
                };
                let document = self.document(issuer, age).await;
                return Ok(document.ok().map(|document| document.key.clone()));
            };
            let key = self.social.repo_key(repo.account_id).await?;
            Ok(Some(crypto::multikey::did_key_secp256k1(
                &key.public_compressed(),
            )))
        })
    }

    fn is_here<'a>(&'a self, repo: &'a Repo) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let is_known = repo.state != RepoState::New;
            is_known && self.check_is_here(repo).await.is_ok()
        })
    }

    fn leads_to<'a>(&'a self, handle: &'a Handle, did: &'a Did) -> BoxFuture<'a, bool> {
        Box::pin(Self::leads_to(self, handle, did))
    }
}
