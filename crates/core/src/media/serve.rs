//! Giving a file out by its name.

use ::media::{Digest, Kind};
use bytes::Bytes;

use crate::{Error, Result, Social};

/// A file to be sent.
#[derive(Debug, Clone)]
pub struct Served {
    /// What it is; we made it, so it is true.
    pub media_type: &'static str,
    /// The file.
    pub bytes: Bytes,
}

const MAX_NAME: usize = 64;

impl Social {
    /// The file with this name.
    pub async fn file(&self, name: &str) -> Result<Served> {
        const GONE: Error = Error::NotFound("This file");
        let kind = name
            .rsplit_once('.')
            .and_then(|(_, end)| Kind::from_extension(end));
        let kind = kind
            .filter(|_| name.len() <= MAX_NAME && name.is_ascii())
            .ok_or(GONE)?;
        let name = name.to_owned();
        let digest = self
            .store()
            .read(move |conn| store::file::find(conn, &name))
            .await?;
        let digest = digest.as_deref().and_then(Digest::parse).ok_or(GONE)?;
        let place = self.files().clone();
        let bytes = tokio::task::spawn_blocking(move || place.get(&digest));
        let bytes = bytes
            .await
            .map_err(Error::internal)?
            .map_err(Error::internal)?;
        Ok(Served {
            media_type: kind.media_type(),
            bytes: bytes.ok_or(GONE)?,
        })
    }
}
