//! Whom a token stands for, together with its key.

use crypto::sha256;
use model::{AccountId, Id, Time};
use store::bound_grant::GrantRow;
use store::member::MemberRow;

use super::BoundApp;
use crate::caller::{Role, Via};
use crate::member::Standing;
use crate::{Caller, Error, Result, Social};

/// Longer than any token of ours.
const MAX_TOKEN_BYTES: usize = 128;
/// The most grants on a list.
const MAX_LISTED: i64 = 200;

/// What the bearer of a token may do, **if they hold the key**.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundAccess {
    /// For whom.
    pub caller: Caller,
    /// How that member stands. **Whoever asks looks at it.**
    pub standing: Standing,
    /// With which app.
    pub client_id: String,
    /// What, as the network writes it.
    pub scopes: String,
    /// The digest of the key.
    pub key_thumbprint: String,
}

impl Social {
    /// What the bearer of a token may do. One that was ended elsewhere may be found for five seconds more.
    pub async fn bound_access(&self, token: &str) -> Result<Option<BoundAccess>> {
        if token.is_empty() || token.len() > MAX_TOKEN_BYTES {
            return Ok(None);
        }
        let (hash, now) = (sha256(token.as_bytes()), self.now());
        let memory = &self.memory().access.bound;
        if let Some(known) = memory.get(&hash, now) {
            return Ok(Some(known));
        }
        let asked = memory.ask();
        let found = self.store().read(move |c| {
            let Some(grant) = store::bound_grant::find_token(c, &hash, now.micros())? else {
                return Ok(None);
            };
            Ok(store::member::find(c, grant.account_id)?.map(|member| access(grant, &member)))
        });
        let found = found.await?;
        if let Some(access) = &found {
            memory.put(hash, access.clone(), now, asked);
        }
        Ok(found)
    }

    /// The apps that act for the caller with tokens bound to a key, the last let in first.
    pub async fn bound_apps(&self, caller: &Caller) -> Result<Vec<BoundApp>> {
        let (account, now) = (caller.account_id.get(), self.now().micros());
        let rows = self
            .store()
            .read(move |c| store::bound_grant::of_account(c, account, now, MAX_LISTED))
            .await?;
        let views = rows.into_iter().map(|row| BoundApp {
            id: Id::from(row.id),
            client_id: row.client_id,
            name: row.client_name,
            scopes: row.scopes,
            created_at: Time::from_micros(row.created_at),
            renewed_at: Time::from_micros(row.renewed_at),
        });
        Ok(views.collect())
    }

    /// The caller lets an app in no more.
    pub async fn end_bound_grant(&self, caller: &Caller, id: Id) -> Result<()> {
        let apps = self.bound_apps(caller).await?;
        if !apps.iter().any(|app| app.id == id) {
            return Err(Error::NotFound("This app"));
        }
        self.end_grant(id.get()).await
    }
}

fn access(grant: GrantRow, member: &MemberRow) -> BoundAccess {
    BoundAccess {
        caller: Caller {
            account_id: AccountId::from(grant.account_id),
            role: Role::from_word(&member.role),
            via: Via::LogIn(grant.id.into()),
        },
        standing: Standing::from(member),
        client_id: grant.client_id,
        scopes: grant.scopes,
        key_thumbprint: grant.key_thumbprint,
    }
}
