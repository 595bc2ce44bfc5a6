//! How many streams are open, by account: nobody holds all of them (security row G5).

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};

use model::AccountId;

/// The most streams of one account, on all devices: sockets and event streams alike.
pub(crate) const MAX_STREAMS: u32 = 50;

/// Who holds how many streams open. Cheap to clone; clones count together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places(Arc<Mutex<HashMap<AccountId, u32>>>);

/// The right to one open stream, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    places: Places,
    account: AccountId,
}

impl Places {
    /// One more stream of an account; nothing when it has its share.
    pub(super) fn take(&self, account: AccountId) -> Option<Place> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(account).or_default();
        if *count >= MAX_STREAMS {
            return None;
        }
        *count += 1;
        Some(Place {
            places: self.clone(),
            account,
        })
    }

    fn give_back(&self, account: AccountId) {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Entry::Occupied(mut count) = open.entry(account) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.give_back(self.account);
    }
}
