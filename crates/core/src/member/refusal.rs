//! Refusals from inside a transaction: the closure gives up with the core's own error, and its rows are undone.

use crate::Error;

/// Gives a transaction up for this reason.
pub(crate) fn refuse(reason: Error) -> store::Error {
    store::Error::abort(reason)
}

/// The reason for which a transaction was given up, or what the database said.
pub(crate) fn reason(error: store::Error) -> Error {
    match error {
        store::Error::Aborted(cause) => match cause.downcast::<Error>() {
            Ok(reason) => *reason,
            Err(other) => Error::Internal(other),
        },
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::{reason, refuse};
    use crate::Error;

    #[test]
    fn a_reason_comes_back_as_it_was() {
        assert!(matches!(
            reason(refuse(Error::Gone("It"))),
            Error::Gone("It")
        ));
        assert!(matches!(
            reason(store::Error::abort("disk")),
            Error::Internal(_)
        ));
        assert!(matches!(reason(store::Error::NotFound), Error::NotFound(_)));
    }
}
