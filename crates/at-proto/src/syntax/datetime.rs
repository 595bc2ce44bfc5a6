//! Datetimes (<https://atproto.com/specs/lexicon>, `datetime`): what RFC 3339, ISO 8601 and WHATWG
//! HTML all allow.

use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use super::{SyntaxError, text};

/// The longest datetime.
const MAX_BYTES: usize = 64;

/// The date and time of the most common form; `d` stands for a digit.
const PATTERN: &[u8] = b"dddd-dd-ddTdd:dd:dd";

/// A moment as somebody wrote it: `1985-04-12T23:20:50.123Z`. Kept and compared by the letter; see
/// [`Datetime::moment`] for its time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Datetime(String);

impl Datetime {
    /// Checks the form of a text, and that it names a moment from the year 0 on.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        let written = Written::read(text).ok_or(SyntaxError::Datetime)?;
        written.utc().ok_or(SyntaxError::NoSuchMoment)?;
        Ok(Self(text.to_owned()))
    }

    /// A moment, written with milliseconds and `Z` as the specification prefers. Years that do not have
    /// four digits have no such text.
    pub fn from_moment(moment: Timestamp) -> Result<Self, SyntaxError> {
        Self::parse(&format!("{moment:.3}"))
    }

    /// The moment, to the nanosecond. The last day of the year 9999 is beyond what a timestamp holds and
    /// becomes the latest one.
    pub fn moment(&self) -> Timestamp {
        Written::read(&self.0)
            .and_then(|written| written.utc())
            .and_then(|utc| Offset::UTC.to_timestamp(utc).ok())
            .unwrap_or(Timestamp::MAX)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The numbers of a well-formed text.
struct Written {
    fields: [i16; 6],
    nanoseconds: i32,
    offset_minutes: i64,
}

impl Written {
    fn read(text: &str) -> Option<Self> {
        if text.len() > MAX_BYTES {
            return None;
        }
        let (stamp, rest) = text.as_bytes().split_at_checked(PATTERN.len())?;
        let matches = stamp.iter().zip(PATTERN).all(|(c, wanted)| match wanted {
            b'd' => c.is_ascii_digit(),
            other => c == other,
        });
        if !matches {
            return None;
        }
        let mut fields = [0; 6];
        let numbers = stamp.split(|c| !c.is_ascii_digit()).map(number);
        for (field, number) in fields.iter_mut().zip(numbers) {
            *field = i16::try_from(number?).ok()?;
        }
        let (nanoseconds, zone) = match rest.split_first()? {
            (b'.', rest) => fraction(rest)?,
            _ => (0, rest),
        };
        Some(Self {
            fields,
            nanoseconds,
            offset_minutes: offset(zone)?,
        })
    }

    /// The moment in UTC, if there is one and it is not before the year 0. There are no leap seconds.
    fn utc(&self) -> Option<DateTime> {
        let [year, month, day, hour, minute, second] = self.fields;
        let small = |field: i16| i8::try_from(field).ok();
        let local = DateTime::new(
            year,
            small(month)?,
            small(day)?,
            small(hour)?,
            small(minute)?,
            small(second)?,
            self.nanoseconds,
        );
        let ahead = SignedDuration::from_secs(self.offset_minutes * 60);
        let utc = local.ok()?.checked_sub(ahead).ok()?;
        (utc.year() >= 0).then_some(utc)
    }
}

/// 1 to 20 digits after the point, and what follows them. Digits below the nanosecond are dropped.
fn fraction(text: &[u8]) -> Option<(i32, &[u8])> {
    let length = text.iter().take_while(|c| c.is_ascii_digit()).count();
    if !(1..=20).contains(&length) {
        return None;
    }
    let (digits, rest) = text.split_at_checked(length)?;
    let padded = digits.iter().copied().chain(std::iter::repeat(b'0'));
    let nanoseconds = number(&padded.take(9).collect::<Vec<u8>>())?;
    Some((nanoseconds, rest))
}

/// `Z`, or how many minutes the written time is ahead of UTC. `-00:00` says that the zone is not known
/// and is refused.
fn offset(zone: &[u8]) -> Option<i64> {
    let (sign, zone) = match zone {
        b"Z" => return Some(0),
        [b'+', zone @ ..] => (1, zone),
        [b'-', zone @ ..] => (-1, zone),
        _ => return None,
    };
    let [h1, h2, b':', m1, m2] = zone else {
        return None;
    };
    let (hours, minutes) = (number(&[*h1, *h2])?, number(&[*m1, *m2])?);
    let ahead = i64::from(hours * 60 + minutes);
    let known = sign > 0 || ahead > 0;
    (hours < 24 && minutes < 60 && known).then_some(sign * ahead)
}

/// Up to nine decimal digits.
fn number(digits: &[u8]) -> Option<i32> {
    digits.iter().try_fold(0_i32, |number, digit| {
        let value = digit.is_ascii_digit().then(|| i32::from(digit - b'0'))?;
        number.checked_mul(10)?.checked_add(value)
    })
}

text!(Datetime);

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::Datetime;
    use crate::syntax::SyntaxError;

    #[test]
    fn the_moment_counts_the_offset_and_the_fraction() {
        let moment = |text| Datetime::parse(text).unwrap().moment();
        let expected: Timestamp = "1985-04-12T21:35:50.123456789Z".parse().unwrap();
        assert_eq!(moment("1985-04-12T23:20:50.1234567891234+01:45"), expected);
        assert_eq!(moment("9999-12-31T23:59:59Z"), Timestamp::MAX);
        assert_eq!(
            moment("0000-01-01T00:00:00Z").to_string(),
            "0000-01-01T00:00:00Z"
        );
    }

    #[test]
    fn form_and_existence_are_two_questions() {
        for (text, wrong) in [
            ("2023-02-29T00:00:00Z", SyntaxError::NoSuchMoment),
            ("2023-02-28T24:00:00Z", SyntaxError::NoSuchMoment),
            ("2016-12-31T23:59:60Z", SyntaxError::NoSuchMoment),
            ("2023-02-28T00:00:00-00:00", SyntaxError::Datetime),
            ("2023-02-28T00:00:00.Z", SyntaxError::Datetime),
            ("2023-02-28T00:00:00+24:00", SyntaxError::Datetime),
        ] {
            assert_eq!(Datetime::parse(text), Err(wrong), "{text}");
        }
    }

    #[test]
    fn a_moment_is_written_with_milliseconds() {
        let moment = Timestamp::from_millisecond(1_700_000_000_120).unwrap();
        let datetime = Datetime::from_moment(moment).unwrap();
        assert_eq!(datetime.as_str(), "2023-11-14T22:13:20.120Z");
        assert_eq!(datetime.moment(), moment);
        assert!(Datetime::from_moment(Timestamp::MIN).is_err());
    }
}
