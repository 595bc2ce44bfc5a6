//! Why a form was refused.

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::StatusCode;

use crate::{limits::Unread, problem::Problem};

/// When a file may be sent again that could not be kept.
const UNKEPT_RETRY: Duration = Duration::from_mins(1);

/// What is wrong with a form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadForm {
    /// Not JSON, not multipart, brackets that contradict each other.
    #[error("the form is malformed: {0}")]
    Malformed(String),
    /// A NUL character, which no text of ours may hold.
    #[error("the form holds a NUL character")]
    Nul,
    /// Too many fields, too many levels.
    #[error("the form has too many {0}")]
    TooMany(&'static str),
    /// Too many bytes.
    #[error("the form is too large")]
    TooLarge,
    /// An encoding we do not read.
    #[error("the form's content type is not one of JSON, urlencoded and multipart")]
    UnknownType,
    /// A field is missing or of another kind than wanted.
    #[error("{field}: {reason}")]
    Field {
        /// The field, as `poll[options][1]`; empty if it is the form as a whole.
        field: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Too many large files are on their way already.
    #[error("Too many large files are on their way already. Please send this one a little later.")]
    Busy {
        /// When it may be tried again.
        retry: Duration,
    },
    /// A file could not be kept. Why is in the log.
    #[error("This server cannot keep files at the moment. Please try again later.")]
    Unkept,
}

impl BadForm {
    /// The HTTP status that says this.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Malformed(_) | Self::Nul | Self::TooMany(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnknownType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Field { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Busy { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unkept => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The stable word that says this.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) | Self::Nul | Self::TooMany(_) => "bad_form",
            Self::TooLarge => "too_large",
            Self::UnknownType => "unknown_content_type",
            Self::Field { .. } => "bad_field",
            Self::Busy { .. } => "too_many_files",
            Self::Unkept => "unavailable",
        }
    }

    /// When it may be tried again, where that helps.
    pub fn retry(&self) -> Option<Duration> {
        match self {
            Self::Busy { retry } => Some(*retry),
            Self::Unkept => Some(UNKEPT_RETRY),
            _ => None,
        }
    }
}

impl From<Unread> for BadForm {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::TooLarge => Self::TooLarge,
            Unread::BrokenOff => Self::Malformed(unread.to_string()),
        }
    }
}

/// What the reception of a file refused.
impl From<social::Error> for BadForm {
    fn from(error: social::Error) -> Self {
        match error {
            social::Error::TooMany { retry } => Self::Busy { retry },
            other => {
                let source = std::error::Error::source(&other);
                tracing::error!(error = source, "a file that arrived could not be kept");
                Self::Unkept
            }
        }
    }
}

impl From<BadForm> for Problem {
    fn from(bad: BadForm) -> Self {
        let mut problem = Self::new(bad.status(), bad.code(), bad.to_string());
        if let Some(retry) = bad.retry() {
            problem = problem.retry_after(retry);
        }
        match bad {
            BadForm::Field { field, .. } if !field.is_empty() => problem.about(field),
            _ => problem,
        }
    }
}

impl IntoResponse for BadForm {
    fn into_response(self) -> Response {
        Problem::from(self).into_response()
    }
}
