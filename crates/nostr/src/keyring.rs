//! Members' keys, for the pages.

use nostr_proto::{Event, names};
use social::event::{Keyring, ShownKey};
use social::{BoxFuture, Caller, Error, Result};

use crate::Nostr;

impl Keyring for Nostr {
    fn show<'a>(&'a self, caller: &'a Caller) -> BoxFuture<'a, Result<ShownKey>> {
        Box::pin(async move {
            let key = self.key_of(caller.account_id).await?;
            Ok(ShownKey {
                name: names::npub(key),
                hex: key.to_string(),
                is_kept_here: !self.keeps_own_key(caller.account_id).await?,
                relay: self.relay_url().to_owned(),
                challenge: self.key_challenge(caller),
            })
        })
    }

    fn renew<'a>(&'a self, caller: &'a Caller) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            self.renew_key(caller).await?;
            Ok(())
        })
    }

    fn bring_secret<'a>(
        &'a self,
        caller: &'a Caller,
        secret: &'a str,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let brought = Self::bring_secret(self, caller, secret.trim()).await;
            brought.map_err(|error| told("secret", error))?;
            Ok(())
        })
    }

    fn bring_public<'a>(&'a self, caller: &'a Caller, proof: &'a str) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let read = Event::parse(proof.trim()).map_err(crate::Error::from);
            let event = read.map_err(|error| told("proof", error))?;
            let brought = self.bring_key(caller, &event).await;
            brought.map_err(|error| told("proof", error))?;
            Ok(())
        })
    }

    fn export<'a>(
        &'a self,
        caller: &'a Caller,
        password: &'a str,
    ) -> BoxFuture<'a, Result<String>> {
        Box::pin(async move { Ok(self.export_secret(caller, password).await?) })
    }
}

/// What is wrong with what somebody brought.
fn told(field: &'static str, error: crate::Error) -> Error {
    match error {
        crate::Error::Core(error) => error,
        crate::Error::Proto(why) => {
            Error::invalid(field, "invalid", format!("cannot be used: {why}"))
        }
        crate::Error::Elsewhere(_) => {
            let why = "does not show that the key is yours; please sign once more, for this word and just now";
            Error::invalid(field, "invalid", why)
        }
    }
}
