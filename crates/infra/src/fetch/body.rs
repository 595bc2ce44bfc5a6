//! Reading a response without trusting it: header bytes and decoded body bytes are counted as they come.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use http::HeaderMap;
use reqwest::Response;
use tokio::time::timeout;

use super::error::FetchError;

/// Refuses a response whose headers are larger than allowed.
pub(super) fn check_headers(headers: &HeaderMap, limit: usize) -> Result<(), FetchError> {
    let size: usize = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    if size > limit {
        Err(FetchError::TooLarge)
    } else {
        Ok(())
    }
}

/// A body that is read piece by piece.
#[derive(Debug)]
pub struct Pieces {
    response: Response,
    patience: Duration,
}

impl Pieces {
    pub(super) fn new(response: Response, patience: Duration) -> Self {
        Self { response, patience }
    }

    /// The next piece; `None` at the end. One that does not come in time ends it.
    pub async fn next(&mut self) -> Result<Option<Bytes>, FetchError> {
        match timeout(self.patience, self.response.chunk()).await {
            Ok(piece) => piece.map_err(FetchError::from_body),
            Err(_elapsed) => Err(FetchError::Timeout),
        }
    }
}

/// Reads the decoded body up to `limit` bytes. One byte more is an error, and the rest is never read:
/// dropping the response ends a bomb or an endless stream.
pub(super) async fn read(response: Response, limit: usize) -> Result<Bytes, FetchError> {
    let announced = response
        .content_length()
        .and_then(|length| usize::try_from(length).ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(FetchError::TooLarge);
    }
    let mut body = BytesMut::new();
    let mut chunks = response.bytes_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(FetchError::from_body)?;
        if body.len() + chunk.len() > limit {
            return Err(FetchError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}
