//! Which relays there are.

use super::RelayView;
use crate::caller::Role;
use crate::member::require;
use crate::{Caller, NetworkId, Result, Social};

impl Social {
    /// All relays of a network, in the order in which they were asked.
    pub async fn relays_on(&self, network: NetworkId) -> Result<Vec<RelayView>> {
        let read = self
            .store()
            .read(move |conn| store::relay::all(conn, network.0));
        Ok(read.await?.into_iter().map(RelayView::from).collect())
    }

    /// All relays. For admins.
    pub async fn relays(&self, caller: &Caller) -> Result<Vec<RelayView>> {
        require(caller, Role::Admin)?;
        let mut all = Vec::new();
        for network in self.networks() {
            all.extend(self.relays_on(network.id()).await?);
        }
        Ok(all)
    }

    /// Whether somebody is a relay that passes on what is for everyone.
    pub async fn is_relay(&self, network: NetworkId, actor: &str) -> Result<bool> {
        let actor = actor.to_owned();
        let read = self
            .store()
            .read(move |conn| store::relay::is_accepted(conn, network.0, &actor));
        Ok(read.await?)
    }
}
