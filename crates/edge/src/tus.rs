//! Uploads that go on after a broken connection: tus 1.0 (<https://tus.io/protocols/resumable-upload>) with its extensions
//! creation, creation-with-upload, expiration, checksum and termination. The front doors say who sends and where.
//!
//! Beside the headers of the protocol there is `Media-Id`: what became of a file that is whole.

use std::time::{Duration, SystemTime};

use axum::Json;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use model::{Focus, Id};
use serde_json::json;
use social::media::parts::{Checksum, NewParts, Part, PartsView};
use social::{Caller, Error, Social};

/// The version of the protocol that is spoken.
pub const VERSION: HeaderValue = HeaderValue::from_static("1.0.0");
/// What `Content-Type` a part has.
pub const PART: &str = "application/offset+octet-stream";

const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
const MEDIA: HeaderName = HeaderName::from_static("media-id");
const OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");

/// What a script may send.
pub const REQUEST_HEADERS: [HeaderName; 7] = [
    RESUMABLE,
    LENGTH,
    OFFSET,
    METADATA,
    CHECKSUM,
    OVERRIDE,
    HeaderName::from_static("x-requested-with"),
];
/// What a script may read.
pub const ANSWER_HEADERS: [HeaderName; 10] = [
    RESUMABLE,
    LENGTH,
    OFFSET,
    METADATA,
    EXPIRES,
    MEDIA,
    header::LOCATION,
    HeaderName::from_static("tus-version"),
    HeaderName::from_static("tus-extension"),
    HeaderName::from_static("tus-max-size"),
];

/// A part whose checksum is wrong, as the extension numbers it.
const MISMATCH: u16 = 460;

/// Why a request is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Another version of the protocol, or none.
    #[error("Tus-Resumable must be 1.0.0")]
    Version,
    /// A header that is missing or is none.
    #[error("{0}")]
    Header(&'static str),
    /// A body of another type.
    #[error("Content-Type must be application/offset+octet-stream")]
    Type,
    /// The core refused.
    #[error(transparent)]
    Core(#[from] Error),
}

type Result<T> = std::result::Result<T, Refusal>;

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Self::Version => StatusCode::PRECONDITION_FAILED,
            Self::Header(_) => StatusCode::BAD_REQUEST,
            Self::Type => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Core(error) => match error {
                Error::NotFound(_) | Error::Gone(_) => StatusCode::NOT_FOUND,
                Error::Invalid { code, .. } if *code == "too_large" => {
                    StatusCode::PAYLOAD_TOO_LARGE
                }
                Error::Invalid { code, .. } if *code == "mismatch" => {
                    StatusCode::from_u16(MISMATCH).unwrap_or(StatusCode::BAD_REQUEST)
                }
                Error::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
                Error::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
                Error::Forbidden(_) => StatusCode::FORBIDDEN,
                Error::Conflict(_) => StatusCode::CONFLICT,
                Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
                Error::Unreachable(_) | Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
                Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
            },
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut headers = HeaderMap::from_iter([(RESUMABLE, VERSION)]);
        match &self {
            Self::Version => {
                headers.insert("tus-version", VERSION);
            }
            Self::Core(Error::TooMany { retry }) => {
                let seconds = HeaderValue::from(retry.as_secs().max(1));
                headers.insert(header::RETRY_AFTER, seconds);
            }
            Self::Core(Error::Internal(source)) => {
                tracing::error!(error = source, "an upload failed");
            }
            _ => {}
        }
        let words = Json(json!({ "error": self.to_string() }));
        (self.status(), headers, words).into_response()
    }
}

