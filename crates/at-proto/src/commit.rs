//! Commits: who says that a tree is their repository now (<https://atproto.com/specs/repository#commit-objects>).

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::cid::Cid;
use crate::syntax::{Did, Tid};

/// The version of repositories.
const VERSION: u64 = 3;
/// The most bytes of a commit; real ones have about 250.
const MAX_BYTES: usize = 8 * 1024;

/// What is wrong with a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// No DAG-CBOR of this shape, or not written in the one way there is.
    #[error("is no commit of version 3")]
    NoCommit,
}

/// A commit that nobody has signed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsigned {
    /// Whose repository it is.
    pub did: Did,
    /// Its tree.
    pub data: Cid,
    /// When: later than the one before.
    pub rev: Tid,
}

/// A commit and its signature. Whether that is right is to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// What was signed.
    pub unsigned: Unsigned,
    /// 64 bytes, if it is one.
    pub signature: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    did: Did,
    version: u64,
    data: Cid,
    rev: Tid,
    /// Always there, and nothing since version 3.
    prev: Option<Cid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sig: Option<ByteBuf>,
}

impl Unsigned {
    fn written(&self, signature: Option<&[u8]>) -> Vec<u8> {
        let written = Written {
            did: self.did.clone(),
            version: VERSION,
            data: self.data,
            rev: self.rev,
            prev: None,
            sig: signature.map(|bytes| ByteBuf::from(bytes.to_vec())),
        };
        // Writing into memory cannot fail.
        serde_ipld_dagcbor::to_vec(&written).unwrap_or_default()
    }

    /// What is to be signed.
    pub fn bytes(&self) -> Vec<u8> {
        self.written(None)
    }

    /// The commit with its signature.
    pub fn signed(self, signature: &[u8]) -> Commit {
        Commit {
            unsigned: self,
            signature: signature.to_vec(),
        }
    }
}

impl Commit {
    /// As it is kept, and named by its [`Cid::of_cbor`].
    pub fn bytes(&self) -> Vec<u8> {
        self.unsigned.written(Some(&self.signature))
    }

    /// Reads a commit. `prev` of older ones must be empty: they cannot be written anew as they were.
    pub fn parse(bytes: &[u8]) -> Result<Self, CommitError> {
        if bytes.len() > MAX_BYTES {
            return Err(CommitError::NoCommit);
        }
        let written: Written =
            serde_ipld_dagcbor::from_slice(bytes).or(Err(CommitError::NoCommit))?;
        let signature = written.sig.ok_or(CommitError::NoCommit)?;
        let commit = Self {
            unsigned: Unsigned {
                did: written.did,
                data: written.data,
                rev: written.rev,
            },
            signature: signature.into_vec(),
        };
        if written.version == VERSION && commit.bytes() == bytes {
            Ok(commit)
        } else {
            Err(CommitError::NoCommit)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_commit_survives_its_bytes_and_its_signature_is_not_in_what_is_signed() {
        let unsigned = Unsigned {
            did: Did::parse("did:plc:ewvi7nxzyoun6zhxrhs64oiz").unwrap(),
            data: Cid::of_cbor(b"tree"),
            rev: Tid::parse("3jzfcijpj2z2a").unwrap(),
        };
        let commit = unsigned.clone().signed(&[7; 64]);
        assert_eq!(Commit::parse(&commit.bytes()), Ok(commit.clone()));
        assert_eq!(Commit::parse(&unsigned.bytes()), Err(CommitError::NoCommit));
        assert!(!unsigned.bytes().windows(3).any(|part| part == b"sig"));
        let mut other = commit.bytes();
        other.push(0);
        assert_eq!(Commit::parse(&other), Err(CommitError::NoCommit));
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered_without_a_panic(bytes in any::<Vec<u8>>()) {
            let _ = Commit::parse(&bytes);
        }
    }
}
