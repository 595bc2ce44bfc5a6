//! From a reference — `@name@server`, a URL, an id — to an account or a post that the core knows.

mod account;
mod address;
mod featured;
mod parents;
mod past;
mod polite;
mod post;
mod quote;
mod relay;
mod thread;

use ap_proto::document::Document;
use model::Acct;
use social::Found;

use crate::error::{Error, Result};
use crate::urls::Here;
use crate::{ActivityPub, Chore};

impl ActivityPub {
    /// Whether a reference looks like something of the Fediverse.
    pub(crate) fn is_reference(reference: &str) -> bool {
        let reference = reference.trim();
        is_url(reference) || Acct::parse(reference).is_some_and(|acct| acct.domain.is_some())
    }

    /// What is behind a reference that somebody here typed. Nothing there is `None`; a server that does not answer
    /// is an error.
    pub(crate) async fn find(&self, reference: &str) -> Result<Option<Found>> {
        let reference = reference.trim();
        let found = if is_url(reference) {
            Box::pin(self.find_url(reference)).await
        } else if let Some(acct) = Acct::parse(reference) {
            Box::pin(self.find_acct(&acct)).await.map(Found::Account)
        } else {
            return Ok(None);
        };
        match found {
            Ok(found) => Ok(Some(found)),
            Err(error) if error.is_missing() || error.is_gone() => Ok(None),
            Err(Error::Core(error)) => Err(error.into()),
            Err(Error::Fetch(error)) if error.is_retryable() => Err(error.into()),
            Err(error) => {
                tracing::debug!(reference, code = error.code(), %error, "not resolved");
                Ok(None)
            }
        }
    }

    async fn find_url(&self, url: &str) -> Result<Found> {
        if let Some(here) = self.urls.parse(url) {
            return self.find_here(here).await;
        }
        if let Some(found) = self.find_known(url).await? {
            return Ok(found);
        }
        match self.fetch_document(url).await? {
            Document::Actor(actor) => {
                let account = self.learn_actor(&actor).await?;
                self.wish(Chore::FetchFeatured(actor.id.clone()));
                Ok(Found::Account(account))
            }
            Document::Note(note) => {
                let post = self.learn_post(&note).await?;
                self.wish_parents(&note);
                self.wish_quote(&note);
                Ok(Found::Post(post))
            }
            Document::Activity(activity) => {
                let object = activity.object.id().ok_or(Error::NotFound("A post"))?;
                Ok(Found::Post(self.ensure_post(object).await?))
            }
            _ => Err(Error::NotFound("A post or account")),
        }
    }

    async fn find_known(&self, url: &str) -> Result<Option<Found>> {
        if let Some(post) = self.social.find_post_by_uri(url).await? {
            return Ok(Some(Found::Post(post)));
        }
        let known = self.social.find_identity(crate::ID, url).await?;
        Ok(known.map(|identity| Found::Account(identity.account_id)))
    }

    async fn find_here(&self, here: Here) -> Result<Found> {
        match here {
            Here::Actor(id) => Ok(Found::Account(id)),
            Here::Post(id) | Here::PostPage(id) => Ok(Found::Post(id)),
            Here::ActorPage(name) => {
                let account = self.social.find_account(&name).await?;
                Ok(Found::Account(
                    account.ok_or(Error::NotFound("That account"))?.id,
                ))
            }
            Here::Followers(_)
            | Here::PostActivity(_)
            | Here::QuoteRequest(_)
            | Here::Relay(_)
            | Here::Server
            | Here::Other => Err(Error::NotFound("That")),
        }
    }
}

fn is_url(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}
