//! Who listens to what, and telling them.
//!
//! An event is not compared with all that is asked: each question stands under what it must have (an id, an author, a tag, a
//! kind), and only those under what the event has are looked at.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use nostr_proto::{Event, EventId, Filter, Kind, PublicKey};
use tokio::sync::mpsc;

use crate::keeping::readers;

/// How many events may wait for one connection. Who does not read them is told so, and asks again.
const WAITING: usize = 512;
/// The most connections from one address.
const CONNECTIONS: usize = 2_000;
/// The most connections in all.
const ALL_CONNECTIONS: usize = 50_000;

/// An event for a connection: the name of the question, and the event as it is kept.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) name: Arc<str>,
    pub(super) body: Arc<str>,
}

/// What an event must have for a question to be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Any,
    Id(EventId),
    Author(PublicKey),
    Tag(char, String),
    Kind(Kind),
}

/// One who listens.
struct Listener {
    to: mpsc::Sender<Told>,
    questions: HashMap<Arc<str>, Arc<[Filter]>>,
    /// Who they have shown to be.
    viewers: Vec<PublicKey>,
}

#[derive(Default)]
struct Inner {
    listeners: HashMap<u64, Listener>,
    index: HashMap<Key, HashSet<(u64, Arc<str>)>>,
    addresses: HashMap<IpAddr, usize>,
    connections: usize,
}

/// Everybody who listens to this process.
#[derive(Default)]
pub(crate) struct Hub {
    inner: Arc<Mutex<Inner>>,
    next: AtomicU64,
}

/// The place of one connection; given up when dropped.
pub(super) struct Place {
    inner: Arc<Mutex<Inner>>,
    number: u64,
    ip: Option<IpAddr>,
}

fn lock(inner: &Mutex<Inner>) -> MutexGuard<'_, Inner> {
    inner.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Hub {
    /// A place for a connection from an address; `None` when there are too many.
    pub(super) fn place(&self, ip: Option<IpAddr>) -> Option<Place> {
        let mut inner = lock(&self.inner);
        if inner.connections >= ALL_CONNECTIONS {
            return None;
        }
        if let Some(ip) = ip {
            let count = inner.addresses.entry(ip).or_default();
            if *count >= CONNECTIONS {
                return None;
            }
            *count += 1;
        }
        inner.connections += 1;
        Some(Place {
            inner: Arc::clone(&self.inner),
            number: self.next.fetch_add(1, Ordering::Relaxed),
            ip,
        })
    }

    /// Tells everybody who asked for it of an event, if it is for them.
    pub(crate) fn tell(&self, event: &Event) {
        let readers = readers(event);
        let mut body: Option<Arc<str>> = None;
        let mut slow = Vec::new();
        let mut inner = lock(&self.inner);
        for (number, name) in inner.candidates(event) {
            let Some(listener) = inner.listeners.get(&number) else {
                continue;
            };
            let is_theirs =
                readers.is_empty() || readers.iter().any(|key| listener.viewers.contains(key));
            let filters = listener.questions.get(&name);
            let mut fitting = filters
                .into_iter()
                .flat_map(|all| all.iter())
                .filter(|it| it.fits(event));
            // Apps that have things signed show no key: they are given what they ask for by the name of its reader, which
            // is a key made for this alone (NIP-46).
            let is_given = fitting.any(|filter| {
                let is_answer =
                    event.kind == Kind::REMOTE_SIGNING && filter.tags.contains_key(&'p');
                is_theirs || is_answer
            });
            if !is_given {
                continue;
            }
            let body = body.get_or_insert_with(|| event.to_json().into());
            let told = Told {
                name,
                body: Arc::clone(body),
            };
            if listener.to.try_send(told).is_err() {
                slow.push(number);
            }
        }
        // Their end of the channel says it to them.
        for number in slow {
            inner.leave(number);
        }
    }
}

