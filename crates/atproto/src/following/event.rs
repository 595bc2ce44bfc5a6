//! What a host tells of somebody: a commit, a name, a state.

use at_proto::firehose::Event;

use crate::AtProto;
use crate::error::Result;
use crate::wishes::Wish;

impl AtProto {
    /// Takes what a host tells of somebody.
    pub(crate) async fn heard_event(&self, pds: &str, event: Event) -> Result<()> {
        match event {
            Event::Commit(commit) => Box::pin(self.heard_commit(pds, &commit)).await,
            Event::Sync { did, .. } => {
                if self.following.people().followed.contains_key(&did) {
                    self.wish(Wish::CatchUp(did));
                }
                Ok(())
            }
            Event::Identity { did, .. } => {
                if self.known_elsewhere(&did).await?.is_some() {
                    self.wish(Wish::Refresh(did));
                }
                Ok(())
            }
            Event::Account {
                did,
                active,
                status,
                ..
            } => {
                self.heard_account(pds, &did, active, status.as_deref())
                    .await
            }
            Event::Info { .. } | Event::Error { .. } => Ok(()),
        }
    }
}
