//! Ids: 64-bit numbers that sort by time.
//!
//! The layout is the AT Protocol's TID (<https://atproto.com/specs/tid>): the top bit is zero, then 53 bits of
//! microseconds since the Unix epoch, then a 10-bit clock id. One number is therefore the Mastodon id (decimal
//! string), the AT record key ([`Id::to_tid`]) and the cursor of every page.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicI64, Ordering};

use serde::{Deserialize, Serialize};

use crate::Time;

const CLOCK_BITS: u32 = 10;
const TID_ALPHABET: &[u8; 32] = b"234567abcdefghijklmnopqrstuvwxyz";

/// What is wrong with a text that should have been an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id is a whole number between 0 and 9223372036854775807")]
pub struct BadId;

macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(i64);

        impl $name {
            /// The number, as the database keeps it.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl From<i64> for $name {
            fn from(number: i64) -> Self {
                Self(number)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                parse_decimal(text).map(Self)
            }
        }

        /// An id as every API shows it.
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                crate::schema::text("An id: a number of up to 63 bits in decimal digits.", None)
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                "Id".into()
            }
        }

        /// Ids are decimal strings in every API, because JavaScript's numbers end at 2^53.
        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

id_type!(
    /// The id of anything that has no type of its own: follows, sessions, notifications.
    Id
);
id_type!(
    /// The id of an account, local or remote.
    AccountId
);
id_type!(
    /// The id of a post or a boost.
    PostId
);
id_type!(
    /// The id of a file that somebody uploaded.
    MediaId
);

impl From<Id> for AccountId {
    fn from(id: Id) -> Self {
        Self(id.0)
    }
}

impl From<Id> for MediaId {
    fn from(id: Id) -> Self {
        Self(id.0)
    }
}

impl From<Id> for PostId {
    fn from(id: Id) -> Self {
        Self(id.0)
    }
}

impl Id {
    /// An id within the second after this one. Others write times in whole seconds: a fresh id, which differs at every
    /// call, spreads them. Those of 1,024 seconds make no two alike.
    #[must_use]
    pub const fn spread(self, fresh: Self) -> Self {
        let micros = fresh.0 >> CLOCK_BITS;
        let (within, second) = (micros % 1_000_000, (micros / 1_000_000) & 0x3ff);
        Self(self.0 + ((within << CLOCK_BITS) | second))
    }

    /// The smallest id that could have been made at `time`.
    pub fn at(time: Time) -> Self {
        Self(time.micros().max(0) << CLOCK_BITS)
    }

    /// The 13 characters of an AT Protocol TID, which sort like the number.
    pub fn to_tid(self) -> String {
        let mut number = self.0;
        let mut out = [b'2'; 13];
        for place in out.iter_mut().rev() {
            let digit = usize::try_from(number & 31).unwrap_or(0);
            *place = TID_ALPHABET.get(digit).copied().unwrap_or(b'2');
            number >>= 5;
        }
        out.iter().map(|byte| char::from(*byte)).collect()
    }
}

impl PostId {
    /// When the id was made.
    pub fn time(self) -> Time {
        Time::from_micros(self.0 >> CLOCK_BITS)
    }
}

fn parse_decimal(text: &str) -> Result<i64, BadId> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(BadId);
    }
    text.parse().or(Err(BadId))
}

/// Makes ids that never repeat and never go back, even when the clock does.
#[derive(Debug)]
pub struct IdSource {
    clock: i64,
    last_micros: AtomicI64,
}

impl IdSource {
    /// A source with its own clock id; two processes on one database must have different ones (0–1023).
    pub fn new(clock: u16) -> Self {
        Self {
            clock: i64::from(clock & 0x3ff),
            last_micros: AtomicI64::new(0),
        }
    }

    /// The next id, at `now` or as little later as keeps it unique.
    pub fn next(&self, now: Time) -> Id {
        let wanted = now.micros().max(0);
        let before = self
            .last_micros
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| {
                Some(wanted.max(last + 1))
            })
            .unwrap_or_else(|last| last);
        Id((wanted.max(before + 1) << CLOCK_BITS) | self.clock)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_never_repeat_and_never_go_back_when_the_clock_does() {
        let source = IdSource::new(7);
        let first = source.next(Time::from_micros(1_000));
        let same_instant = source.next(Time::from_micros(1_000));
        let clock_went_back = source.next(Time::from_micros(10));
        assert!(first < same_instant && same_instant < clock_went_back);
    }

    #[test]
    fn ids_of_one_moment_in_the_past_are_all_different() {
        let (past, now) = (Id::at(Time::from_seconds(1)), 1_700_000_000_000_000);
        let fresh = |step: i64| Id::at(Time::from_micros(now + step * 1_000));
        let all: std::collections::BTreeSet<i64> = (0..100_000)
            .map(|step| past.spread(fresh(step)).get())
            .collect();
        assert_eq!(all.len(), 100_000);
    }

    #[test]
    fn the_tid_of_the_specification_is_read_the_same_way() {
        assert_eq!(Id::from(0).to_tid(), "2222222222222");
        assert_eq!(Id::from(i64::MAX).to_tid(), "bzzzzzzzzzzzz");
    }

    #[test]
    fn tids_sort_like_their_numbers() {
        let numbers = [0, 1, 31, 32, 1_000_000, 1 << 40, i64::MAX];
        let tids: Vec<String> = numbers.iter().map(|n| Id::from(*n).to_tid()).collect();
        assert!(tids.is_sorted());
    }

    #[test]
    fn only_plain_digits_are_an_id() {
        for bad in [
            "",
            "-1",
            "+1",
            "1.0",
            " 1",
            "9223372036854775808",
            "abc",
            "１",
        ] {
            assert_eq!(bad.parse::<Id>(), Err(BadId), "{bad}");
        }
        assert_eq!("9223372036854775807".parse::<Id>(), Ok(Id::from(i64::MAX)));
    }
}