/// Says in the answers of `next` which protocol is spoken, and in that to `OPTIONS` how.
pub async fn announce(State(social): State<Social>, request: Request, next: Next) -> Response {
    let asks = request.method() == Method::OPTIONS;
    let mut response = next.run(request).await;
    if asks {
        *response.status_mut() = StatusCode::NO_CONTENT;
    }
    let headers = response.headers_mut();
    headers.insert(RESUMABLE, VERSION);
    if asks {
        let extensions = "creation,creation-with-upload,expiration,checksum,termination";
        headers.insert("tus-version", VERSION);
        headers.insert("tus-extension", HeaderValue::from_static(extensions));
        headers.insert("tus-max-size", HeaderValue::from(social.largest_upload()));
        let sums = HeaderValue::from_static("sha1,sha256");
        headers.insert("tus-checksum-algorithm", sums);
    }
    response
}

/// `POST` to the place of uploads, `base`: begins one, whose address is in `Location`. It may bring the first part.
pub async fn create(
    social: &Social,
    caller: &Caller,
    base: &str,
    request: Request,
) -> Result<Response> {
    let (parts, body) = request.into_parts();
    check_version(&parts.headers)?;
    let length = number(&parts.headers, &LENGTH)?;
    let length = length.ok_or(Refusal::Header("Upload-Length is missing"))?;
    let brings = is_part(&parts.headers);
    let checksum = checksum(&parts.headers)?;
    let new = described(&parts.headers, length)?;
    let mut view = social.begin_parts(caller, new).await?;
    if brings {
        let part = Part {
            offset: 0,
            checksum,
        };
        let pieces = body.into_data_stream();
        view = social.add_part(caller, view.id, part, pieces).await?;
    }
    let mut headers = told(&view);
    if !brings {
        headers.remove(OFFSET);
    }
    let place = HeaderValue::try_from(format!("{base}/{}", view.id));
    let place = place.map_err(|error| Refusal::Core(Error::internal(error)))?;
    headers.insert(header::LOCATION, place);
    Ok((StatusCode::CREATED, headers).into_response())
}

/// `HEAD`: how much has come. `GET` says it in JSON as well: `{ id, offset, length, media_id }`.
pub async fn show(social: &Social, caller: &Caller, id: Id, asked: &Parts) -> Result<Response> {
    if asked.method != Method::GET {
        check_version(&asked.headers)?;
    }
    let view = social.parts(caller, id).await?;
    let mut headers = told(&view);
    headers.insert(LENGTH, HeaderValue::from(view.length));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(note) = HeaderValue::try_from(&view.note)
        && !note.is_empty()
    {
        headers.insert(METADATA, note);
    }
    let whole = json!({
        "id": view.id,
        "offset": view.offset,
        "length": view.length,
        "media_id": view.media,
    });
    Ok((StatusCode::OK, headers, Json(whole)).into_response())
}

/// `PATCH`: brings the next part.
pub async fn patch(social: &Social, caller: &Caller, id: Id, request: Request) -> Result<Response> {
    let (parts, body) = request.into_parts();
    check_version(&parts.headers)?;
    if !is_part(&parts.headers) {
        return Err(Refusal::Type);
    }
    let offset = number(&parts.headers, &OFFSET)?;
    let part = Part {
        offset: offset.ok_or(Refusal::Header("Upload-Offset is missing"))?,
        checksum: checksum(&parts.headers)?,
    };
    let pieces = Body::into_data_stream(body);
    let view = social.add_part(caller, id, part, pieces).await?;
    Ok((StatusCode::NO_CONTENT, told(&view)).into_response())
}

/// `DELETE`: gives it up.
pub async fn delete(
    social: &Social,
    caller: &Caller,
    id: Id,
    headers: &HeaderMap,
) -> Result<Response> {
    check_version(headers)?;
    social.drop_parts(caller, id).await?;
    let headers = [(RESUMABLE, VERSION)];
    Ok((StatusCode::NO_CONTENT, headers).into_response())
}

