//! Answers of the database that may be given again for some seconds.
//!
//! Always true here: after [`Fresh::cut`] no answer is given that was asked for before it, not even one that was
//! still on its way at that moment.

use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use model::Time;
use quick_cache::sync::Cache;

/// Answers by key, bounded in number and in age.
#[derive(Debug)]
pub(crate) struct Fresh<K, V> {
    answers: Cache<K, Answer<V>>,
    keeps: Duration,
    cuts: AtomicU64,
}

#[derive(Debug, Clone)]
struct Answer<V> {
    value: V,
    at: Time,
    asked: Asked,
}

/// The moment at which a question was asked; take it before asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Asked(u64);

impl<K: Eq + Hash + Clone, V: Clone> Fresh<K, V> {
    /// Remembers about `capacity` answers, each for as long as `keeps`.
    pub(crate) fn new(capacity: usize, keeps: Duration) -> Self {
        Self {
            answers: Cache::new(capacity),
            keeps,
            cuts: AtomicU64::new(0),
        }
    }

    /// The answer, if it is known and still good at `now`.
    pub(crate) fn get(&self, key: &K, now: Time) -> Option<V> {
        let answer = self.answers.get(key)?;
        let is_good =
            answer.asked == self.ask() && answer.at <= now && now.since(answer.at) < self.keeps;
        is_good.then_some(answer.value)
    }

    /// Notes that a question is about to be asked.
    pub(crate) fn ask(&self) -> Asked {
        Asked(self.cuts.load(Ordering::Acquire))
    }

    /// Remembers an answer to a question that was asked at `asked`.
    pub(crate) fn put(&self, key: K, value: V, now: Time, asked: Asked) {
        self.answers.insert(
            key,
            Answer {
                value,
                at: now,
                asked,
            },
        );
    }

    /// Trusts no answer any more. Call it after the change is committed.
    pub(crate) fn cut(&self) {
        self.cuts.fetch_add(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use model::Time;

    use super::Fresh;

    const NOW: Time = Time::from_seconds(1_000);

    fn remembered() -> Fresh<u8, &'static str> {
        let fresh = Fresh::new(10, Duration::from_secs(5));
        fresh.put(1, "old", NOW, fresh.ask());
        fresh
    }

    #[test]
    fn an_answer_is_given_until_it_is_too_old() {
        let fresh = remembered();
        assert_eq!(fresh.get(&1, NOW), Some("old"));
        assert_eq!(fresh.get(&1, Time::from_seconds(1_004)), Some("old"));
        assert_eq!(fresh.get(&1, Time::from_seconds(1_005)), None);
        assert_eq!(fresh.get(&2, NOW), None);
    }

    #[test]
    fn nothing_asked_before_a_cut_is_given_after_it() {
        let fresh = remembered();
        let on_its_way = fresh.ask();
        fresh.cut();
        assert_eq!(fresh.get(&1, NOW), None);
        fresh.put(1, "too late", NOW, on_its_way);
        assert_eq!(fresh.get(&1, NOW), None);
        fresh.put(1, "new", NOW, fresh.ask());
        assert_eq!(fresh.get(&1, NOW), Some("new"));
    }

    #[test]
    fn a_clock_that_goes_back_makes_answers_old() {
        assert_eq!(remembered().get(&1, Time::from_seconds(999)), None);
    }
}
