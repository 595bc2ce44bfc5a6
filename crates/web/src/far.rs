//! Pictures, video and sound of other servers, under addresses that this server made.

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::Deserialize;
use social::Error;
use social::media::far::{Again, FarAnswer, FarStream, Part};
use url::Url;

use crate::refusal::Refusal;
use crate::sent::{local_path, see_other};
use crate::state::Web;

/// A week, and not in shared caches: what is for followers may be among them.
const WEEK: HeaderValue = HeaderValue::from_static("private, max-age=604800, immutable");
/// What plays may change at its server.
const DAY: HeaderValue = HeaderValue::from_static("private, max-age=86400");
/// What could not be had may be there soon.
const MINUTE: HeaderValue = HeaderValue::from_static("private, max-age=60");
/// Whatever it is: a page that can do nothing.
const SANDBOX: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");
/// What is shown where a picture cannot be had.
const PLACEHOLDER: &str = concat!(
    r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 120" width="160" height="120">"#,
    r##"<rect width="160" height="120" fill="#8883"/><g fill="none" stroke="#888" stroke-width="4" stroke-linejoin="round">"##,
    r#"<path d="M50 26h60v56H50zM50 72l18-20 14 14 10-10 18 18M46 90l68-72"/></g>"#,
    r##"<text x="80" y="108" text-anchor="middle" font-family="sans-serif" font-size="9" fill="#888">Not to be had now</text></svg>"##
);

/// What is asked by the button on a page.
pub(crate) const FROM_PAGE: &str = "page";
/// What is asked beside the address.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// Whether to try again what could not be had.
    #[serde(default)]
    retry: Option<String>,
}

/// GET /media/far/{token} — a file of another server, or a placeholder for it. With `?retry=1` what could not be had a
/// moment ago is tried again, and with `?retry=page` whoever asks is then sent back to the page they came from.
pub(crate) async fn get(
    State(web): State<Web>,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    if is_a_server(&headers) {
        return Ok((StatusCode::FORBIDDEN, "Fetch this from its own server.").into_response());
    }
    let is_from_page = asked.retry.as_deref() == Some(FROM_PAGE);
    let again = if asked.retry.is_some() {
        Again::Yes
    } else {
        Again::No
    };
    let part = headers.get(header::RANGE).and_then(read_range);
    let answer = web.social.far_media(&token, part, again).await;
    if is_from_page {
        // Whether it is there now is seen on the page.
        return Ok(see_other(&page_before(&web, &headers)));
    }
    let answer = match answer {
        Ok(FarAnswer::File(file)) => file_answer(&file.media_type, file.bytes),
        Ok(FarAnswer::Stream(stream)) => stream_answer(stream),
        Err(Error::Forbidden(why)) => (StatusCode::FORBIDDEN, why).into_response(),
        Err(Error::NotFound(_)) => placeholder(StatusCode::NOT_FOUND),
        Err(Error::Unreachable(_) | Error::TooMany { .. }) => placeholder(StatusCode::BAD_GATEWAY),
        Err(other) => return Err(other.into()),
    };
    Ok(bounded(answer))
}

/// Where a button to try again was pressed: a page of this server, or the first one.
fn page_before(web: &Web, headers: &HeaderMap) -> String {
    let said = headers.get(header::REFERER);
    let page = said.and_then(|said| Url::parse(said.to_str().ok()?).ok());
    let page = page.filter(|page| page.origin() == web.social.base_url().origin());
    let path = page.map(|page| page[url::Position::BeforePath..].to_owned());
    let path = path.as_deref().and_then(local_path).unwrap_or("/");
    path.to_owned()
}

/// A server like this one that asks for what it should ask of the file's own server: two that ask each other would
/// never end (CVE-2024-49363).
fn is_a_server(headers: &HeaderMap) -> bool {
    let agent = headers.get(header::USER_AGENT);
    agent.is_some_and(|agent| agent.as_bytes().starts_with(b"Folkmoot/"))
}

fn file_answer(media_type: &str, bytes: bytes::Bytes) -> Response {
    let kind = HeaderValue::try_from(media_type)
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, WEEK)];
    (headers, bytes).into_response()
}

fn stream_answer(stream: FarStream) -> Response {
    let mut headers = HeaderMap::new();
    let mut put = |name: HeaderName, text: String| {
        if let Ok(value) = HeaderValue::try_from(text) {
            headers.insert(name, value);
        }
    };
    put(header::CONTENT_TYPE, stream.media_type);
    put(header::ACCEPT_RANGES, "bytes".to_owned());
    if let Some(length) = stream.length {
        put(header::CONTENT_LENGTH, length.to_string());
    }
    let mut status = StatusCode::OK;
    if let Some(came) = stream.came {
        status = StatusCode::PARTIAL_CONTENT;
        let of = came.of.map_or_else(|| "*".to_owned(), |of| of.to_string());
        let range = format!("bytes {}-{}/{of}", came.first, came.last);
        put(header::CONTENT_RANGE, range);
    }
    headers.insert(header::CACHE_CONTROL, DAY);
    (status, headers, Body::from_stream(stream.pieces)).into_response()
}

/// A drawing that says that something is missing; browsers show it whatever the status.
fn placeholder(status: StatusCode) -> Response {
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("image/svg+xml"),
        ),
        (header::CACHE_CONTROL, MINUTE),
        (header::RETRY_AFTER, HeaderValue::from_static("60")),
    ];
    (status, headers, PLACEHOLDER).into_response()
}

/// What holds for every answer here.
fn bounded(mut answer: Response) -> Response {
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, SANDBOX),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("inline"),
        ),
        (
            header::ACCESS_CONTROL_ALLOW_ORIGIN,
            HeaderValue::from_static("*"),
        ),
    ];
    answer.headers_mut().extend(fixed);
    answer
}

/// One part; whoever asks for several, or for nonsense, gets all of it (RFC 9110 §14.2).
fn read_range(value: &HeaderValue) -> Option<Part> {
    let (first, last) = value
        .to_str()
        .ok()?
        .strip_prefix("bytes=")?
        .split_once('-')?;
    let number = |text: &str| match text {
        "" => Some(None),
        text => text.parse().ok().map(Some),
    };
    let part = Part {
        first: number(first)?,
        last: number(last)?,
    };
    let is_one = match (part.first, part.last) {
        (None, None) => false,
        (Some(first), Some(last)) => first <= last,
        _ => true,
    };
    is_one.then_some(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Security row D8.
    #[test]
    fn only_one_part_is_asked_for_at_a_time() {
        let read = |text: &str| read_range(&HeaderValue::try_from(text).unwrap());
        let part = |first, last| Some(Part { first, last });
        assert_eq!(read("bytes=0-99"), part(Some(0), Some(99)));
        assert_eq!(read("bytes=5-"), part(Some(5), None));
        assert_eq!(read("bytes=-7"), part(None, Some(7)));
        for no in [
            "bytes=-",
            "bytes=9-2",
            "bytes=0-1,3-4",
            "bytes=--1",
            "lines=1-2",
        ] {
            assert_eq!(read(no), None, "{no}");
        }
    }
}
