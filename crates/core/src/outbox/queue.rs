//! Adding to the queue.

use model::AccountId;
use store::outbox::OutgoingRow;

use crate::{NetworkId, Result, Social};

/// Something to send: exactly the bytes that were signed, for everybody it goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Its place among what one journal entry causes.
    pub part: i64,
    /// What the network calls it.
    pub activity_uri: String,
    /// Whose doing it is.
    pub account_id: AccountId,
    /// For everybody who follows that account.
    pub to_followers: bool,
    /// The bytes.
    pub body: Vec<u8>,
    /// Those addressed one by one: (host, inbox).
    pub targets: Vec<(String, String)>,
}

impl Social {
    /// Queues what one journal entry causes. Queued twice is queued once.
    pub async fn enqueue(
        &self,
        network: NetworkId,
        entry_seq: i64,
        outgoing: Vec<Outgoing>,
    ) -> Result<()> {
        if outgoing.is_empty() {
            return Ok(());
        }
        let now = self.now().micros();
        let rows: Vec<OutgoingRow> = outgoing
            .into_iter()
            .map(|out| OutgoingRow {
                network: network.0.to_owned(),
                entry_seq,
                part: out.part,
                activity_uri: out.activity_uri,
                account_id: out.account_id.get(),
                to_followers: out.to_followers,
                body: out.body,
                targets: out.targets,
            })
            .collect();
        self.store()
            .write(move |tx| {
                for row in &rows {
                    store::outbox::enqueue(tx, row, now)?;
                }
                Ok(())
            })
            .await?;
        self.outbox_grew();
        Ok(())
    }
}
