//! The keys that repositories are signed with, and the one that may change names in the directory.

use std::sync::Arc;

use crypto::Secp256k1Key;
use model::AccountId;

use crate::outbox::seal_context;
use crate::{Error, Result, Social};

/// The setting that holds the server's own key, sealed.
const SETTING: &str = "rotation_key";
/// The kind of the key that signs a repository.
const KIND: &str = "at";

impl Social {
    /// The key that signs an account's repository. [`Error::NotFound`] when it is not here.
    pub async fn repo_key(&self, account: AccountId) -> Result<Arc<Secp256k1Key>> {
        let id = account.get();
        if let Some(key) = self.memory().repo_keys.get(&id) {
            return Ok(key);
        }
        let row = self
            .store()
            .read(move |conn| store::key::find(conn, id, KIND))
            .await?;
        let sealed = row
            .and_then(|row| row.sealed)
            .ok_or(Error::NotFound("This key"))?;
        let key = open(&self.server_key().open(&sealed, &seal_context(id, KIND))?)?;
        let key = Arc::new(key);
        self.memory().repo_keys.insert(id, Arc::clone(&key));
        Ok(key)
    }

    /// The server's own key, which signs operations on names; made when it is first needed, and the same for ever after.
    pub async fn rotation_key(&self) -> Result<Arc<Secp256k1Key>> {
        if let Some(key) = self.memory().rotation_key.get() {
            return Ok(Arc::clone(key));
        }
        let fresh = Secp256k1Key::generate()?;
        let key = Arc::new(open(&self.server_secret(SETTING, &fresh.secret()).await?)?);
        Ok(Arc::clone(self.memory().rotation_key.get_or_init(|| key)))
    }
}

fn open(secret: &[u8]) -> Result<Secp256k1Key> {
    let secret = secret.try_into().or(Err(Error::NotFound("This key")))?;
    Ok(Secp256k1Key::from_secret(&secret)?)
}
