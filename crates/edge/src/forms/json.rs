//! JSON bodies, measured before they are built: what is too deep or has too many values never becomes a tree.

use serde_json::{Map, Value};

use super::{refusal::BadForm, tree::MAX_JSON_DEPTH};

/// Values in one JSON form, nested ones included.
const MAX_VALUES: usize = 10_000;

/// Reads a JSON object. An empty body is an empty object: apps announce JSON and send nothing.
pub(super) fn parse(bytes: &[u8]) -> Result<Map<String, Value>, BadForm> {
    if bytes.trim_ascii().is_empty() {
        return Ok(Map::new());
    }
    measure(bytes)?;
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(BadForm::Malformed("the JSON is not an object".to_owned())),
        Err(error) => Err(BadForm::Malformed(error.to_string())),
    }
}

/// Counts levels and values by looking at the punctuation outside strings. That is exact for JSON, and for
/// what is not JSON it does not matter.
fn measure(bytes: &[u8]) -> Result<(), BadForm> {
    let (mut depth, mut values) = (0_usize, 1_usize);
    let (mut in_string, mut escaped) = (false, false);
    for byte in bytes {
        match (in_string, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => in_string = !in_string,
            (false, b'{' | b'[') => {
                depth = depth.saturating_add(1);
                values = values.saturating_add(1);
            }
            (false, b'}' | b']') => depth = depth.saturating_sub(1),
            (false, b',') => values = values.saturating_add(1),
            _ => {}
        }
        if depth > MAX_JSON_DEPTH {
            return Err(BadForm::TooMany("levels"));
        }
        if values > MAX_VALUES {
            return Err(BadForm::TooMany("values"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_and_count_are_bounded_and_strings_do_not_count() {
        let nested = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(nested(MAX_JSON_DEPTH - 1).as_bytes()).is_ok());
        assert_eq!(
            parse(nested(MAX_JSON_DEPTH).as_bytes()),
            Err(BadForm::TooMany("levels"))
        );
        assert_eq!(
            parse(nested(100_000).as_bytes()),
            Err(BadForm::TooMany("levels"))
        );
        let wide = format!("{{\"a\":[{}0]}}", "0,".repeat(MAX_VALUES));
        assert_eq!(parse(wide.as_bytes()), Err(BadForm::TooMany("values")));
        let text = format!(
            "{{\"a\":\"{}\\\"{}\"}}",
            "[{,".repeat(50_000),
            "[{,".repeat(50_000)
        );
        assert!(parse(text.as_bytes()).is_ok());
    }

    #[test]
    fn only_an_object_is_a_form() {
        assert_eq!(parse(b" \n").unwrap(), Map::new());
        for bad in [
            "[]",
            "1",
            "null",
            "{",
            "{\"a\":NaN}",
            "{\"a\":\"\\ud800\"}",
            "\u{feff}{}",
        ] {
            assert!(
                matches!(parse(bad.as_bytes()), Err(BadForm::Malformed(_))),
                "{bad}"
            );
        }
        assert!(parse(b"{\"a\":\"\xff\"}").is_err());
    }
}
