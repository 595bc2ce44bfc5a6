//! Secrets of the server itself: kept sealed in a setting.

use data_encoding::BASE64URL_NOPAD;

use crate::{Result, Social};

impl Social {
    /// The secret in a setting: `fresh` the first time, and what was kept then ever after. Of any number of processes that
    /// start together, that of one is kept.
    pub(crate) async fn server_secret(
        &self,
        setting: &'static str,
        fresh: &[u8],
    ) -> Result<Vec<u8>> {
        let sealed = BASE64URL_NOPAD.encode(&self.server_key().seal(fresh, setting)?);
        let kept = self.store().write(move |tx| {
            store::setting::claim(tx, setting, &sealed)?;
            store::setting::find(tx, setting)
        });
        let sealed = BASE64URL_NOPAD
            .decode(kept.await?.unwrap_or_default().as_bytes())
            .or(Err(crypto::Error::Opening))?;
        Ok(self.server_key().open(&sealed, setting)?)
    }
}
