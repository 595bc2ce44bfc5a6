//! Files of other servers, got through the one door out.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt as _;
use http::header::{ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, RANGE};
use http::{HeaderMap, HeaderValue, StatusCode};
use infra::fetch::{Accept, Door, Fetch, FetchError, Opened};
use social::BoxFuture;
use social::media::far::{Came, Courier, FarFailure, FarStream, Part};
use url::Url;

/// The most bytes of what plays; nobody shows more in a feed.
const MAX_PLAYED: u64 = 8 * 1024 * 1024 * 1024;

/// Gets files. A door of their own, so that pictures and deliveries do not wait for each other.
pub(crate) struct FarFiles(pub(crate) Arc<Door>);

impl Courier for FarFiles {
    fn fetch<'a>(&'a self, url: &'a Url, most: usize) -> BoxFuture<'a, Result<Bytes, FarFailure>> {
        Box::pin(async move {
            let fetch = Fetch {
                max_body: Some(most),
                ..Fetch::new(url.as_str(), Accept::Any)
            };
            let got = self.0.get(&fetch).await;
            Ok(got.map_err(|error| failure(&error))?.body)
        })
    }

    fn open<'a>(
        &'a self,
        url: &'a Url,
        part: Option<Part>,
    ) -> BoxFuture<'a, Result<FarStream, FarFailure>> {
        Box::pin(async move {
            let fetch = Fetch::new(url.as_str(), Accept::Any);
            let opened = self.0.open(&fetch, &asking_for(part)).await;
            stream(opened.map_err(|error| failure(&error))?)
        })
    }
}

fn asking_for(part: Option<Part>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    // Places in a compressed file would be others.
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    let number = |number: Option<u64>| number.map_or_else(String::new, |number| number.to_string());
    if let Some(part) = part
        && let Ok(range) = HeaderValue::try_from(format!(
            "bytes={}-{}",
            number(part.first),
            number(part.last)
        ))
    {
        headers.insert(RANGE, range);
    }
    headers
}

fn stream(opened: Opened) -> Result<FarStream, FarFailure> {
    let text = |name| {
        let value = opened.headers.get(name)?;
        HeaderValue::to_str(value).ok()
    };
    let came = if opened.status == StatusCode::PARTIAL_CONTENT {
        let came = text(&CONTENT_RANGE).and_then(read_range);
        Some(came.ok_or(FarFailure::Unusable)?)
    } else {
        None
    };
    let length: Option<u64> = text(&CONTENT_LENGTH).and_then(|text| text.parse().ok());
    if length.is_some_and(|length| length > MAX_PLAYED) {
        return Err(FarFailure::TooLarge);
    }
    let pieces =
        futures_util::stream::unfold((opened.pieces, 0_u64), |(mut pieces, so_far)| async move {
            let piece = match pieces.next().await {
                Ok(piece) => piece?,
                Err(error) => {
                    return Some((Err(std::io::Error::other(error)), (pieces, MAX_PLAYED)));
                }
            };
            let so_far = so_far.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
            (so_far <= MAX_PLAYED).then_some((Ok(piece), (pieces, so_far)))
        });
    Ok(FarStream {
        media_type: opened.content_type,
        length,
        came,
        pieces: pieces.boxed(),
    })
}

/// `bytes 0-99/1000` (RFC 9110 §14.4).
fn read_range(text: &str) -> Option<Came> {
    let (places, of) = text.strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = places.split_once('-')?;
    let came = Came {
        first: first.parse().ok()?,
        last: last.parse().ok()?,
        of: of.parse().ok(),
    };
    let fits = came.first <= came.last && came.of.is_none_or(|of| came.last < of);
    fits.then_some(came)
}

fn failure(error: &FetchError) -> FarFailure {
    match error {
        FetchError::TooLarge => FarFailure::TooLarge,
        FetchError::Status { status, .. }
            if matches!(*status, StatusCode::NOT_FOUND | StatusCode::GONE) =>
        {
            FarFailure::Gone
        }
        FetchError::ContentType(_) => FarFailure::Unusable,
        _ => FarFailure::Unreachable,
    }
}

#[cfg(test)]
mod tests;
