//! What `folkmoot account` does about keys on Nostr.

use anyhow::{Context as _, Result};
use folkmoot_nostr::ID;
use nostr_proto::names::{parse_key, uri_of_key};
use social::Caller;
use social::caller::{Role, Via};
use social::event::EventKey;

use super::say;
use crate::args::NostrKey;
use crate::config::Config;
use crate::start::start;

/// Lets somebody sign with a key that they keep themselves.
pub(crate) async fn key(config: &Config, wanted: NostrKey) -> Result<()> {
    let public =
        parse_key(&wanted.public).context("This is no public key: npub1… or 64 digits.")?;
    let started = start(config).await?;
    let name = &wanted.name;
    let account = started.social.find_account(name).await?;
    let account = account.with_context(|| format!("There is nobody called {name} here."))?;
    let caller = Caller {
        account_id: account.id,
        role: Role::Member,
        via: Via::Console,
    };
    let key = EventKey {
        public: public.0,
        secret: None,
    };
    let uri = uri_of_key(public);
    started
        .social
        .change_event_key(ID, &caller, &uri, key)
        .await?;
    say(&format!(
        "{name} signs with {uri} now, and this server does not."
    ));
    let store = started.store;
    tokio::task::spawn_blocking(move || store.close()).await?;
    Ok(())
}
