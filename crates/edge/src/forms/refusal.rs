//! Why a form was refused.

use axum::response::{IntoResponse, Response};
use http::StatusCode;

use crate::{limits::Unread, problem::Problem};

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
}

impl BadForm {
    /// The HTTP status that says this.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Malformed(_) | Self::Nul | Self::TooMany(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnknownType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Field { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// The stable word that says this.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) | Self::Nul | Self::TooMany(_) => "bad_form",
            Self::TooLarge => "too_large",
            Self::UnknownType => "unknown_content_type",
            Self::Field { .. } => "bad_field",
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

impl From<BadForm> for Problem {
    fn from(bad: BadForm) -> Self {
        let problem = Self::new(bad.status(), bad.code(), bad.to_string());
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
