//! The keys that members sign events with.
//!
//! Always true here:
//! - A secret that is kept is sealed for its account; one that its owner keeps was never here, or was forgotten.
//! - A key is one member's: nobody brings the key that another member has.

use std::fmt;

use model::AccountId;
use serde::Deserialize;
use serde_json::{Value, json};
use store::identity::IdentityRow;
use store::key::KeyRow;

use crate::journal::{Change, Entry, Record};
use crate::member::{reason, refuse};
use crate::outbox::seal_context;
use crate::{Caller, Error, NetworkId, Result, Social};

/// The kind of these keys; every member is born with one.
const KIND: &str = "nostr";
const TAKEN: Error = Error::Conflict("Somebody else here has this key.");

/// What a member signs events with: a key on the curve secp256k1 (BIP 340).
#[derive(Clone, PartialEq, Eq)]
pub struct EventKey {
    /// The x coordinate of the point.
    pub public: [u8; 32],
    /// The scalar. `None` when its owner keeps it. A secret: never show or store it.
    pub secret: Option<[u8; 32]>,
}

impl fmt::Debug for EventKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventKey")
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}

impl Social {
    /// What a member signs with. [`Error::NotFound`] for whoever is no member.
    pub async fn event_key(&self, account: AccountId) -> Result<EventKey> {
        let id = account.get();
        let row = self
            .store()
            .read(move |conn| store::key::find(conn, id, KIND))
            .await?
            .ok_or(Error::NotFound("This key"))?;
        let secret = match &row.sealed {
            Some(sealed) => Some(self.server_key().open(sealed, &seal_context(id, KIND))?),
            None => None,
        };
        Ok(EventKey {
            public: exact(&row.public)?,
            secret: secret.as_deref().map(exact).transpose()?,
        })
    }

    /// Gives the caller another key, and the name that a network makes of it; those who knew somebody elsewhere by that name
    /// know the caller by it now. The network has checked that the key is the caller's. What was signed with the key
    /// before stays as it is. [`Error::Conflict`] when another member has it.
    pub async fn change_event_key(
        &self,
        network: NetworkId,
        caller: &Caller,
        uri: &str,
        key: EventKey,
    ) -> Result<()> {
        let (id, now) = (caller.account_id.get(), self.now().micros());
        let sealed = match &key.secret {
            Some(secret) => Some(self.server_key().seal(secret, &seal_context(id, KIND))?),
            None => None,
        };
        let row = KeyRow {
            kind: KIND.to_owned(),
            public: key.public.to_vec(),
            sealed,
        };
        let face = IdentityRow {
            network: network.0.to_owned(),
            uri: uri.to_owned(),
            account_id: id,
            host: self.domain().to_string(),
            document: "{}".to_owned(),
            ..IdentityRow::default()
        };
        let done = self.store().write(move |tx| {
            let known = store::identity::find(tx, &face.network, &face.uri)?;
            if known.is_some_and(|known| known.is_local && known.account_id != id) {
                return Err(refuse(TAKEN));
            }
            store::key::replace(tx, id, &row, now)?;
            store::identity::remove(tx, &face.network, id)?;
            store::identity::claim(tx, &face)?;
            Record::local(now, id, Change::AccountUpdated, id).append(tx)
        });
        done.await.map_err(reason)?;
        self.journal_grew();
        Ok(())
    }

    /// The key of a member whose account was deleted, of the entry that says so; `None` when it is not in there.
    pub fn event_key_of_deleted(&self, entry: &Entry) -> Option<EventKey> {
        let payload: Value = serde_json::from_str(&entry.payload).ok()?;
        let key: LastKey = serde_json::from_value(payload.get("event_key")?.clone()).ok()?;
        let context = seal_context(entry.account_id.get(), KIND);
        let secret = self.server_key().open(&key.sealed?, &context).ok()?;
        Some(EventKey {
            public: exact(&key.public).ok()?,
            secret: exact(&secret).ok(),
        })
    }

    /// The caller's secret, for them alone, once they have given their password again. [`Error::Invalid`] when it is not right,
    /// [`Error::NotFound`] when the secret is not here.
    pub async fn export_event_key(&self, caller: &Caller, password: &str) -> Result<[u8; 32]> {
        if !self.is_own_password(caller.account_id, password).await? {
            return Err(Error::invalid("password", "invalid", "is not right"));
        }
        let key = self.event_key(caller.account_id).await?;
        key.secret.ok_or(Error::NotFound("This key"))
    }
}

/// The sealed key of a member who is about to be gone, for the entry of the journal that says so: whoever reads it signs once
/// more for them, and the journal is pruned.
pub(crate) fn last_key(tx: &mut store::Tx, account: i64) -> store::Result<Option<Value>> {
    let key = store::key::find(tx, account, KIND)?;
    Ok(key.map(|key| json!({ "public": key.public, "sealed": key.sealed })))
}

#[derive(Deserialize)]
struct LastKey {
    public: Vec<u8>,
    sealed: Option<Vec<u8>>,
}

fn exact(bytes: &[u8]) -> Result<[u8; 32]> {
    bytes.try_into().or(Err(Error::NotFound("This key")))
}