/// `POST` to one upload, by clients that can send nothing else: `X-HTTP-Method-Override` says what is meant.
pub async fn overridden(
    social: &Social,
    caller: &Caller,
    id: Id,
    request: Request,
) -> Result<Response> {
    let meant = request.headers().get(OVERRIDE).map(HeaderValue::as_bytes);
    match meant {
        Some(b"PATCH") => patch(social, caller, id, request).await,
        Some(b"DELETE") => delete(social, caller, id, request.headers()).await,
        _ => Err(Refusal::Header(
            "X-HTTP-Method-Override must be PATCH or DELETE",
        )),
    }
}

fn check_version(headers: &HeaderMap) -> Result<()> {
    if headers.get(RESUMABLE) == Some(&VERSION) {
        Ok(())
    } else {
        Err(Refusal::Version)
    }
}

fn is_part(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().eq_ignore_ascii_case(PART.as_bytes()))
}

/// A number of bytes, if one is said.
fn number(headers: &HeaderMap, name: &HeaderName) -> Result<Option<u64>> {
    let Some(value) = headers.get(name) else {
        return Ok(None);
    };
    let text = value.to_str().unwrap_or_default();
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|_| is_number);
    number.map(Some).ok_or(Refusal::Header(
        "Upload-Length and Upload-Offset must be numbers of bytes",
    ))
}

fn checksum(headers: &HeaderMap) -> Result<Option<Checksum>> {
    let Some(value) = headers.get(CHECKSUM) else {
        return Ok(None);
    };
    let (name, sum) = value
        .to_str()
        .ok()
        .and_then(|text| text.trim().split_once(' '))
        .unwrap_or_default();
    let sum = BASE64.decode(sum.trim().as_bytes()).unwrap_or_default();
    match (name, sum.len()) {
        ("sha1", 20) => Ok(Some(Checksum::Sha1(sum))),
        ("sha256", 32) => Ok(Some(Checksum::Sha256(sum))),
        _ => Err(Refusal::Header(
            "Upload-Checksum must be sha1 or sha256 and the sum in base64",
        )),
    }
}

/// What is said of a file in `Upload-Metadata`: `description` and `focus`. Its name is nobody's business.
fn described(headers: &HeaderMap, length: u64) -> Result<NewParts> {
    let note = match headers.get(METADATA) {
        Some(value) => value.to_str().or(Err(BAD_METADATA))?.to_owned(),
        None => String::new(),
    };
    let mut new = NewParts {
        length,
        ..NewParts::default()
    };
    for pair in note
        .split(',')
        .map(str::trim)
        .filter(|pair| !pair.is_empty())
    {
        let (name, value) = pair.split_once(' ').unwrap_or((pair, ""));
        let value = BASE64
            .decode(value.trim().as_bytes())
            .or(Err(BAD_METADATA))?;
        match name {
            "description" => {
                let text = String::from_utf8(value).or(Err(BAD_METADATA))?;
                new.alt = Some(text.replace('\0', ""));
            }
            "focus" => {
                let focus = std::str::from_utf8(&value).ok().and_then(Focus::parse);
                new.focus = Some(focus.ok_or(BAD_FOCUS)?);
            }
            _ => {}
        }
    }
    Ok(NewParts { note, ..new })
}

const BAD_METADATA: Refusal =
    Refusal::Header("Upload-Metadata must be pairs of a name and a value in base64");
const BAD_FOCUS: Refusal = Refusal::Header("focus must be two numbers, as 0.5,-0.2");

/// How far an upload is, in headers.
fn told(view: &PartsView) -> HeaderMap {
    let mut headers = HeaderMap::from_iter([
        (RESUMABLE, VERSION),
        (OFFSET, HeaderValue::from(view.offset)),
    ]);
    let micros = u64::try_from(view.expires_at.micros()).unwrap_or_default();
    let expires = SystemTime::UNIX_EPOCH + Duration::from_micros(micros);
    if let Ok(expires) = HeaderValue::try_from(httpdate::fmt_http_date(expires)) {
        headers.insert(EXPIRES, expires);
    }
    if let Some(media) = view.media
        && let Ok(media) = HeaderValue::try_from(media.to_string())
    {
        headers.insert(MEDIA, media);
    }
    headers
}
