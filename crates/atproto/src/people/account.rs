//! Somebody elsewhere becomes an account here.

use std::sync::Arc;
use std::time::Duration;

use at_proto::data::Ipld;
use at_proto::syntax::{AtIdentifier, Did};
use model::AccountId;
use social::inbound::Identity;

use super::document::Document;
use super::notes::Notes;
use super::resolve::Age;
use crate::error::Result;
use crate::identity::nobody;
use crate::map::profile::{PROFILE, Whose, remote_account};
use crate::wishes::Wish;
use crate::{AtProto, ID};

/// How old what we know of somebody may be before it is looked at again.
const STALE: Duration = Duration::from_hours(24);

/// Somebody elsewhere.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    /// Who that is here.
    pub(crate) account: AccountId,
    /// What their DID says of them.
    pub(crate) document: Arc<Document>,
}

/// Where the profile of somebody is from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Profile<'a> {
    /// Their server is to be asked.
    Asked,
    /// It is here, checked; `None` when there is none any more.
    Told(Option<&'a Ipld>),
}

impl AtProto {
    /// The account of one of our own repositories, if others may know of it.
    pub(crate) async fn own_account(&self, did: &Did) -> Result<Option<AccountId>> {
        let repo = self.social.repo_by_did(did.as_str()).await?;
        Ok(repo.map(|repo| repo.account_id))
    }

    /// What we know of somebody elsewhere, without asking anybody.
    pub(crate) async fn known_elsewhere(&self, did: &Did) -> Result<Option<Identity>> {
        let known = self.social.find_identity(ID, did.as_str()).await?;
        Ok(known.filter(|identity| !identity.is_local))
    }

    /// The account of somebody, here or elsewhere, without asking anybody.
    pub(crate) async fn known_account(&self, did: &Did) -> Result<Option<AccountId>> {
        if let Some(own) = self.own_account(did).await? {
            return Ok(Some(own));
        }
        Ok(self
            .known_elsewhere(did)
            .await?
            .map(|known| known.account_id))
    }

    /// The account of somebody, looked up if nobody here has seen them before.
    pub(crate) async fn ensure_account(&self, did: &Did) -> Result<AccountId> {
        if let Some(own) = self.own_account(did).await? {
            return Ok(own);
        }
        if let Some(known) = self.known_elsewhere(did).await? {
            let now = self.social.now();
            if known.fetched_at.is_none_or(|at| now.since(at) > STALE) {
                self.wish(Wish::Refresh(did.clone()));
            }
            return Ok(known.account_id);
        }
        let document = self.document(did, Age::Remembered).await?;
        self.learn_account(&document, Profile::Asked).await
    }

    /// Somebody elsewhere, and what their DID says.
    pub(crate) async fn ensure_person(&self, did: &Did) -> Result<Person> {
        let document = self.document(did, Age::Remembered).await?;
        let account = self.ensure_account(did).await?;
        Ok(Person { account, document })
    }

    /// Looks at somebody anew: their DID, their handle, their profile.
    pub(crate) async fn refresh_account(&self, did: &Did) -> Result<AccountId> {
        let document = self.document(did, Age::Fresh).await?;
        self.learn_account(&document, Profile::Asked).await
    }

    /// Keeps somebody elsewhere, under the handle that says the same.
    pub(crate) async fn learn_account(
        &self,
        document: &Document,
        profile: Profile<'_>,
    ) -> Result<AccountId> {
        self.check_elsewhere(document).await?;
        let handle = self.confirmed_handle(document).await?;
        let asked = match profile {
            Profile::Asked => {
                let record = Box::pin(self.fetch_record(document, PROFILE, "self")).await?;
                record.map(|(_, record)| record)
            }
            Profile::Told(_) => None,
        };
        let record = match profile {
            Profile::Asked => asked.as_ref(),
            Profile::Told(record) => record,
        };
        let whose = Whose {
            did: &document.did,
            handle: handle.as_ref(),
            pds: &document.host,
        };
        let known = self.known_elsewhere(&document.did).await?;
        let mut notes = known.as_ref().map(Notes::of).unwrap_or_default();
        if notes.pds != document.pds {
            (notes.rev, notes.data) = (None, None);
        }
        notes.pds.clone_from(&document.pds);
        notes.key.clone_from(&document.key);
        notes.handle = handle.as_ref().map(ToString::to_string);
        let mut remote = remote_account(whose, record, |cid| document.blob_url(cid));
        remote.document = notes.json();
        remote.claims.extend(document.others.iter().cloned());
        let account = Box::pin(self.social.receive_account(remote)).await?;
        if known.is_none() {
            self.wish(Wish::FirstLook(document.did.clone()));
        }
        Ok(account)
    }

    /// Nobody of ours is learnt from elsewhere, and nobody whose server is kept out.
    async fn check_elsewhere(&self, document: &Document) -> Result<()> {
        let is_ours = document.host.as_str() == self.social.base_url().authority()
            || document.host == *self.social.domain();
        let is_closed = self.social.border(document.host.as_str()).await?.is_closed;
        if is_ours || is_closed || self.own_account(&document.did).await?.is_some() {
            return Err(nobody());
        }
        Ok(())
    }

    /// The DID behind either name of somebody.
    pub(crate) async fn did_of(&self, name: &AtIdentifier) -> Result<Did> {
        match name {
            AtIdentifier::Did(did) => Ok(did.clone()),
            AtIdentifier::Handle(handle) => {
                let said = self.did_of_handle(handle).await?.ok_or_else(nobody)?;
                if self.own_account(&said).await?.is_some() {
                    return Ok(said);
                }
                // A name that leads to somebody who does not bear it leads to nobody (security row A18).
                let document = self.document(&said, Age::Remembered).await?;
                if document.handle.as_ref() == Some(handle) {
                    return Ok(said);
                }
                let document = self.document(&said, Age::Fresh).await?;
                let bears_it = document.handle.as_ref() == Some(handle);
                bears_it.then_some(said).ok_or_else(nobody)
            }
        }
    }
}
