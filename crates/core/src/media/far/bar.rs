//! Servers whose files are not shown.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError};

use crate::border::names;
use crate::{Result, Social};

/// What is thrown out of one server in one go.
const BATCH: i64 = 500;

impl Social {
    /// Learns anew of which servers no files are shown, and throws out what is kept of them. Called when that changes,
    /// and every few seconds for what another process changed.
    pub async fn refresh_barred_media(&self) -> Result<()> {
        let hosts = self
            .store()
            .read(store::border::hosts_without_media)
            .await?;
        let new: Arc<HashSet<String>> = Arc::new(hosts.into_iter().collect());
        let old = self.barred();
        if old == new {
            return Ok(());
        }
        let slot = &self.memory().far.barred;
        *slot.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&new);
        for host in new.difference(&old) {
            self.forget_far_host(host).await?;
        }
        Ok(())
    }

    fn barred(&self) -> Arc<HashSet<String>> {
        let slot = &self.memory().far.barred;
        Arc::clone(&slot.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether files of a server are not shown.
    pub(crate) fn bars_media(&self, host: &str) -> bool {
        let barred = self.barred();
        !barred.is_empty() && names(host).iter().any(|name| barred.contains(name))
    }

    async fn forget_far_host(&self, host: &str) -> Result<()> {
        let Some(far) = self.far() else {
            return Ok(());
        };
        let _turn = far.turn.lock().await;
        loop {
            let name = host.to_owned();
            let rows = self
                .store()
                .read(move |conn| store::far::of_host(conn, &name, BATCH))
                .await?;
            if rows.is_empty() {
                return Ok(());
            }
            self.throw_out(far, rows).await?;
        }
    }
}
