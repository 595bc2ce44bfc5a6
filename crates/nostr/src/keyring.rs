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

#[cfg(test)]
mod tests {
    use infra::fetch::TextTable;
    use nostr_proto::{Keys, Kind, Unsigned};
    use social::Mode;
    use social::caller::Role;

    use super::*;
    use crate::NostrConfig;
    use crate::testing::{PASSWORD, StepClock, community, door, member, store};

    #[tokio::test]
    async fn a_key_is_shown_brought_taken_along_and_kept_by_its_owner() {
        let clock = StepClock::new();
        let social = community(
            store().await,
            &clock,
            Mode::Development,
            "https://moot.example",
        );
        let ada = member(&social, "ada", Role::Member).await;
        let config = NostrConfig::new(social.base_url());
        let nostr = Nostr::new(social.clone(), door(TextTable::default()), config);
        let keys: &dyn Keyring = &nostr;
        let first = keys.show(&ada).await.unwrap();
        assert!(first.is_kept_here && first.name.starts_with("npub1"));
        keys.renew(&ada).await.unwrap();
        assert_ne!(keys.show(&ada).await.unwrap().name, first.name);
        let mine = Keys::from_secret(&[7; 32]).unwrap();
        let nsec = names::nsec(&mine);
        keys.bring_secret(&ada, &format!(" {nsec} ")).await.unwrap();
        assert_eq!(keys.export(&ada, PASSWORD).await.unwrap(), nsec);
        for refused in [
            keys.export(&ada, "guess").await.err(),
            keys.bring_secret(&ada, "nsec1nonsense").await.err(),
            keys.bring_public(&ada, "{}").await.err(),
        ] {
            assert!(
                matches!(refused, Some(Error::Invalid { .. })),
                "{refused:?}"
            );
        }
        let shown = keys.show(&ada).await.unwrap();
        let proof = |challenge: &str| {
            let tag = |name: &str, value: &str| vec![name.to_owned(), value.to_owned()];
            Unsigned {
                created_at: nostr.now_in_seconds(),
                kind: Kind::AUTH,
                tags: vec![tag("relay", &shown.relay), tag("challenge", challenge)],
                content: String::new(),
            }
            .sign(&mine)
            .to_json()
        };
        let other = keys.bring_public(&ada, &proof("other")).await;
        assert!(matches!(other, Err(Error::Invalid { .. })), "{other:?}");
        keys.bring_public(&ada, &proof(&shown.challenge))
            .await
            .unwrap();
        assert!(!keys.show(&ada).await.unwrap().is_kept_here);
        assert!(keys.export(&ada, PASSWORD).await.is_err());
    }
}
