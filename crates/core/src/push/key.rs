//! The key by which push services know this server.

use std::sync::Arc;

use crypto::P256Key;
use data_encoding::BASE64URL_NOPAD;

use crate::{Result, Social};

/// The setting that holds the key, sealed.
const SETTING: &str = "vapid_key";

impl Social {
    /// The key; made when the server first starts, and the same for ever after.
    pub async fn push_key(&self) -> Result<Arc<P256Key>> {
        if let Some(key) = self.memory().push_key.get() {
            return Ok(Arc::clone(key));
        }
        let fresh = P256Key::generate()?.to_bytes()?;
        let key = P256Key::from_bytes(&self.server_secret(SETTING, &fresh).await?)?;
        Ok(Arc::clone(
            self.memory().push_key.get_or_init(|| Arc::new(key)),
        ))
    }

    /// Its public half, as apps want it.
    pub async fn push_public_key(&self) -> Result<String> {
        Ok(BASE64URL_NOPAD.encode(self.push_key().await?.public()))
    }
}
