//! Files that people uploaded, under names that nobody can guess and that never stand for anything else.

use std::ops::Range;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use edge::range::{self, Part};
use futures_util::stream;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use social::Error;
use social::media::{Keeping, Sending, Served};

use crate::refusal::Refusal;
use crate::state::Web;

/// For everyone: a name never changes its meaning. Caches that serve many ask again every hour, so that what was
/// taken away is gone from them too (security row D9).
const FOR_ALL: HeaderValue =
    HeaderValue::from_static("public, max-age=31536000, s-maxage=3600, immutable");
/// For some: in nobody's cache but the reader's own, and there for a day.
const FOR_READER: HeaderValue = HeaderValue::from_static("private, max-age=86400, immutable");
/// What every answer says. Should a browser ever take a file for a page, then for one that can do nothing (row D5).
/// Pages and players of others may show a file, and read how long it is.
const HEADERS: [(HeaderName, HeaderValue); 7] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; sandbox"),
    ),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("inline"),
    ),
    (header::ACCEPT_RANGES, HeaderValue::from_static("bytes")),
    (
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    ),
    (
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("Accept-Ranges, Content-Length, Content-Range, ETag"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    ),
];

/// GET /media/{file} — one of them, or a part of it. Other servers and apps may show it in their pages.
pub(crate) async fn get(
    State(web): State<Web>,
    Path(file): Path<String>,
    method: Method,
    asked: HeaderMap,
) -> Result<Response, Refusal> {
    let served = match web.social.file(&file).await {
        Ok(served) => served,
        Err(error) => return missing(error),
    };
    if let Some(elsewhere) = served.lent() {
        return Ok(redirect(&elsewhere));
    }
    let tag = format!("\"{}\"", served.tag());
    let keeping = match served.keeping {
        Keeping::Everyone => FOR_ALL,
        Keeping::OnlyReader => FOR_READER,
    };
    let answer = if range::is_known(&asked, &tag) {
        Ok(StatusCode::NOT_MODIFIED.into_response())
    } else if method == Method::GET {
        let part = range::asked(&asked, served.length, &tag);
        answer(served, part).await
    } else {
        // A range means something to GET alone.
        Ok(headed(&served, 0..served.length, None).into_response())
    };
    let mut answer = match answer {
        Ok(answer) => answer,
        Err(error) => return missing(error),
    };
    let headers = answer.headers_mut();
    headers.extend(HEADERS);
    headers.insert(header::CACHE_CONTROL, keeping);
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(header::ETAG, tag);
    }
    Ok(answer)
}

/// What was taken away is remembered as gone by nobody: it may come back. So may what cannot be had now.
fn missing(error: Error) -> Result<Response, Refusal> {
    let no_store = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    match error {
        Error::NotFound(_) => Ok((StatusCode::NOT_FOUND, no_store).into_response()),
        Error::Unavailable(_) => {
            let soon = [(header::RETRY_AFTER, HeaderValue::from_static("60"))];
            let words = error.to_string();
            Ok((StatusCode::SERVICE_UNAVAILABLE, no_store, soon, words).into_response())
        }
        other => Err(other.into()),
    }
}

/// The address is good for an hour, so it is remembered for half of that.
fn redirect(elsewhere: &str) -> Response {
    let keeping = HeaderValue::from_static("public, max-age=1800, s-maxage=600");
    let mut answer = (
        StatusCode::TEMPORARY_REDIRECT,
        [(header::CACHE_CONTROL, keeping)],
    )
        .into_response();
    answer.headers_mut().extend(HEADERS);
    if let Ok(elsewhere) = HeaderValue::try_from(elsewhere) {
        answer.headers_mut().insert(header::LOCATION, elsewhere);
    }
    answer
}

async fn answer(served: Served, part: Part) -> Result<Response, Error> {
    let length = served.length;
    let (range, told) = match part {
        Part::Whole => (0..length, None),
        Part::Some(range) => {
            let told = format!("bytes {}-{}/{length}", range.start, range.end - 1);
            (range, Some(told))
        }
        Part::Nothing => {
            let told = [(header::CONTENT_RANGE, format!("bytes */{length}"))];
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, told).into_response());
        }
    };
    let head = headed(&served, range.clone(), told);
    let sending = served.send(range).await?;
    let (status, headers) = head;
    Ok((status, headers, body(sending)).into_response())
}

/// The status and headers of these bytes.
fn headed(served: &Served, range: Range<u64>, told: Option<String>) -> (StatusCode, HeaderMap) {
    let mut headers = HeaderMap::new();
    let kind = HeaderValue::from_static(served.media_type);
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(header::CONTENT_LENGTH, (range.end - range.start).into());
    let told = told.and_then(|told| HeaderValue::try_from(told).ok());
    let status = match told {
        Some(told) => {
            headers.insert(header::CONTENT_RANGE, told);
            StatusCode::PARTIAL_CONTENT
        }
        None => StatusCode::OK,
    };
    (status, headers)
}

/// A piece is read when the one before is on its way, so a slow reader holds one piece and no thread.
fn body(sending: Sending) -> Body {
    Body::from_stream(stream::try_unfold(sending, |mut sending| async move {
        let piece = sending.piece().await?;
        Ok::<_, Error>(piece.map(|piece| (piece, sending)))
    }))
}
