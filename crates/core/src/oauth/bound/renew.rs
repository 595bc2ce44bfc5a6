//! Renewing a grant.

use crypto::sha256;
use model::{AccountId, Time};
use store::Tx;
use store::bound_grant::GrantRow;

use super::{BoundGranted, Fresh, GRACE, Presenter, is_for};
use crate::member::Standing;
use crate::oauth::invalid_grant;
use crate::{Result, Social};

/// What was presented.
enum Found {
    /// What renews the grant now, or did a moment ago.
    Good(GrantRow),
    /// What renewed it some time ago: it was stolen.
    Stolen(GrantRow),
    /// Nothing that is known.
    Nothing,
}

impl Social {
    /// Renews a grant, for its app and its key. What renews it counts once; for a minute more it may come again, from an app
    /// that did not get the answer. Later it was stolen, and the grant ends.
    pub async fn renew_bound_grant(
        &self,
        by: &Presenter<'_>,
        refresh: &str,
    ) -> Result<BoundGranted> {
        let (presented, now) = (sha256(refresh.as_bytes()), self.now());
        let found = self.store().read(move |c| {
            if let Some(row) = store::bound_grant::find_refresh(c, &presented, now.micros())? {
                return Ok(Found::Good(row));
            }
            let Some(row) = store::bound_grant::find_renewed(c, &presented)? else {
                return Ok(Found::Nothing);
            };
            let is_late = now.since(Time::from_micros(row.renewed_at)) >= GRACE;
            Ok(if is_late {
                Found::Stolen(row)
            } else {
                Found::Good(row)
            })
        });
        let row = match found.await? {
            Found::Good(row) => row,
            Found::Stolen(row) => {
                self.end_grant(row.id).await?;
                return Err(invalid_grant());
            }
            Found::Nothing => return Err(invalid_grant()),
        };
        let is_right = is_for(
            by,
            &row.client_id,
            row.client_thumbprint.as_deref(),
            &row.key_thumbprint,
        );
        let (account, began) = (row.account_id, Time::from_micros(row.created_at));
        let member = self
            .store()
            .read(move |c| store::member::find(c, account))
            .await?;
        let is_member = member.is_some_and(|member| Standing::from(&member).check().is_ok());
        let fresh = Fresh::draw(now, began, row.client_thumbprint.is_some(), true);
        if !is_right || !is_member || fresh.row.expires_at <= now.micros() {
            return Err(invalid_grant());
        }
        let (id, tokens) = (row.id, fresh.row.clone());
        let write = move |tx: &mut Tx| store::bound_grant::renew(tx, id, &presented, &tokens);
        if !self.store().write(write).await? {
            return Err(invalid_grant());
        }
        self.memory().access.cut();
        Ok(fresh.granted(row.scopes, AccountId::from(account)))
    }
}
