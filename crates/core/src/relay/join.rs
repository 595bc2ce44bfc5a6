//! Asking a relay, and leaving it.

use model::Id;
use serde_json::{Value, json};
use store::relay::{ASKED, RelayRow};

use super::{MAX_RELAYS, RelayFace};
use crate::caller::Role;
use crate::journal::{Change, Record};
use crate::member::{reason, refuse, require};
use crate::{Caller, Error, NetworkId, Result, Social};

const TOO_MANY: Error = Error::Conflict("Twenty relays are enough. Leave one first.");
const THERE: Error = Error::Conflict("This relay was asked already.");

/// What a network needs to speak to a relay, in the journal. `says` is `follow`, `undo` or `accept`.
pub(super) fn told(relay: &RelayRow, says: &str, uri: Option<&str>) -> Value {
    json!({
        "says": says,
        "inbox": relay.inbox,
        "followed": relay.followed,
        "actor": relay.actor_uri,
        "uri": uri,
    })
}

impl Social {
    /// Asks a relay by its address to pass on what is for everyone, both ways. For admins.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] on `relay` when no network knows it for one; [`Error::Conflict`] when it was asked already, or
    /// there are too many.
    pub async fn join_relay(&self, caller: &Caller, address: &str) -> Result<()> {
        require(caller, Role::Admin)?;
        let (network, face) = self.find_relay(address.trim()).await?;
        let server = self.server_account().await?.get();
        let row = RelayRow {
            id: self.new_id().get(),
            network: network.0.to_owned(),
            inbox: face.inbox,
            followed: face.followed,
            actor_uri: None,
            state: ASKED,
            created_at: self.now().micros(),
        };
        let joined = self.store().write(move |tx| {
            if store::relay::all(tx, network.0)?.len() >= MAX_RELAYS {
                return Err(refuse(TOO_MANY));
            }
            if !store::relay::insert(tx, &row)? {
                return Err(refuse(THERE));
            }
            Record::local(row.created_at, server, Change::RelayTold, row.id)
                .with(told(&row, "follow", None))
                .append(tx)
        });
        joined.await.map_err(reason)?;
        self.journal_grew();
        Ok(())
    }

    async fn find_relay(&self, address: &str) -> Result<(NetworkId, RelayFace)> {
        for network in self.networks() {
            if let Some(face) = network.relay_at(address).await? {
                return Ok((network.id(), face));
            }
        }
        Err(Error::invalid(
            "relay",
            "no_relay",
            "could not be found there: its address ends in /inbox, or leads to its actor",
        ))
    }

    /// Leaves a relay. What came from it stays. For admins.
    pub async fn leave_relay(&self, caller: &Caller, id: Id) -> Result<()> {
        require(caller, Role::Admin)?;
        let (server, now) = (self.server_account().await?.get(), self.now().micros());
        let left = self.store().write(move |tx| {
            let Some(row) = store::relay::find(tx, id.get())? else {
                return Err(refuse(Error::NotFound("This relay")));
            };
            store::relay::delete(tx, row.id)?;
            Record::local(now, server, Change::RelayTold, row.id)
                .with(told(&row, "undo", None))
                .append(tx)
        });
        left.await.map_err(reason)?;
        self.journal_grew();
        Ok(())
    }
}
