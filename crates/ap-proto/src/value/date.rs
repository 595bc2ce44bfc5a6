//! Dates as they come: odd precision, odd zones, leap seconds, the year 99999.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use jiff::{SignedDuration, Span, Timestamp};
use serde_json::Value;

use super::{first_str, values};

/// The longest text that is tried as a date.
const MAX_DATE_BYTES: usize = 64;

/// The date of a property, if it is one: RFC 3339 with any number of fractional digits and any offset,
/// without an offset (read as UTC), or a day alone (its first second in UTC).
pub fn parse_date(object: &Value, property: &str) -> Option<Timestamp> {
    let text = first_str(object, property)?.trim();
    if text.len() > MAX_DATE_BYTES {
        return None;
    }
    let text = shorten_fraction(text);
    let zoned = text.parse::<Timestamp>().ok();
    let local = || text.parse::<DateTime>().ok();
    let day = || {
        Some(
            text.parse::<Date>()
                .ok()?
                .to_datetime(jiff::civil::Time::midnight()),
        )
    };
    zoned.or_else(|| Offset::UTC.to_timestamp(local().or_else(day)?).ok())
}

/// The longest that anything plays, in seconds: 30 days.
const MAX_DURATION: f64 = 30.0 * 86_400.0;

/// The duration of a property in seconds, if it is one: `xsd:duration` in hours, minutes and seconds (`PT1H2M3.5S`), or
/// a bare number of seconds, as Funkwhale writes.
pub fn parse_duration(object: &Value, property: &str) -> Option<f64> {
    let seconds = |value: &Value| match value {
        Value::String(text) if text.len() <= MAX_DATE_BYTES => {
            let read: Option<SignedDuration> = text.trim().parse().ok();
            read.map(|read| read.as_secs_f64())
        }
        other => other.as_f64(),
    };
    values(object, property)
        .find_map(seconds)
        .filter(|seconds| (0.0..=MAX_DURATION).contains(seconds))
}

/// Brings a date someone else claims into the range that makes sense: not before 1970, not after
/// `now`. Order by receipt and show this: a claimed date must not pin a post to the top for ever.
pub fn clamp_date(claimed: Timestamp, now: Timestamp) -> Timestamp {
    // A clock that is a little fast is no lie; keep its order among its own posts.
    let latest = now.checked_add(Span::new().minutes(5)).unwrap_or(now);
    if claimed > latest {
        now
    } else {
        claimed.max(Timestamp::UNIX_EPOCH)
    }
}

/// Cuts fractional seconds to the nine digits that exist for us; some peers send more.
fn shorten_fraction(text: &str) -> String {
    let Some((seconds, rest)) = text.split_once('.') else {
        return text.to_owned();
    };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (fraction, zone) = rest.split_at_checked(digits).unwrap_or((rest, ""));
    let fraction = super::cut(fraction, 9);
    if fraction.is_empty() {
        format!("{seconds}{zone}")
    } else {
        format!("{seconds}.{fraction}{zone}")
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;
    use serde_json::json;

    use super::{clamp_date, parse_date, parse_duration};

    fn read(text: &str) -> Option<String> {
        Some(parse_date(&json!({ "published": text }), "published")?.to_string())
    }

    #[test]
    fn dates_of_the_wild_are_read() {
        for (text, expected) in [
            ("2021-11-05T11:46:50Z", "2021-11-05T11:46:50Z"),
            ("2021-11-05T11:46:50+02:00", "2021-11-05T09:46:50Z"),
            ("2021-11-05T11:46:50.12Z", "2021-11-05T11:46:50.12Z"),
            (
                "2021-11-05T11:46:50.123456789012Z",
                "2021-11-05T11:46:50.123456789Z",
            ),
            ("2021-11-05T11:46:50.Z", "2021-11-05T11:46:50Z"),
            ("2021-11-05T11:46:50", "2021-11-05T11:46:50Z"),
            ("2021-11-05 11:46:50Z", "2021-11-05T11:46:50Z"),
            ("2021-11-05", "2021-11-05T00:00:00Z"),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_not_there() {
        let long = "2021-11-05T11:46:50Z".repeat(10);
        for text in [
            "",
            "yesterday",
            "99999-01-01T00:00:00Z",
            "2021-02-30T00:00:00Z",
            "1636112810",
            &long,
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read("2021-11-05T11:46:50+99:00"), None);
    }

    #[test]
    fn durations_are_read_in_seconds_and_bounded() {
        let read = |value| parse_duration(&json!({ "duration": value }), "duration");
        assert_eq!(read(json!("PT1145S")), Some(1145.0));
        assert_eq!(read(json!("PT1H2M3.5S")), Some(3723.5));
        assert_eq!(read(json!(213)), Some(213.0));
        for none in [
            json!("PT99999999999S"),
            json!("-PT5S"),
            json!(-1),
            json!("NaN"),
            json!("an hour"),
            json!("P".repeat(5_000)),
            json!(null),
        ] {
            assert_eq!(read(none.clone()), None, "{none}");
        }
    }

    #[test]
    fn a_claimed_date_is_clamped() {
        let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
        let far: Timestamp = "9000-01-01T00:00:00Z".parse().unwrap();
        let old: Timestamp = "0001-01-01T00:00:00Z".parse().unwrap();
        let soon: Timestamp = "2026-11-21T12:01:00Z".parse().unwrap();
        assert_eq!(clamp_date(far, now), now);
        assert_eq!(clamp_date(old, now), Timestamp::UNIX_EPOCH);
        assert_eq!(clamp_date(soon, now), soon);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[-0-9T:.Z+ ]{0,40}") {
            let _ = read(&text);
        }
    }
}
