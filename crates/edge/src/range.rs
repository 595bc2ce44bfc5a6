//! Which part of a file is asked for (RFC 9110, section 14). Security row D8: whatever is written there, the answer is
//! the whole file, one part of it, or a refusal.

use std::ops::Range;

use http::{HeaderMap, HeaderValue, header};

/// What is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Everything.
    Whole,
    /// These bytes; at least one.
    Some(Range<u64>),
    /// There is no such part.
    Nothing,
}

/// Reads `Range` and `If-Range` for a file of `length` bytes and this tag.
///
/// More than one range is answered with the whole, as section 14.2 allows: nobody who plays or continues a file needs
/// it. So is a unit that is not bytes, and a part of another version of the file.
pub fn asked(headers: &HeaderMap, length: u64, tag: &str) -> Part {
    let mut ranges = headers.get_all(header::RANGE).iter();
    let (Some(range), None) = (ranges.next(), ranges.next()) else {
        return Part::Whole;
    };
    let is_other = |value: &HeaderValue| value.as_bytes() != tag.as_bytes();
    if headers.get(header::IF_RANGE).is_some_and(is_other) {
        return Part::Whole;
    }
    match range.to_str().map(|text| text.trim().split_once('=')) {
        Ok(Some((unit, set))) if unit.trim().eq_ignore_ascii_case("bytes") => read(set, length),
        _ => Part::Whole,
    }
}

fn read(set: &str, length: u64) -> Part {
    if set.contains(',') {
        return Part::Whole;
    }
    let Some((first, last)) = set.trim().split_once('-') else {
        return Part::Nothing;
    };
    let range = match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(length),
        (Some(first), None) if last.is_empty() => first..length,
        (None, Some(suffix)) if first.is_empty() => length.saturating_sub(suffix)..length,
        _ => return Part::Nothing,
    };
    if range.is_empty() {
        Part::Nothing
    } else {
        Part::Some(range)
    }
}

/// Digits alone; more than fit are the largest number there is.
fn number(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

/// Whether who asks has the file already (`If-None-Match`, section 13.1.2).
pub fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let mut values = headers.get_all(header::IF_NONE_MATCH).iter();
    values.any(|value| {
        let text = value.to_str().unwrap_or_default();
        let mut tags = text.split(',').map(str::trim);
        tags.any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAG: &str = "\"tag\"";

    fn part(range: &str) -> Part {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, HeaderValue::from_str(range).unwrap());
        asked(&headers, 10, TAG)
    }

    #[test]
    fn one_range_is_one_part() {
        for (range, wanted) in [
            ("bytes=0-0", 0..1),
            ("bytes=2-5", 2..6),
            ("bytes=2-", 2..10),
            ("bytes=9-99999999999999999999999", 9..10),
            ("bytes=-3", 7..10),
            ("bytes=-99", 0..10),
            ("Bytes = 0-18446744073709551615", 0..10),
        ] {
            assert_eq!(part(range), Part::Some(wanted), "{range}");
        }
    }

    #[test]
    fn what_is_not_there_is_refused() {
        for range in [
            "bytes=10-",
            "bytes=10-20",
            "bytes=-0",
            "bytes=5-2",
            "bytes=-",
            "bytes=",
            "bytes=--1",
            "bytes=-1-2",
            "bytes=+1-2",
            "bytes=a-b",
            "bytes=0x1-2",
            "bytes=99999999999999999999999-",
        ] {
            assert_eq!(part(range), Part::Nothing, "{range}");
        }
    }

    #[test]
    fn many_ranges_and_other_units_are_the_whole() {
        let many = format!("bytes={}", "0-0,1-1,".repeat(5_000));
        for range in [
            many.as_str(),
            "bytes=0-5,3-7",
            "bytes=-1,-2",
            "lines=1-2",
            "0-1",
        ] {
            assert_eq!(part(range), Part::Whole, "{range:.20}");
        }
    }

    #[test]
    fn a_part_of_another_version_is_the_whole() {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, HeaderValue::from_static("bytes=0-1"));
        for (known, wanted) in [
            (TAG, Part::Some(0..2)),
            ("\"other\"", Part::Whole),
            ("W/\"tag\"", Part::Whole),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Part::Whole),
        ] {
            headers.insert(header::IF_RANGE, HeaderValue::from_static(known));
            assert_eq!(asked(&headers, 10, TAG), wanted, "{known}");
        }
    }

    #[test]
    fn what_is_known_is_found_in_lists() {
        let mut headers = HeaderMap::new();
        assert!(!is_known(&headers, TAG));
        for (known, wanted) in [
            ("\"tag\"", true),
            ("\"a\", W/\"tag\"", true),
            ("*", true),
            ("\"tags\"", false),
        ] {
            headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static(known));
            assert_eq!(is_known(&headers, TAG), wanted, "{known}");
        }
    }
}
