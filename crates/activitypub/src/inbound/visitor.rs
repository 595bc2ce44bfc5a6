//! Who reads: the actor whose signature a GET carries.

use ap_proto::origin::Origin;
use ap_proto::signature::SignatureProblem;
use social::Viewer;

use super::Incoming;
use super::authority::as_unsigned;
use crate::ActivityPub;
use crate::error::{Error, Result};

impl ActivityPub {
    /// The server that asks, by the signature that a request must have.
    pub(crate) async fn visiting_host(&self, request: &Incoming) -> Result<String> {
        let signer = Box::pin(self.signer_of(&self.claim(request)?)).await;
        let signer = signer.map_err(as_unsigned)?;
        let origin = Origin::of(&signer.owner).ok_or(Error::NotFound("That server"))?;
        Ok(origin.authority())
    }

    /// Who looks. With authorised fetch on, nobody looks unsigned. A signature that is there must be right; only when
    /// its key cannot be got at the moment does the visitor count as anyone.
    pub(crate) async fn visitor(&self, request: &Incoming) -> Result<Viewer> {
        let claim = match self.claim(request) {
            Ok(claim) => claim,
            Err(SignatureProblem::Missing) if !self.config.authorized_fetch => {
                return Ok(Viewer::Anyone);
            }
            Err(problem) => return Err(problem.into()),
        };
        match Box::pin(self.signer_of(&claim)).await {
            Ok(signer) => {
                let known = self.known(&signer.owner).await?;
                Ok(known.map_or(Viewer::Anyone, |known| Viewer::Remote(known.account_id)))
            }
            Err(Error::Fetch(_)) if !self.config.authorized_fetch => Ok(Viewer::Anyone),
            Err(error) => Err(as_unsigned(error)),
        }
    }
}
