//! When and where something takes place (FEP-8a8e, as Mobilizon, Gancio and WordPress write it).

use serde_json::Value;

use crate::value::{
    cut, first, first_id, first_str, has_type, http_url, natural_language, parse_date, values,
};

/// The most places of one event.
const MAX_PLACES: usize = 3;
/// The longest name or line of an address, in bytes.
const MAX_LINE: usize = 300;

/// When and where. Plain text, not sanitised.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Event {
    /// When it begins, by the clock of the place: `2026-11-22 18:00 UTC+01:00`.
    pub starts: Option<String>,
    /// When it ends.
    pub ends: Option<String>,
    /// Where: a name, an address, or both, one a line.
    pub places: Vec<String>,
    /// Where on the web, if it takes place there.
    pub online: Option<String>,
    /// It does not take place after all.
    pub is_cancelled: bool,
}

impl Event {
    /// Reads what an Event says; nothing for what says neither time nor place.
    pub(super) fn parse(value: &Value) -> Option<Self> {
        if !has_type(value, "Event") {
            return None;
        }
        let places = || values(value, "location").take(MAX_PLACES);
        let online = places().find_map(|place| {
            let is_online = has_type(place, "VirtualLocation");
            first_id(place, "url")
                .filter(|_| is_online)
                .and_then(http_url)
        });
        let status = first_str(value, "ical:status").or_else(|| first_str(value, "eventStatus"));
        let event = Self {
            starts: moment(value, "startTime"),
            ends: moment(value, "endTime"),
            places: places().filter_map(place).collect(),
            online: online.map(str::to_owned),
            is_cancelled: status.is_some_and(|status| {
                status.eq_ignore_ascii_case("cancelled") || status.ends_with("EventCancelled")
            }),
        };
        (event != Self::default()).then_some(event)
    }
}

/// A moment as its author wrote it, in words: people look at the clock of the place.
fn moment(value: &Value, property: &str) -> Option<String> {
    parse_date(value, property)?;
    let text = first_str(value, property)?;
    let (date, time) = (text.get(..10)?, text.get(11..16)?);
    let zone = text.get(16..).unwrap_or_default();
    let at = zone.find(['+', '-']);
    let offset = at.and_then(|at| zone.get(at..)).unwrap_or_default();
    Some(format!("{date} {time} UTC{}", cut(offset, 6)))
}

fn place(value: &Value) -> Option<String> {
    if let Some(name) = value.as_str() {
        return Some(cut(name, MAX_LINE).to_owned()).filter(|name| http_url(name).is_none());
    }
    let name = natural_language(value, "name").map(|name| name.text);
    let address = first(value, "address").and_then(address);
    let lines: Vec<String> = name.into_iter().chain(address).collect();
    let text = lines.join(", ");
    let text = cut(text.trim(), MAX_LINE).to_owned();
    Some(text).filter(|text| !text.is_empty())
}

/// A line of text, or the parts of one (<https://schema.org/PostalAddress>).
fn address(value: &Value) -> Option<String> {
    if let Some(text) = value.as_str() {
        return Some(text.to_owned());
    }
    let parts = [
        "streetAddress",
        "postalCode",
        "addressLocality",
        "addressRegion",
        "addressCountry",
    ];
    let parts = parts.iter().filter_map(|part| first_str(value, part));
    let parts: Vec<&str> = parts.filter(|part| !part.trim().is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::Event;

    #[test]
    fn time_and_place_are_read_as_they_were_written() {
        let event = Event::parse(&json!({
            "type": "Event", "startTime": "2026-06-01T10:00:00+02:00", "endTime": "2026-06-01T10:00:00Z",
            "location": [
                {"type": "Place", "name": "Makers", "address": {"type": "PostalAddress", "streetAddress": "Way 1",
                    "addressLocality": "Town", "postalCode": ""}},
                {"type": "VirtualLocation", "url": "https://talk.example/room"},
            ],
            "ical:status": "CANCELLED",
        }))
        .unwrap();
        assert_eq!(event.starts.as_deref(), Some("2026-06-01 10:00 UTC+02:00"));
        assert_eq!(event.ends.as_deref(), Some("2026-06-01 10:00 UTC"));
        assert_eq!(event.places, ["Makers, Way 1, Town"]);
        assert_eq!(event.online.as_deref(), Some("https://talk.example/room"));
        assert!(event.is_cancelled);
    }

    #[test]
    fn what_says_nothing_is_nothing() {
        for value in [
            json!({"type": "Event"}),
            json!({"type": "Note", "startTime": "2026-06-01T10:00:00Z"}),
            json!({"type": "Event", "startTime": "soon", "location": "https://a.example/place"}),
        ] {
            assert_eq!(Event::parse(&value), None, "{value}");
        }
    }

    proptest! {
        #[test]
        fn an_event_of_any_shape_is_answered(value in crate::value::arbitrary::json()) {
            let _ = Event::parse(&value);
        }
    }
}
