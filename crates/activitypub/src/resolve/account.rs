//! Actors of other servers become accounts here.

use std::sync::Arc;
use std::time::Duration;

use ap_proto::actor::Actor;
use futures_util::future::join_all;
use model::{AccountId, Acct};
use social::inbound::Identity;

use crate::error::{Error, Result};
use crate::map::account::to_account;
use crate::urls::Here;
use crate::{ActivityPub, Chore, ID};

/// How old what we know of an actor may be before it is looked at again.
const STALE: Duration = Duration::from_hours(24 * 3);

impl ActivityPub {
    /// What we know of an actor, without asking anybody.
    pub(crate) async fn known(&self, uri: &str) -> Result<Option<Identity>> {
        Ok(self.social.find_identity(ID, uri).await?)
    }

    /// The account of an actor, fetched if it is not known. What is known but old is looked at again later.
    pub(crate) async fn ensure_account(&self, uri: &str) -> Result<AccountId> {
        if let Some(identity) = self.known(uri).await? {
            self.wish_fresh(&identity);
            return Ok(identity.account_id);
        }
        if self.urls.parse(uri).is_some() {
            return Err(Error::NotFound("That account"));
        }
        let actor = self.fetch_actor(uri).await?;
        self.learn_actor(&actor).await
    }

    /// The same, with all that is known of it.
    pub(crate) async fn ensure_identity(&self, uri: &str) -> Result<Identity> {
        if let Some(identity) = self.known(uri).await? {
            self.wish_fresh(&identity);
            return Ok(identity);
        }
        let learned = self.ensure_account(uri).await?;
        let identity = self.social.identity_of(ID, learned).await?;
        identity.ok_or(Error::NotFound("That account"))
    }

    /// What is known but old is looked at again later.
    pub(crate) fn wish_fresh(&self, known: &Identity) {
        let now = self.social.now();
        if known.fetched_at.is_some_and(|at| now.since(at) > STALE) {
            self.wish(Chore::RefreshActor(known.uri.clone()));
        }
    }

    /// The account of an actor id, or of the page of somebody here, without asking anybody.
    async fn known_account(&self, uri: &str) -> Result<Option<AccountId>> {
        if let Some(Here::ActorPage(name)) = self.urls.parse(uri) {
            return Ok(self
                .social
                .find_account(&name)
                .await?
                .map(|account| account.id));
        }
        Ok(self.known(uri).await?.map(|identity| identity.account_id))
    }

    /// Whom a list of actor ids names, as far as we know them; of those we do not know, at most `fetches` are asked
    /// for. Order is kept.
    pub(crate) async fn accounts_of(
        &self,
        uris: &[&str],
        mut fetches: usize,
    ) -> Result<Vec<AccountId>> {
        let (mut ids, mut unknown) = (Vec::new(), Vec::new());
        for uri in uris {
            if let Some(id) = self.known_account(uri).await? {
                ids.push(id);
            } else if fetches > 0 && self.urls.parse(uri).is_none() {
                fetches -= 1;
                unknown.push(self.ensure_account(uri));
            }
        }
        // Somebody who cannot be reached is left out: their name in the text still links to them.
        ids.extend(join_all(unknown).await.into_iter().flatten());
        Ok(ids)
    }

    /// Keeps an actor that was fetched from its own id, under the address that WebFinger confirms.
    pub(crate) async fn learn_actor(&self, actor: &Actor) -> Result<AccountId> {
        let acct = Box::pin(self.confirm_address(actor)).await?;
        let account = to_account(actor, acct)?;
        self.heed_capabilities(actor).await?;
        Ok(Box::pin(self.social.receive_account(account)).await?)
    }

    /// Fetches an actor again and keeps what changed.
    pub(crate) async fn refresh_actor(&self, uri: &str) -> Result<Arc<Actor>> {
        let actor = self.refetch_actor(uri).await?;
        self.learn_actor(&actor).await?;
        Ok(actor)
    }

    /// The account behind `@name@server`.
    pub(crate) async fn find_acct(&self, acct: &Acct) -> Result<AccountId> {
        if let Some(known) = self.social.find_account(&acct.to_string()).await? {
            return Ok(known.id);
        }
        if acct.domain.is_none() || acct.domain.as_ref() == Some(self.social.domain()) {
            return Err(Error::NotFound("That account"));
        }
        let (acct, uri) = self.look_up(acct).await?;
        let actor = self.fetch_actor(&uri).await?;
        check_named(&actor, &uri, &acct)?;
        let account = to_account(&actor, acct)?;
        let account = Box::pin(self.social.receive_account(account)).await?;
        self.wish(Chore::FetchFeatured(uri));
        Ok(account)
    }
}

/// The actor that WebFinger led to must be the one it named, under the same name (security row A16).
fn check_named(actor: &Actor, uri: &str, acct: &Acct) -> Result<()> {
    let name = actor.preferred_username.as_deref().unwrap_or_default();
    if actor.id == uri && name.eq_ignore_ascii_case(&acct.username) {
        Ok(())
    } else {
        Err(Error::NotYours(
            "WebFinger names another actor than the one that is there",
        ))
    }
}
