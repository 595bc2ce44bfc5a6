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

/// The SHA-256 of bytes that come in pieces.
#[derive(Debug, Clone, Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// Takes the next piece.
    pub fn add(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// Of all pieces.
    pub fn finish(self) -> Digest {
        Digest(HEXLOWER.encode(&self.0.finalize()))
    }
}

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
        let mut hasher = Hasher::default();
        let mut piece = vec![0; PIECE];
        loop {
            let read = file.read(&mut piece)?;
            match piece.get(..read) {
                Some([]) | None => return Ok(hasher.finish()),
                Some(bytes) => hasher.add(bytes),
            }
        }
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
