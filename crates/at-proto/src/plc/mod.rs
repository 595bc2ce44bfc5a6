//! did:plc: operations and their audit log (<https://web.plc.directory/spec/v0.1/did-plc>).
//!
//! Always true here: a directory is not believed. What it says of a DID is worked out again from the
//! signed operations; only the times of the entries are its word.

mod document;
mod log;
mod operation;
mod state;

pub use document::did_document;
pub use log::{Audit, Entry, MAX_ENTRIES, MAX_LOG_BYTES, parse_log, validate};
pub use operation::{Create, MAX_OPERATION_BYTES, Operation, Tombstone, Update};
pub use state::{Service, State};

/// Why an operation cannot be made, or a log is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlcError {
    /// The text is not JSON of the expected form.
    #[error("the log is malformed: {0}")]
    Malformed(String),
    /// More than [`MAX_LOG_BYTES`] or [`MAX_ENTRIES`].
    #[error("the log is too long")]
    LogTooLong,
    /// A log without entries says nothing.
    #[error("the log is empty")]
    Empty,
    /// An entry of the log, counted from zero, breaks a rule.
    #[error("entry {index} of the log: {problem}")]
    Entry {
        /// Its place in the log.
        index: usize,
        /// The rule.
        problem: Problem,
    },
    /// An operation cannot be made of this.
    #[error("{0}")]
    Operation(Problem),
}

/// Which rule an operation does not keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// It cannot be written as DAG-CBOR.
    #[error("the operation cannot be encoded")]
    Encoding,
    /// Longer than [`MAX_OPERATION_BYTES`].
    #[error("the operation is too large")]
    TooLarge,
    /// A field has too many entries, or one that is too long or not what it should be.
    #[error("{0}")]
    Field(&'static str),
    /// It is about another DID, or the first operation does not give this one.
    #[error("the operation belongs to another DID")]
    WrongDid,
    /// The stated CID is not that of the operation.
    #[error("the CID is not that of the operation")]
    WrongCid,
    /// Its `prev` is not an operation in force, or it is a first operation in the middle.
    #[error("the operation does not follow one that is in force")]
    Misplaced,
    /// No rotation key in force made the signature, or its text is not strict base64url.
    #[error("no key that may do so has signed the operation")]
    Signature,
    /// It replaces an operation that is older than 72 hours.
    #[error("the time to replace an operation is over")]
    TooLate,
    /// The stated `nullified` is not what the log gives.
    #[error("the entry is wrong about being nullified")]
    Nullified,
    /// It is older than the one before it.
    #[error("the entries are not in the order of time")]
    Order,
}
