//! From a reference — a handle, a DID, a URI, the address of a page — to an account or a post that the core knows.
//!
//! Always true here:
//! - What is ours is found here and never fetched.
//! - A record is believed because its author's key signed the tree that it is in; one of a list because its bytes have the
//!   name that they should have, and it comes from the server that its author has chosen.

mod listed;
mod parents;
mod post;
mod quotes;
mod record;
mod reference;

pub(crate) use listed::{Listed, Newest};
pub(crate) use post::Told;

use at_proto::syntax::{AtIdentifier, Did};
use social::Found;

use crate::AtProto;
use crate::error::{Error, Result};
use crate::map::profile::shown_host;
use crate::people::Age;
use reference::Reference;

impl AtProto {
    /// Whether a text could stand for somebody or something of this network.
    pub(crate) fn is_reference(text: &str) -> bool {
        Reference::parse(text).is_some()
    }

    /// What is behind a reference that somebody here typed. Nothing there is `None`; a server that does not answer is an
    /// error.
    pub(crate) async fn find(&self, text: &str) -> Result<Option<Found>> {
        let Some(reference) = Reference::parse(text) else {
            return Ok(None);
        };
        match Box::pin(self.find_reference(&reference)).await {
            Ok(found) => Ok(Some(found)),
            Err(Error::Core(social::Error::NotFound(_) | social::Error::Gone(_))) => Ok(None),
            Err(Error::Core(error)) => Err(error.into()),
            Err(Error::Fetch(error)) if error.is_retryable() => {
                tracing::debug!(text, %error, "not reached");
                Err(social::Error::Unreachable("its server".to_owned()).into())
            }
            Err(error) => {
                tracing::debug!(text, %error, "not found");
                Ok(None)
            }
        }
    }

    async fn find_reference(&self, reference: &Reference) -> Result<Found> {
        match reference {
            Reference::Account(name) => {
                let did = self.did_of(name).await?;
                Ok(Found::Account(self.ensure_account(&did).await?))
            }
            Reference::Named { handle, host } => {
                let did = self.did_of(&AtIdentifier::Handle(handle.clone())).await?;
                self.check_host(&did, host).await?;
                Ok(Found::Account(self.ensure_account(&did).await?))
            }
            Reference::Post(uri) => {
                let post = self.find_post(uri).await?;
                Ok(Found::Post(post))
            }
        }
    }

    /// Whether somebody is shown as being at a host.
    async fn check_host(&self, did: &Did, host: &str) -> Result<()> {
        let document = self.document(did, Age::Remembered).await?;
        if shown_host(&document.host).as_str() == host || document.host.as_str() == host {
            Ok(())
        } else {
            Err(social::Error::NotFound("That account").into())
        }
    }
}
