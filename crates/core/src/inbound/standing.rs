//! How accounts of other servers stand there.

use model::AccountId;
use store::account::Mark;

use crate::journal::{Change, Record};
use crate::{NetworkId, Result, Social};

/// How an account stands at its own server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is there.
    There,
    /// Its server keeps it back: its owner has left for now, or was suspended. It may come back.
    Away,
}

impl Social {
    /// Takes over how an account elsewhere stands at its own server. Whoever is away is seen by nobody, with all they wrote;
    /// when they are back, so is everything.
    pub async fn receive_standing(
        &self,
        network: NetworkId,
        account: AccountId,
        standing: Standing,
    ) -> Result<()> {
        let (id, now) = (account.get(), self.now().micros());
        let away = (standing == Standing::Away).then_some(now);
        let has_changed = self
            .store()
            .write(move |tx| {
                let row = store::account::load(tx, &[id])?.into_iter().next();
                let is_elsewhere = row.is_some_and(|row| !row.is_local);
                if !is_elsewhere || !store::account::set_mark(tx, id, Mark::Away, away)? {
                    return Ok(false);
                }
                Record::from_network(network.0, now, id, Change::AccountUpdated, id).append(tx)?;
                Ok(true)
            })
            .await?;
        if has_changed {
            self.journal_grew();
        }
        Ok(())
    }
}
