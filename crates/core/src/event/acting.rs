//! Members who are known by what they signed.

use crate::caller::{Role, Via};
use crate::member::Standing;
use crate::{Caller, NetworkId, Result, Social};

impl Social {
    /// The member whom a network calls `uri`, acting for themselves, as their signature has shown. `None` for whoever is no
    /// member here. [`crate::Error::Forbidden`] while something keeps them from acting.
    pub async fn member_of_key(&self, network: NetworkId, uri: &str) -> Result<Option<Caller>> {
        let Some(face) = self.find_identity(network, uri).await? else {
            return Ok(None);
        };
        if !face.is_local {
            return Ok(None);
        }
        let id = face.account_id.get();
        let member = self
            .store()
            .read(move |conn| store::member::find(conn, id))
            .await?;
        let Some(member) = member else {
            return Ok(None);
        };
        Standing::from(&member).check()?;
        Ok(Some(Caller {
            account_id: face.account_id,
            role: Role::from_word(&member.role),
            via: Via::Console,
        }))
    }
}
