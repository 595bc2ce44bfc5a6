//! The keys of members: kept here and sealed, or kept by the member, who then signs in an app.
//!
//! Always true here:
//! - Whoever brings a public key has shown that it is theirs: by a signature over a word that was made for them just now.
//! - What was signed with a key stays signed with it; a new key is somebody new there, who begins with no followers.

use std::time::Duration;

use model::{AccountId, Time};
use nostr_proto::{Event, Keys, Kind, PublicKey, names};
use social::Caller;
use social::event::EventKey;
use tokio::sync::{Mutex, MutexGuard};

use crate::error::{Error, Result};
use crate::{ID, Nostr};

/// How old the proof of a key may be.
const PROOF_LASTS: Duration = Duration::from_mins(10);
/// How many accounts' turns are told apart.
const PLACES: usize = 64;

/// Somebody for whom this server signs.
#[derive(Debug)]
pub(crate) struct Signer {
    /// Who.
    pub(crate) account: AccountId,
    /// With what.
    pub(crate) keys: Keys,
}

/// One after the other, account by account: what an app writes and what the journal says of it do not cross.
#[derive(Debug)]
pub(crate) struct Turns([Mutex<()>; PLACES]);

impl Default for Turns {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Mutex::new(())))
    }
}

impl Turns {
    /// Waits until nobody else of this process writes for an account.
    pub(crate) async fn take(&self, account: AccountId) -> MutexGuard<'_, ()> {
        let hash = account.get().unsigned_abs() >> 10;
        let place = usize::try_from(hash % 64).unwrap_or_default();
        let [first, ..] = &self.0;
        self.0.get(place).unwrap_or(first).lock().await
    }
}

impl Nostr {
    /// The key of a member. From then on, others find them here by it.
    pub async fn key_of(&self, account: AccountId) -> Result<PublicKey> {
        let key = PublicKey(self.social.event_key(account).await?.public);
        if self.social.identity_of(ID, account).await?.is_none() {
            let uri = names::uri_of_key(key);
            self.social.claim_face(ID, account, &uri).await?;
        }
        Ok(key)
    }

    /// Who signs for a member; `None` when they keep their key themselves.
    pub(crate) async fn signer(&self, account: AccountId) -> Result<Option<Signer>> {
        self.key_of(account).await?;
        let key = self.social.event_key(account).await?;
        let Some(secret) = key.secret else {
            return Ok(None);
        };
        let keys = Keys::from_secret(&secret)?;
        Ok(Some(Signer { account, keys }))
    }

    /// The member who has a key, whether or not they want to be on this network.
    pub async fn member_of(&self, key: PublicKey) -> Result<Option<AccountId>> {
        let face = self
            .social
            .find_identity(ID, &names::uri_of_key(key))
            .await?;
        Ok(face
            .filter(|face| face.is_local)
            .map(|face| face.account_id))
    }

    /// Makes a new key for the caller, kept here. The old one is forgotten.
    pub async fn renew_key(&self, caller: &Caller) -> Result<PublicKey> {
        self.set_keys(caller, &Keys::generate()?).await
    }

    /// Takes the caller's own secret (`nsec1…`, or in hexadecimal), to be kept here.
    pub async fn bring_secret(&self, caller: &Caller, secret: &str) -> Result<PublicKey> {
        self.set_keys(caller, &names::parse_secret(secret)?).await
    }

    async fn set_keys(&self, caller: &Caller, keys: &Keys) -> Result<PublicKey> {
        let secret = Some(keys.secret());
        self.set_key(caller, keys.public(), secret).await
    }

    async fn set_key(
        &self,
        caller: &Caller,
        key: PublicKey,
        secret: Option<[u8; 32]>,
    ) -> Result<PublicKey> {
        let _turn = self.turns.take(caller.account_id).await;
        let uri = names::uri_of_key(key);
        let new = EventKey {
            public: key.0,
            secret,
        };
        self.social.change_event_key(ID, caller, &uri, new).await?;
        let account = caller.account_id;
        self.social.set_event_author(key.0, account).await?;
        Ok(key)
    }

    /// The word that the caller signs to show that a key is theirs.
    pub fn key_challenge(&self, caller: &Caller) -> String {
        let secret = self.social.secret_for("nostr-key-challenge");
        let about = caller.account_id.to_string();
        let mark = crypto::hmac_sha256(&secret, about.as_bytes());
        nostr_proto::PublicKey(mark).to_string()
    }

    /// Takes a key that its owner keeps. `proof`: an event of kind 22242 (NIP-42) with our relay and [`Nostr::key_challenge`] in
    /// its tags, signed just now. This server signs nothing for them any more, and knows no secret of theirs.
    pub async fn bring_key(&self, caller: &Caller, proof: &Event) -> Result<PublicKey> {
        proof.verify()?;
        let now = self.social.now();
        let signed_at = Time::from_seconds(i64::try_from(proof.created_at).unwrap_or(0));
        let age = now.since(signed_at).max(signed_at.since(now));
        let is_one = proof.kind == Kind::AUTH
            && proof.value("challenge") == Some(&self.key_challenge(caller))
            && proof.value("relay") == Some(self.relay_url())
            && age <= PROOF_LASTS;
        if !is_one {
            return Err(Error::Elsewhere(
                "This does not show that the key is yours. Please sign once more.".to_owned(),
            ));
        }
        self.set_key(caller, proof.pubkey, None).await
    }

    /// The caller's secret as `nsec1…`, for them alone, with their password.
    pub async fn export_secret(&self, caller: &Caller, password: &str) -> Result<String> {
        let secret = self.social.export_event_key(caller, password).await?;
        Ok(names::nsec(&Keys::from_secret(&secret)?))
    }

    /// Whether a member keeps their key themselves.
    pub async fn keeps_own_key(&self, account: AccountId) -> Result<bool> {
        Ok(self.social.event_key(account).await?.secret.is_none())
    }

    /// The keys of some people, as far as they have one. Members who are on this network get one now.
    pub(crate) async fn keys_of(
        &self,
        accounts: &[AccountId],
    ) -> Result<Vec<(AccountId, PublicKey)>> {
        if accounts.is_empty() {
            return Ok(Vec::new());
        }
        let known = self.social.identities_of(ID, accounts).await?;
        let mut keys: Vec<(AccountId, PublicKey)> = Vec::new();
        for account in accounts {
            let face = known.iter().find(|face| face.account_id == *account);
            let key = match face {
                Some(face) => names::parse_key(&face.uri).ok(),
                None if self.social.is_on(ID, *account).await? => {
                    Some(self.key_of(*account).await?)
                }
                None => None,
            };
            keys.extend(key.map(|key| (*account, key)));
        }
        Ok(keys)
    }
}
