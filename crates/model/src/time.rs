//! Moments, in microseconds since the Unix epoch: the unit of every `*_at` column and of every id.

use std::fmt;
use std::time::Duration;

/// A moment. Printed as RFC 3339 with milliseconds and `Z`, the form every client reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Time(i64);

impl Time {
    /// From microseconds since 1970-01-01T00:00:00Z.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// From whole seconds since 1970-01-01T00:00:00Z.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000_000))
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970-01-01T00:00:00Z.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// Later by `span`.
    pub fn plus(self, span: Duration) -> Self {
        Self(
            self.0
                .saturating_add(i64::try_from(span.as_micros()).unwrap_or(i64::MAX)),
        )
    }

    /// Earlier by `span`.
    pub fn minus(self, span: Duration) -> Self {
        Self(
            self.0
                .saturating_sub(i64::try_from(span.as_micros()).unwrap_or(i64::MAX)),
        )
    }

    /// How long ago `earlier` was; zero when it lies ahead.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// Reads RFC 3339 with any precision and offset.
    pub fn parse(text: &str) -> Option<Self> {
        let moment: jiff::Timestamp = text.trim().parse().ok()?;
        Some(Self(moment.as_microsecond()))
    }

    /// The day in UTC, `2026-11-21`.
    pub fn date(self) -> String {
        self.stamp().strftime("%Y-%m-%d").to_string()
    }

    /// RFC 3339 in whole seconds, as proofs want it.
    pub fn to_whole_seconds(self) -> String {
        self.stamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    fn stamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.stamp().strftime("%Y-%m-%dT%H:%M:%S%.3fZ"))
    }
}

impl<'de> serde::Deserialize<'de> for Time {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        Self::parse(&text)
            .ok_or_else(|| serde::de::Error::custom("not a moment as RFC 3339 has it"))
    }
}

impl serde::Serialize for Time {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_printed_with_milliseconds_and_z() {
        assert_eq!(
            Time::from_micros(1_700_000_000_123_456).to_string(),
            "2023-11-14T22:13:20.123Z"
        );
        assert_eq!(
            Time::from_seconds(1_700_000_000).to_string(),
            "2023-11-14T22:13:20.000Z"
        );
    }

    #[test]
    fn offsets_and_odd_precision_are_read() {
        let expected = Some(Time::from_seconds(1_700_000_000));
        assert_eq!(Time::parse("2023-11-14T22:13:20Z"), expected);
        assert_eq!(Time::parse("2023-11-14T23:13:20.000000000+01:00"), expected);
        assert_eq!(Time::parse("yesterday"), None);
    }
}
