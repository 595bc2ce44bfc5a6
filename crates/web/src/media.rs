//! Files that people uploaded, under names that nobody can guess and that never stand for anything else.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use social::Error;

use crate::refusal::Refusal;
use crate::state::Web;

/// What a name that never changes its meaning allows. Not shared caches: what is for followers may be among them.
const FOREVER: HeaderValue = HeaderValue::from_static("private, max-age=31536000, immutable");
/// Should a browser ever take a file for a page, then for one that can do nothing (security row D5).
const SANDBOX: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");

/// GET /media/{file} — one of them. Other servers and apps may show it in their pages.
pub(crate) async fn get(
    State(web): State<Web>,
    Path(file): Path<String>,
) -> Result<Response, Refusal> {
    let served = match web.social.file(&file).await {
        Ok(served) => served,
        Err(Error::NotFound(_)) => return Ok(StatusCode::NOT_FOUND.into_response()),
        Err(other) => return Err(other.into()),
    };
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static(served.media_type),
        ),
        (header::CACHE_CONTROL, FOREVER),
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
    Ok((headers, served.bytes).into_response())
}
