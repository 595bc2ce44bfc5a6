//! What goes wrong between the core and the network.

use at_proto::plc::PlcError;
use at_proto::repo::RepoError;
use at_proto::syntax::SyntaxError;
use http::StatusCode;
use infra::fetch::FetchError;

use crate::xrpc::XrpcError;

/// The result of what this crate does.
pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The core refused.
    #[error(transparent)]
    Core(#[from] social::Error),
    /// A commit that cannot be made.
    #[error("a commit {0}")]
    Repo(#[from] RepoError),
    /// An operation on a name that cannot be made.
    #[error(transparent)]
    Plc(#[from] PlcError),
    /// Not a name of its kind.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// Somebody else did not answer.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// The record or the commit is not the one that the caller thought it was.
    #[error("{0}")]
    Swapped(&'static str),
    /// What somebody sent is not what it should be.
    #[error("{0}")]
    Invalid(String),
}

impl From<at_proto::data::DataError> for Error {
    fn from(error: at_proto::data::DataError) -> Self {
        Self::Repo(error.into())
    }
}

impl From<Error> for XrpcError {
    fn from(error: Error) -> Self {
        match error {
            Error::Swapped(message) => Self::bad("InvalidSwap", message),
            Error::Invalid(message) => Self::invalid_request(message),
            Error::Fetch(error) => Self::new(
                StatusCode::BAD_GATEWAY,
                "UpstreamFailure",
                error.to_string(),
            ),
            other => social::Error::from(other).into(),
        }
    }
}

impl From<Error> for social::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Core(error) => error,
            other => Self::internal(other),
        }
    }
}
