//! Who reads: each reader runs in one process at a time, however many share the database.

use std::time::Duration;

use crate::{Result, Social};

impl Social {
    /// Takes or keeps the lease of a reader for `span`. `false` when another process has it.
    pub async fn hold_lease(&self, name: &str, holder: &str, span: Duration) -> Result<bool> {
        let (name, holder) = (name.to_owned(), holder.to_owned());
        let now = self.now();
        let until = now.plus(span).micros();
        Ok(self
            .store()
            .write(move |tx| store::lease::acquire(tx, &name, &holder, now.micros(), until))
            .await?)
    }

    /// Frees what a process that was killed still holds. The built-in database belongs to one process, so nobody who
    /// is alive holds anything when this one starts; on PostgreSQL leases end by themselves.
    pub async fn free_leases_of_the_dead(&self) -> Result<()> {
        if self.store().engine() == store::Engine::Sqlite {
            self.store()
                .write(|tx| store::lease::release_all(tx).map(drop))
                .await?;
        }
        Ok(())
    }

    /// Gives a lease back, so that another process need not wait for its end.
    pub async fn release_lease(&self, name: &str, holder: &str) -> Result<()> {
        let (name, holder) = (name.to_owned(), holder.to_owned());
        self.store()
            .write(move |tx| store::lease::release(tx, &name, &holder).map(drop))
            .await?;
        Ok(())
    }
}
