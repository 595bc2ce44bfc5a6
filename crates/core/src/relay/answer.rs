//! What relays say.

use model::Id;
use store::relay::{ACCEPTED, REFUSED};

use super::join::told;
use crate::journal::{Change, Record};
use crate::{Result, Social};

impl Social {
    /// A relay says whether it passes on. The network has checked that it is the one that was asked. What is not there any
    /// more has nothing to say.
    pub async fn receive_relay_answer(
        &self,
        relay: Id,
        actor: &str,
        is_accepted: bool,
    ) -> Result<()> {
        let state = if is_accepted { ACCEPTED } else { REFUSED };
        let actor = actor.to_owned();
        let write = self
            .store()
            .write(move |tx| store::relay::answered(tx, relay.get(), &actor, state));
        Ok(write.await?)
    }

    /// A relay follows the server's own account in turn, as some must before they pass on. It may.
    pub async fn receive_relay_follow(&self, relay: Id, actor: &str, uri: &str) -> Result<()> {
        let (server, now) = (self.server_account().await?.get(), self.now().micros());
        let (actor, uri) = (actor.to_owned(), uri.to_owned());
        let write = self.store().write(move |tx| {
            let Some(mut row) = store::relay::find(tx, relay.get())? else {
                return Ok(());
            };
            row.actor_uri = Some(actor.clone());
            Record::local(now, server, Change::RelayTold, row.id)
                .with(told(&row, "accept", Some(&uri)))
                .append(tx)
        });
        write.await?;
        self.journal_grew();
        Ok(())
    }
}
