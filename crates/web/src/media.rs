//! Files that people uploaded, under names that nobody can guess and that never stand for anything else.

mod range;

use std::ops::Range;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use social::Error;
use social::media::{Keeping, Served};

use self::range::Part;
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
        Err(Error::NotFound(_)) => return Ok(gone()),
        Err(other) => return Err(other.into()),
    };
    let tag = format!("\"{}\"", served.tag());
    let mut answer = if range::is_known(&asked, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else if method == Method::GET {
        part(&served, range::asked(&asked, served.length, &tag))
    } else {
        // A range means something to GET alone.
        part(&served, Part::Whole)
    };
    let headers = answer.headers_mut();
    headers.extend(HEADERS);
    headers.insert(
        header::CACHE_CONTROL,
        match served.keeping {
            Keeping::Everyone => FOR_ALL,
            Keeping::OnlyReader => FOR_READER,
        },
    );
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(header::ETAG, tag);
    }
    Ok(answer)
}

/// What was taken away is remembered as gone by nobody: it may come back.
fn gone() -> Response {
    let no_store = HeaderValue::from_static("no-store");
    (StatusCode::NOT_FOUND, [(header::CACHE_CONTROL, no_store)]).into_response()
}

fn part(served: &Served, part: Part) -> Response {
    let length = served.length;
    let (status, range, told) = match part {
        Part::Whole => (StatusCode::OK, 0..length, None),
        Part::Some(range) => {
            let told = format!("bytes {}-{}/{length}", range.start, range.end - 1);
            (StatusCode::PARTIAL_CONTENT, range, Some(told))
        }
        Part::Nothing => {
            let told = [(header::CONTENT_RANGE, format!("bytes */{length}"))];
            return (StatusCode::RANGE_NOT_SATISFIABLE, told).into_response();
        }
    };
    let headers = [
        (header::CONTENT_TYPE, served.media_type.to_owned()),
        (
            header::CONTENT_LENGTH,
            (range.end - range.start).to_string(),
        ),
    ];
    let told = told.map(|told| [(header::CONTENT_RANGE, told)]);
    let body = body(served.clone(), range);
    match told {
        Some(told) => (status, headers, told, body).into_response(),
        None => (status, headers, body).into_response(),
    }
}

/// A piece is read when the one before is on its way, so a slow reader holds one piece and no thread.
fn body(served: Served, range: Range<u64>) -> Body {
    Body::from_stream(stream::try_unfold(range, move |range| {
        let served = served.clone();
        async move {
            if range.is_empty() {
                return Ok(None);
            }
            let piece = served.piece(range.clone()).await?;
            let read = u64::try_from(piece.len()).unwrap_or(u64::MAX);
            Ok::<_, Error>(Some((piece, range.start.saturating_add(read)..range.end)))
        }
    }))
}
