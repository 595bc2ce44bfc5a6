//! Reading a response without trusting it: header bytes and decoded body bytes are counted as they come.

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use http::HeaderMap;
use reqwest::Response;

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
