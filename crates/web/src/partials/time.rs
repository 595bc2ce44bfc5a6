//! Moments as people say them.

use maud::{Markup, html};
use model::Time;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A moment, short and relative; the exact one is in its title and its `datetime`.
pub fn ago(now: Time, then: Time) -> Markup {
    html! {
        time.dt-published datetime=(then) title=(full(then)) { (words(now, then)) }
    }
}

/// A moment in full: `21 Nov 2026, 18:05 UTC`.
pub fn full(then: Time) -> String {
    let text = then.to_string();
    let clock = text.get(11..16).unwrap_or("00:00");
    format!("{}, {clock} UTC", day(then))
}

/// A day: `21 Nov 2026`.
pub fn day(then: Time) -> String {
    let date = then.date();
    let mut parts = date.split('-');
    let year = parts.next().unwrap_or("");
    let month = parts
        .next()
        .and_then(|month| month.parse::<usize>().ok())
        .unwrap_or(1);
    let day = parts.next().unwrap_or("").trim_start_matches('0');
    let month = MONTHS.get(month.saturating_sub(1)).copied().unwrap_or("");
    format!("{day} {month} {year}")
}

fn words(now: Time, then: Time) -> String {
    let seconds = now.seconds().saturating_sub(then.seconds());
    match seconds {
        ..45 => "now".to_owned(),
        45..HOUR => format!("{} min", (seconds + 30) / MINUTE),
        HOUR..DAY => format!("{} h", seconds / HOUR),
        _ if seconds < 7 * DAY => format!("{} d", seconds / DAY),
        _ => short_day(now, then),
    }
}

/// Without the year when it is this year.
fn short_day(now: Time, then: Time) -> String {
    let day = day(then);
    let year = now.date().get(..4).unwrap_or("").to_owned();
    day.strip_suffix(&format!(" {year}"))
        .map_or(day.clone(), ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_said_in_the_shortest_words_that_are_true() {
        let now = Time::from_seconds(1_795_284_000); // 2026-11-21T18:00:00Z
        let before = |seconds| words(now, Time::from_seconds(now.seconds() - seconds));
        assert_eq!(before(-5), "now");
        assert_eq!(before(50), "1 min");
        assert_eq!(before(3 * HOUR + 59), "3 h");
        assert_eq!(before(2 * DAY), "2 d");
        assert_eq!(before(30 * DAY), "22 Oct");
        assert_eq!(before(400 * DAY), "17 Oct 2025");
        assert_eq!(full(now), "21 Nov 2026, 18:00 UTC");
    }
}
