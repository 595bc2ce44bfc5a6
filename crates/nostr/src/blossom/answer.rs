//! How answers look: what programs in browsers must be told, why something was refused, and what a file is called.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use serde_json::{Value, json};
use social::event::OpenFile;
use url::Url;

/// Says that any page may ask (BUD-01, "Cross origin headers"), and answers whoever asks whether it may.
pub(super) async fn with_headers(asked: Request, next: Next) -> Response {
    let mut answer = if asked.method() == Method::OPTIONS {
        let fixed = HeaderValue::from_static;
        let told = [
            (
                header::ACCESS_CONTROL_ALLOW_HEADERS,
                fixed("Authorization, *"),
            ),
            (
                header::ACCESS_CONTROL_ALLOW_METHODS,
                fixed("GET, HEAD, PUT, DELETE"),
            ),
            (header::ACCESS_CONTROL_MAX_AGE, fixed("86400")),
        ];
        (StatusCode::NO_CONTENT, told).into_response()
    } else {
        next.run(asked).await
    };
    let headers = answer.headers_mut();
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("X-Reason, Accept-Ranges, Content-Length, Content-Range, ETag"),
    );
    answer
}

/// Why something was not done.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    reason: String,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, reason: impl Into<String>) -> Self {
        Self {
            status,
            reason: reason.into(),
        }
    }

    pub(super) fn bad(reason: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, reason)
    }

    pub(super) fn too_large() -> Self {
        let reason = "This file is larger than this server takes";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, reason)
    }
}

impl From<social::Error> for Refusal {
    fn from(error: social::Error) -> Self {
        use social::Error;
        let status = match &error {
            Error::NotFound(_) | Error::Gone(_) => StatusCode::NOT_FOUND,
            Error::Invalid { .. } => StatusCode::BAD_REQUEST,
            Error::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
            Error::Forbidden(_) => StatusCode::FORBIDDEN,
            Error::Conflict(_) => StatusCode::CONFLICT,
            Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Error::Unreachable(_) => StatusCode::BAD_GATEWAY,
            Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Error::Internal(source) => {
                tracing::error!(%source, "a file could not be kept or given");
                StatusCode::INTERNAL_SERVER_ERROR
            }
        };
        Self::new(status, error.to_string())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        // A header holds no letters beyond ASCII.
        let reason: String = self.reason.chars().filter(char::is_ascii).collect();
        let reason = HeaderValue::try_from(reason).unwrap_or(HeaderValue::from_static("refused"));
        let told = [
            (HeaderName::from_static("x-reason"), reason),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ];
        let mut answer = (self.status, told, self.reason).into_response();
        if self.status == StatusCode::TOO_MANY_REQUESTS {
            answer
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from_static("10"));
        }
        answer
    }
}

/// What is told of a file (BUD-02, "Blob Descriptor").
pub(super) fn described(base: &Url, file: &OpenFile) -> Value {
    let base = base.as_str().trim_end_matches('/');
    json!({
        "url": format!("{base}/{}.{}", file.digest, extension(&file.media_type)),
        "sha256": file.digest,
        "size": file.length,
        "type": file.media_type,
        "uploaded": file.uploaded_at,
    })
}

/// The usual end of the name of a file: apps that show posts look at it.
fn extension(media_type: &str) -> &'static str {
    match media_type {
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "image/gif" => "gif",
        "image/webp" => "webp",
        "image/avif" => "avif",
        "image/svg+xml" => "svg",
        "video/mp4" => "mp4",
        "video/webm" => "webm",
        "video/quicktime" => "mov",
        "audio/mpeg" => "mp3",
        "audio/mp4" => "m4a",
        "audio/ogg" => "ogg",
        "audio/flac" => "flac",
        "audio/wav" => "wav",
        "application/pdf" => "pdf",
        "text/plain" => "txt",
        _ => "bin",
    }
}
