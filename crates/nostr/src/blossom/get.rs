//! A file, or a part of it.

use std::ops::Range;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use edge::range::{self, Part};
use futures_util::stream;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use social::media::Served;

use super::answer::Refusal;
use crate::Nostr;

/// Nothing in a file of somebody's runs, whatever it says that it is.
const POLICY: &str = "default-src 'none'; sandbox";
/// A name never changes its meaning. Caches that serve many ask again every hour, because files are taken away.
const KEEPING: &str = "public, max-age=31536000, s-maxage=3600, immutable";

/// The digest in the name of a file: 64 hexadecimal digits, and perhaps an ending.
pub(super) fn digest_of(name: &str) -> Option<String> {
    let (digest, ending) = name.split_once('.').unwrap_or((name, ""));
    let is_ending = ending.len() <= 16 && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_digest = digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_digest && is_ending).then(|| digest.to_ascii_lowercase())
}

/// GET, HEAD `/<sha256>` — a file, or a part of it (BUD-01).
pub(super) async fn handle(
    State(nostr): State<Arc<Nostr>>,
    Path(name): Path<String>,
    method: Method,
    asked: HeaderMap,
) -> Result<Response, Refusal> {
    let digest = digest_of(&name).ok_or_else(|| Refusal::bad("This is no name of a file"))?;
    let (file, served) = nostr.social.open_file(&digest).await?;
    let tag = format!("\"{digest}\"");
    let mut answer = if range::is_known(&asked, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else if method == Method::HEAD {
        (StatusCode::OK, headed_length(served.length)).into_response()
    } else {
        let part = range::asked(&asked, served.length, &tag);
        sent(served, part).await?
    };
    add_headers(answer.headers_mut(), &file.media_type, &tag);
    Ok(answer)
}

fn add_headers(headers: &mut HeaderMap, media_type: &str, tag: &str) {
    let fixed = HeaderValue::from_static;
    let kind = HeaderValue::try_from(media_type).unwrap_or(fixed("application/octet-stream"));
    // Only what is looked at or listened to is shown where it is; everything else is saved.
    let is_seen = ["image/", "video/", "audio/"]
        .iter()
        .any(|start| media_type.starts_with(start));
    let place = if is_seen { "inline" } else { "attachment" };
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(header::CONTENT_DISPOSITION, fixed(place));
    headers.insert(header::CONTENT_SECURITY_POLICY, fixed(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, fixed("nosniff"));
    headers.insert(header::ACCEPT_RANGES, fixed("bytes"));
    headers.insert(header::CACHE_CONTROL, fixed(KEEPING));
    headers.insert("cross-origin-resource-policy", fixed("cross-origin"));
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(header::ETAG, tag);
    }
}

fn headed_length(length: u64) -> [(header::HeaderName, HeaderValue); 1] {
    [(header::CONTENT_LENGTH, HeaderValue::from(length))]
}

async fn sent(served: Served, part: Part) -> Result<Response, Refusal> {
    let whole = served.length;
    let (status, range, told) = match part {
        Part::Whole => (StatusCode::OK, 0..whole, None),
        Part::Some(range) => {
            let told = format!(
                "bytes {}-{}/{whole}",
                range.start,
                range.end.saturating_sub(1)
            );
            (StatusCode::PARTIAL_CONTENT, range, Some(told))
        }
        Part::Nothing => {
            let told = [(header::CONTENT_RANGE, format!("bytes */{whole}"))];
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, told).into_response());
        }
    };
    let length = length_of(&range);
    let sending = served.send(range).await?;
    let body = Body::from_stream(stream::try_unfold(sending, |mut sending| async move {
        let piece = sending.piece().await.map_err(std::io::Error::other)?;
        Ok::<_, std::io::Error>(piece.map(|piece| (piece, sending)))
    }));
    let mut answer = (status, headed_length(length), body).into_response();
    if let Some(Ok(told)) = told.map(HeaderValue::try_from) {
        answer.headers_mut().insert(header::CONTENT_RANGE, told);
    }
    Ok(answer)
}

fn length_of(range: &Range<u64>) -> u64 {
    range.end.saturating_sub(range.start)
}
