//! Files of a form while they arrive. What is small stays in memory; what is large needs a place, of which there are
//! so many for everybody together and so many for each account, and is written away piece by piece.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ::media::{Arrived, Files, Spool};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::serve::blocking;
use crate::{Caller, Error, Result, Social};

/// Bytes of a file that are in memory: larger ones are written away in pieces of about this size.
pub(super) const PIECE: usize = 256 * 1024;
/// Forms with large files that one account sends at once.
const OF_ONE: usize = 8;
/// Forms with large files that all send at once.
const OF_ALL: usize = 48;
/// How long somebody waits for a place before they are told to come back.
const PATIENCE: Duration = if cfg!(test) {
    Duration::from_millis(100)
} else {
    Duration::from_secs(20)
};
/// When to come back.
const RETRY: Duration = Duration::from_secs(10);

/// The places for forms with large files.
#[derive(Debug)]
pub(crate) struct Places {
    all: Arc<Semaphore>,
    each: Mutex<HashMap<i64, Arc<Semaphore>>>,
}

impl Default for Places {
    fn default() -> Self {
        Self {
            all: Arc::new(Semaphore::new(OF_ALL)),
            each: Mutex::default(),
        }
    }
}

/// A place, until it is dropped.
#[derive(Debug)]
pub struct Place {
    _of_one: OwnedSemaphorePermit,
    _of_all: OwnedSemaphorePermit,
}

impl Places {
    /// Waits for a place for `account`.
    pub(super) async fn take(&self, account: i64) -> Result<Place> {
        let of_one = self.of(account).acquire_owned();
        let both = async {
            let of_one = of_one.await.map_err(Error::internal)?;
            let of_all = Arc::clone(&self.all).acquire_owned().await;
            Ok(Place {
                _of_one: of_one,
                _of_all: of_all.map_err(Error::internal)?,
            })
        };
        let waited = tokio::time::timeout(PATIENCE, both).await;
        waited.unwrap_or(Err(Error::TooMany { retry: RETRY }))
    }

    fn of(&self, account: i64) -> Arc<Semaphore> {
        let mut each = self.each.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever has none of their places in use is forgotten.
        each.retain(|_, places| Arc::strong_count(places) > 1);
        let places = each
            .entry(account)
            .or_insert_with(|| Arc::new(Semaphore::new(OF_ONE)));
        Arc::clone(places)
    }
}

/// Where the files of one form go.
#[derive(Debug, Clone)]
pub struct Reception {
    social: Social,
    account: i64,
    place: Option<Arc<Place>>,
}

impl Social {
    /// Where the files of one form of `caller`, or of somebody unknown, go.
    pub fn reception(&self, caller: Option<&Caller>) -> Reception {
        Reception {
            social: self.clone(),
            account: caller.map_or(0, |caller| caller.account_id.get()),
            place: None,
        }
    }
}

impl Reception {
    /// The bytes that a file of any kind may have here.
    pub fn largest(&self) -> usize {
        self.social.limits().playing_bytes.max(super::MAX_BYTES)
    }

    /// The place that the form has, once it needed one. To be held for as long as its files are.
    pub fn place(&self) -> Option<Arc<Place>> {
        self.place.clone()
    }

    /// The same with a place that somebody has already.
    pub(super) fn with_place(self, place: Arc<Place>) -> Self {
        Self {
            place: Some(place),
            ..self
        }
    }

    async fn take_place(&mut self) -> Result<()> {
        if self.place.is_none() {
            let places = &self.social.memory().media.places;
            self.place = Some(Arc::new(places.take(self.account).await?));
        }
        Ok(())
    }
}

/// A file while it arrives.
#[derive(Debug, Default)]
pub struct Arriving {
    held: Vec<u8>,
    spool: Option<Spool>,
}

impl Arriving {
    /// Adds to its end. Refuses when there is no place for it.
    pub async fn write(&mut self, to: &mut Reception, piece: &[u8]) -> Result<()> {
        self.held.extend_from_slice(piece);
        if self.held.len() < PIECE {
            return Ok(());
        }
        to.take_place().await?;
        self.spill(to.social.files().clone()).await
    }

    /// That was all.
    pub async fn finish(mut self, to: &Reception) -> Result<Arrived> {
        if self.spool.is_none() {
            return Ok(self.held.into());
        }
        self.spill(to.social.files().clone()).await?;
        match self.spool {
            Some(spool) => blocking(move || spool.finish()).await,
            None => Ok(Arrived::default()),
        }
    }

    async fn spill(&mut self, files: Files) -> Result<()> {
        let (held, spool) = (std::mem::take(&mut self.held), self.spool.take());
        let written = blocking(move || {
            let mut spool = match spool {
                Some(spool) => spool,
                None => Spool::new(&files)?,
            };
            spool.write(&held)?;
            Ok(spool)
        });
        self.spool = Some(written.await?);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::caller::Role;
    use crate::testing::World;

    use super::*;

    #[tokio::test]
    async fn so_many_large_files_at_once_and_the_next_is_told_to_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let world = World::in_folder(folder.path()).await;
        let ada = world.person("ada", Role::Member).await;
        let bob = world.person("bob", Role::Member).await;
        let mut under_way = Vec::new();
        let large = vec![1; PIECE];
        for _ in 0..OF_ONE {
            let mut reception = world.social.reception(Some(&ada));
            // A form with two files has one place.
            for _ in 0..2 {
                let mut file = Arriving::default();
                file.write(&mut reception, &large).await.unwrap();
            }
            under_way.push(reception);
        }
        let mut next = world.social.reception(Some(&ada));
        let refused = Arriving::default().write(&mut next, &large).await;
        assert!(matches!(refused, Err(Error::TooMany { .. })), "{refused:?}");
        // What is small needs no place, and others have their own.
        let mut small = Arriving::default();
        small.write(&mut next, b"small").await.unwrap();
        assert_eq!(small.finish(&next).await.unwrap().len(), 5);
        let mut others = world.social.reception(Some(&bob));
        let mut file = Arriving::default();
        file.write(&mut others, &large).await.unwrap();
        drop(under_way.pop());
        let mut file = Arriving::default();
        file.write(&mut next, &large).await.unwrap();
        file.write(&mut next, b"and more").await.unwrap();
        let arrived = file.finish(&next).await.unwrap();
        let expected = [large.as_slice(), b"and more"].concat();
        assert_eq!(arrived.digest(), ::media::Digest::of(&expected));
        assert_eq!(arrived.read(expected.len()).unwrap().unwrap(), expected);
        assert_eq!(arrived.read(expected.len() - 1).unwrap(), None);
    }
}
