//! RSA keys for fake peers. Making one takes a while, so those of a process are made once.

use std::sync::{Arc, Mutex, PoisonError};

use crypto::RsaKey;

/// The key of this number, the same for the whole process: 0 for honest actors, others for forgers.
pub fn rsa(number: usize) -> Arc<RsaKey> {
    static KEYS: Mutex<Vec<Arc<RsaKey>>> = Mutex::new(Vec::new());
    let mut keys = KEYS.lock().unwrap_or_else(PoisonError::into_inner);
    while keys.len() <= number {
        keys.push(Arc::new(RsaKey::generate().expect("a key can be made")));
    }
    Arc::clone(keys.get(number).expect("it was just made"))
}
