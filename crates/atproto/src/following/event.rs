//! What a host tells of somebody: a commit, a name, a state.

use at_proto::firehose::Event;
use at_proto::syntax::Did;

use crate::error::{Error, Result};
use crate::people::{Age, Notes};
use crate::wishes::Wish;
use crate::{AtProto, ID};

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

    /// Only the host that keeps somebody now can say that they are gone: one that they have left says so as well. Who is
    /// only kept back writes nothing; what they wrote stays as it is here.
    async fn heard_account(
        &self,
        pds: &str,
        did: &Did,
        is_active: bool,
        status: Option<&str>,
    ) -> Result<()> {
        let Some(known) = self.known_elsewhere(did).await? else {
            return Ok(());
        };
        if is_active {
            self.wish(Wish::Refresh(did.clone()));
            return Ok(());
        }
        if status != Some("deleted") {
            return Ok(());
        }
        let is_theirs = match self.document(did, Age::Fresh).await {
            Ok(document) => document.pds == pds,
            // The name itself is gone.
            Err(Error::Core(social::Error::NotFound(_))) => Notes::of(&known).pds == pds,
            Err(_) => false,
        };
        if is_theirs {
            let account = known.account_id;
            self.social.receive_account_deleted(ID, account).await?;
        }
        Ok(())
    }
}