impl Inner {
    /// The questions that an event may answer.
    fn candidates(&self, event: &Event) -> HashSet<(u64, Arc<str>)> {
        let mut keys = vec![
            Key::Any,
            Key::Id(event.id),
            Key::Author(event.pubkey),
            Key::Kind(event.kind),
        ];
        keys.extend(event.tags.iter().filter_map(|tag| match tag.as_slice() {
            [name, value, ..] => {
                let mut letters = name.chars();
                let letter = letters.next()?;
                letters
                    .next()
                    .is_none()
                    .then(|| Key::Tag(letter, value.clone()))
            }
            _ => None,
        }));
        let found = keys.iter().filter_map(|key| self.index.get(key));
        found.flatten().cloned().collect()
    }

    fn leave(&mut self, number: u64) {
        if let Some(listener) = self.listeners.remove(&number) {
            for (name, filters) in &listener.questions {
                self.forget(number, name, filters);
            }
        }
    }

    fn forget(&mut self, number: u64, name: &Arc<str>, filters: &[Filter]) {
        for key in filters.iter().flat_map(keys) {
            if let Entry::Occupied(mut entry) = self.index.entry(key) {
                entry.get_mut().remove(&(number, Arc::clone(name)));
                if entry.get().is_empty() {
                    entry.remove();
                }
            }
        }
    }
}

/// What a filter stands under: the fewest events have what is named first here.
fn keys(filter: &Filter) -> Vec<Key> {
    if let Some(ids) = &filter.ids {
        return ids.iter().copied().map(Key::Id).collect();
    }
    let tag = filter.tags.iter().min_by_key(|(_, values)| values.len());
    if let Some(authors) = &filter.authors {
        return authors.iter().copied().map(Key::Author).collect();
    }
    if let Some((name, values)) = tag {
        let values = values.iter().cloned();
        return values.map(|value| Key::Tag(*name, value)).collect();
    }
    if let Some(kinds) = &filter.kinds {
        return kinds.iter().copied().map(Key::Kind).collect();
    }
    vec![Key::Any]
}

impl Place {
    /// Begins to listen: what comes is received here, until the receiver is slow or gone.
    pub(super) fn listen(&self) -> mpsc::Receiver<Told> {
        let (to, from) = mpsc::channel(WAITING);
        let mut inner = lock(&self.inner);
        inner.leave(self.number);
        let listener = Listener {
            to,
            questions: HashMap::new(),
            viewers: Vec::new(),
        };
        inner.listeners.insert(self.number, listener);
        from
    }

    /// What is asked under a name from now on.
    pub(super) fn ask(&self, name: &str, filters: Vec<Filter>) {
        self.close(name);
        let name: Arc<str> = name.into();
        let mut inner = lock(&self.inner);
        if !inner.listeners.contains_key(&self.number) {
            return;
        }
        for key in filters.iter().flat_map(keys) {
            let question = (self.number, Arc::clone(&name));
            inner.index.entry(key).or_default().insert(question);
        }
        if let Some(listener) = inner.listeners.get_mut(&self.number) {
            listener.questions.insert(name, filters.into());
        }
    }

    /// A question is not asked any more.
    pub(super) fn close(&self, name: &str) {
        let mut inner = lock(&self.inner);
        let Some(listener) = inner.listeners.get_mut(&self.number) else {
            return;
        };
        if let Some((name, filters)) = listener.questions.remove_entry(name) {
            inner.forget(self.number, &name, &filters);
        }
    }

    /// Who they have shown to be.
    pub(super) fn show(&self, viewers: Vec<PublicKey>) {
        if let Some(listener) = lock(&self.inner).listeners.get_mut(&self.number) {
            listener.viewers = viewers;
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut inner = lock(&self.inner);
        inner.leave(self.number);
        inner.connections = inner.connections.saturating_sub(1);
        if let Some(ip) = self.ip
            && let Entry::Occupied(mut entry) = inner.addresses.entry(ip)
        {
            *entry.get_mut() = entry.get().saturating_sub(1);
            if *entry.get() == 0 {
                entry.remove();
            }
        }
    }
}
