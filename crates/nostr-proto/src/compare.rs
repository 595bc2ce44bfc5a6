//! Two sides compare which events they have, by few words where they have the same (NIP-77, Negentropy version 1).

use negentropy::{Id, Negentropy, NegentropyStorageVector};

use crate::{Error, Result};

/// The longest answer, in bytes: half of what it becomes in hexadecimal digits.
const ANSWER: u64 = 60_000;

/// Our side of a comparison.
pub struct Comparison(Negentropy<'static, NegentropyStorageVector>);

impl std::fmt::Debug for Comparison {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Comparison")
    }
}

impl Comparison {
    /// Ours, of these events: when each says it was written, and its id.
    pub fn of(items: &[(u64, [u8; 32])]) -> Result<Self> {
        let wrong = |_error| Error::Malformed("this cannot be compared");
        let mut storage = NegentropyStorageVector::with_capacity(items.len());
        for (at, id) in items {
            storage
                .insert(*at, Id::from_byte_array(*id))
                .map_err(wrong)?;
        }
        storage.seal().map_err(wrong)?;
        Ok(Self(Negentropy::owned(storage, ANSWER).map_err(wrong)?))
    }

    /// What is answered to the other side.
    pub fn answer(&mut self, message: &[u8]) -> Result<Vec<u8>> {
        self.0
            .reconcile(message)
            .or(Err(Error::Malformed("this is no message of a comparison")))
    }
}
