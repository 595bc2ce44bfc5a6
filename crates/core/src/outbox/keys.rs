//! Keys of local accounts, opened.

use std::sync::Arc;

use crypto::{Ed25519Key, RsaKey};
use model::AccountId;

use crate::{Error, Result, Social};

/// What a local account signs with.
#[derive(Debug)]
pub struct AccountKeys {
    /// For HTTP signatures.
    pub rsa: RsaKey,
    /// For proofs on objects.
    pub ed25519: Ed25519Key,
}

/// The context a key is sealed in, so that it opens for no other account and no other use.
pub(crate) fn seal_context(account: i64, kind: &str) -> String {
    format!("key:{account}:{kind}")
}

impl Social {
    /// The keys of a local account. [`Error::NotFound`] for any other.
    pub async fn keys(&self, account: AccountId) -> Result<Arc<AccountKeys>> {
        let id = account.get();
        if let Some(keys) = self.memory().keys.get(&id) {
            return Ok(keys);
        }
        let (rsa, ed25519) = self
            .store()
            .read(move |conn| {
                Ok((
                    store::key::find(conn, id, "rsa")?,
                    store::key::find(conn, id, "ed25519")?,
                ))
            })
            .await?;
        let open = |row: Option<store::key::KeyRow>, kind: &str| {
            let sealed = row
                .and_then(|row| row.sealed)
                .ok_or(Error::NotFound("This key"))?;
            self.server_key()
                .open(&sealed, &seal_context(id, kind))
                .map_err(Error::from)
        };
        let rsa = RsaKey::from_pkcs8(&open(rsa, "rsa")?)?;
        let seed: [u8; 32] = open(ed25519, "ed25519")?
            .try_into()
            .ok()
            .ok_or(Error::NotFound("This key"))?;
        let keys = Arc::new(AccountKeys {
            rsa,
            ed25519: Ed25519Key::from_seed(&seed)?,
        });
        self.memory().keys.insert(id, Arc::clone(&keys));
        Ok(keys)
    }
}
