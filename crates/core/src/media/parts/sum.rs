//! What a part must add up to.

use sha1::{Digest as _, Sha1};
use sha2::Sha256;

use super::Checksum;

/// A checksum while it is made.
pub(super) enum Sum {
    Sha1(Sha1, Vec<u8>),
    Sha256(Sha256, Vec<u8>),
}

impl Sum {
    pub(super) fn new(checksum: Checksum) -> Self {
        match checksum {
            Checksum::Sha1(wanted) => Self::Sha1(Sha1::new(), wanted),
            Checksum::Sha256(wanted) => Self::Sha256(Sha256::new(), wanted),
        }
    }

    pub(super) fn add(&mut self, piece: &[u8]) {
        match self {
            Self::Sha1(sum, _) => sum.update(piece),
            Self::Sha256(sum, _) => sum.update(piece),
        }
    }

    pub(super) fn fits(self) -> bool {
        match self {
            Self::Sha1(sum, wanted) => sum.finalize().as_slice() == wanted,
            Self::Sha256(sum, wanted) => sum.finalize().as_slice() == wanted,
        }
    }
}
