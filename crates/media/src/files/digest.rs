//! What files are called.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

/// Bytes that are hashed at a time.
const PIECE: usize = 256 * 1024;

/// The SHA-256 of a file, as 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Digest(String);

impl Digest {
    /// Of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(HEXLOWER.encode(&Sha256::digest(bytes)))
    }

    /// Of a file, which is read in pieces. What is no plain file, a link for one, is refused.
    pub fn of_file(file: &Path) -> io::Result<Self> {
        if !file.symlink_metadata()?.is_file() {
            let reason = format!("{} is no plain file", file.display());
            return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
        }
        let mut file = File::open(file)?;
        let mut sha = Sha256::new();
        let mut piece = vec![0; PIECE];
        loop {
            let read = file.read(&mut piece)?;
            match piece.get(..read) {
                Some([]) | None => return Ok(Self::finished(sha)),
                Some(bytes) => sha.update(bytes),
            }
        }
    }

    /// Of all that was hashed.
    pub(super) fn finished(sha: Sha256) -> Self {
        Self(HEXLOWER.encode(&sha.finalize()))
    }

    /// One that was written down.
    pub fn parse(text: &str) -> Option<Self> {
        let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        (text.len() == 64 && text.bytes().all(is_hex)).then(|| Self(text.to_owned()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
