//! TIDs: identifiers that sort by time (<https://atproto.com/specs/tid>).

use super::{SyntaxError, text};

/// Base32-sortable: the order of the digits is that of the characters.
const ALPHABET: &[u8; 32] = b"234567abcdefghijklmnopqrstuvwxyz";

/// Characters of a TID: 64 bits, five a character.
const LENGTH: usize = 13;

/// Bits of the clock identifier, the lowest ones.
const CLOCK_BITS: u32 = 10;

const CLOCK_MASK: u64 = (1 << CLOCK_BITS) - 1;

/// The largest time that fits into 53 bits, in microseconds.
const MAX_MICROS: u64 = (1 << 53) - 1;

/// 13 characters that hold a time in microseconds since 1970 and the number of a clock. They sort as
/// texts like they do as numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tid([u8; LENGTH]);

impl Tid {
    /// Checks a text: 13 digits, the first of them below 16. The highest bit should be zero as well, but
    /// the specification's syntax does not ask for it.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        let digits: [u8; LENGTH] = text
            .as_bytes()
            .try_into()
            .map_err(|_length| SyntaxError::Tid)?;
        let [first, ..] = digits;
        if digits.iter().all(|c| ALPHABET.contains(c)) && first <= b'j' {
            Ok(Self(digits))
        } else {
            Err(SyntaxError::Tid)
        }
    }

    /// The TID of a time in microseconds since 1970, of which 53 bits are kept at most, and of a clock,
    /// of which the lowest 10 bits are kept.
    pub fn from_micros(micros: u64, clock_id: u16) -> Self {
        let micros = micros.min(MAX_MICROS);
        Self::from_u64((micros << CLOCK_BITS) | (u64::from(clock_id) & CLOCK_MASK))
    }

    /// The TID of now, or one later than `last` by the clock's smallest step when now is not later.
    pub fn next(last: Option<Self>, now_micros: u64, clock_id: u16) -> Self {
        let earliest = last.map_or(0, |last| last.micros().saturating_add(1));
        Self::from_micros(now_micros.max(earliest), clock_id)
    }

    /// The TID of a number.
    pub fn from_u64(number: u64) -> Self {
        let mut digits = [b'2'; LENGTH];
        let mut rest = number;
        for digit in digits.iter_mut().rev() {
            let value = usize::try_from(rest & 31).unwrap_or_default();
            *digit = ALPHABET.get(value).copied().unwrap_or_default();
            rest >>= 5;
        }
        Self(digits)
    }

    /// The number.
    pub fn to_u64(self) -> u64 {
        self.0.iter().fold(0, |number, digit| {
            let value = ALPHABET.iter().position(|c| c == digit).unwrap_or_default();
            (number << 5) | u64::try_from(value).unwrap_or_default()
        })
    }

    /// The time, in microseconds since 1970.
    pub fn micros(self) -> u64 {
        (self.to_u64() >> CLOCK_BITS) & MAX_MICROS
    }

    /// The number of the clock, below 1024.
    pub fn clock_id(self) -> u16 {
        u16::try_from(self.to_u64() & CLOCK_MASK).unwrap_or_default()
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

text!(Tid);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{MAX_MICROS, Tid};

    #[test]
    fn the_largest_and_the_smallest_tid_are_those_of_the_specification() {
        assert_eq!(Tid::from_u64(0).as_str(), "2222222222222");
        assert_eq!(Tid::from_u64(u64::MAX).as_str(), "jzzzzzzzzzzzz");
        assert_eq!(Tid::parse("jzzzzzzzzzzzz").unwrap().to_u64(), u64::MAX);
        assert_eq!(
            Tid::from_micros(u64::MAX, u16::MAX).as_str(),
            "bzzzzzzzzzzzz"
        );
    }

    #[test]
    fn the_next_one_is_later_even_when_the_clock_stands_or_goes_back() {
        let first = Tid::next(None, 1_700_000_000_000_000, 1_023);
        let second = Tid::next(Some(first), 1_700_000_000_000_000, 3);
        let third = Tid::next(Some(second), 5, 3);
        assert!(first < second && second < third);
        assert_eq!(third.micros(), 1_700_000_000_000_002);
    }

    proptest! {
        #[test]
        fn numbers_survive_and_keep_their_order(one: u64, two: u64) {
            let (a, b) = (Tid::from_u64(one), Tid::from_u64(two));
            prop_assert_eq!(a.to_u64(), one);
            prop_assert_eq!(Tid::parse(a.as_str()).unwrap(), a);
            prop_assert_eq!(a.cmp(&b), one.cmp(&two));
            prop_assert_eq!(a.as_str().cmp(b.as_str()), one.cmp(&two));
        }

        #[test]
        fn time_and_clock_come_back(micros in 0..=MAX_MICROS, clock in 0_u16..1_024) {
            let tid = Tid::from_micros(micros, clock);
            prop_assert_eq!((tid.micros(), tid.clock_id()), (micros, clock));
        }
    }
}
