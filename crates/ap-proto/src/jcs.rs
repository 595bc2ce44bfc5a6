//! JSON Canonicalization Scheme (RFC 8785): one spelling for each JSON value, so that it can be signed.

use serde_json::{Map, Number, Value};

/// Writes a value in its canonical spelling.
///
/// Every number is a double, as in JavaScript (section 3.2.2.3), so integers beyond 2^53 are rounded.
/// Nesting is as deep as the value; [`crate::value::parse_json`] bounds it.
pub fn canonicalize(value: &Value) -> String {
    let mut out = String::new();
    write_value(&mut out, value);
    out
}

/// The SHA-256 digest of the canonical spelling.
pub fn digest(value: &Value) -> [u8; 32] {
    crypto::sha256(canonicalize(value).as_bytes())
}

fn write_value(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => write_number(out, number),
        Value::String(text) => write_string(out, text),
        Value::Array(items) => write_array(out, items),
        Value::Object(object) => write_object(out, object),
    }
}

fn write_array(out: &mut String, items: &[Value]) {
    out.push('[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_value(out, item);
    }
    out.push(']');
}

fn write_object(out: &mut String, object: &Map<String, Value>) {
    let mut entries: Vec<(&String, &Value)> = object.iter().collect();
    // By UTF-16 code units (section 3.2.3), which differs from UTF-8 order beyond U+FFFF.
    entries.sort_by(|(left, _), (right, _)| left.encode_utf16().cmp(right.encode_utf16()));
    out.push('{');
    for (index, (key, value)) in entries.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_string(out, key);
        out.push(':');
        write_value(out, value);
    }
    out.push('}');
}

fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            control if control < ' ' => {
                let escape = format!("\\u{:04x}", u32::from(control));
                out.push_str(&escape);
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

fn write_number(out: &mut String, number: &Number) {
    // Every `Number` of serde_json is a finite double or an integer, so there always is one.
    out.push_str(&double(number.as_f64().unwrap_or(0.0)));
}

/// `Number::toString` of ECMAScript: the shortest digits that read back as the same double.
fn double(number: f64) -> String {
    // The digits are those of serde_json: among equally short ones the nearest, then the even, as
    // section 3.2.2.3 asks for (the standard library takes the odd). Only the layout differs.
    let text = Number::from_f64(number).map_or_else(|| "0".to_owned(), |number| number.to_string());
    let (sign, text) = text
        .strip_prefix('-')
        .map_or(("", text.as_str()), |rest| ("-", rest));
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let digits = all.trim_start_matches('0');
    if digits.is_empty() {
        return "0".to_owned();
    }
    let zeros = all.len() - digits.len();
    let whole = i32::try_from(whole.len()).unwrap_or(0) - i32::try_from(zeros).unwrap_or(0);
    let point = whole + exponent.parse::<i32>().unwrap_or(0);
    format!("{sign}{}", lay_out(digits.trim_end_matches('0'), point))
}

/// Places the decimal point `point` digits from the left, as ECMAScript section 6.1.6.1.20 does.
fn lay_out(digits: &str, point: i32) -> String {
    let places = usize::try_from(point).unwrap_or(0);
    if !(-5..=21).contains(&point) {
        let exponent = point - 1;
        let sign = if exponent < 0 { '-' } else { '+' };
        let (first, rest) = digits.split_at_checked(1).unwrap_or((digits, ""));
        let dot = if rest.is_empty() { "" } else { "." };
        return format!("{first}{dot}{rest}e{sign}{}", exponent.abs());
    }
    if point <= 0 {
        let zeros = usize::try_from(-point).unwrap_or(0);
        return format!("0.{}{digits}", "0".repeat(zeros));
    }
    match digits.split_at_checked(places) {
        Some((whole, fraction)) if !fraction.is_empty() => format!("{whole}.{fraction}"),
        _ => format!(
            "{digits}{}",
            "0".repeat(places.saturating_sub(digits.len()))
        ),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::{canonicalize, double};

    /// RFC 8785 section 3.2.4.
    #[test]
    fn the_example_of_the_standard_holds() {
        let text = r#"{
            "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
            "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
            "literals": [null, true, false]
        }"#;
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(
            canonicalize(&value),
            concat!(
                r#"{"literals":[null,true,false],"#,
                r#""numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#,
                r#""string":"€$\u000f\nA'B\"\\\\\"/"}"#
            )
        );
    }

    /// RFC 8785 section 3.2.3: keys in the order of their UTF-16 code units.
    #[test]
    fn keys_are_sorted_as_the_standard_sorts_them() {
        let value = json!({
            "\u{20ac}": "Euro Sign", "\r": "Carriage Return", "\u{fb33}": "Hebrew Letter Dalet With Dagesh",
            "1": "One", "\u{1f600}": "Emoji: Grinning Face", "\u{80}": "Control",
            "\u{f6}": "Latin Small Letter O With Diaeresis",
        });
        let text = canonicalize(&value);
        let places: Vec<usize> = [
            "Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew",
        ]
        .into_iter()
        .map(|word| text.find(word).unwrap())
        .collect();
        assert!(places.is_sorted(), "{text}");
    }

    /// RFC 8785 appendix B.
    #[test]
    fn numbers_are_written_as_the_standard_writes_them() {
        for (bits, text) in [
            (0x0000_0000_0000_0000_u64, "0"),
            (0x8000_0000_0000_0000, "0"),
            (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"),
            (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"),
            (0xc340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
            (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
            (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
            (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
            (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
            (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x41b3_de43_5555_5553, "333333333.3333332"),
            (0x41b3_de43_5555_5554, "333333333.33333325"),
            (0x41b3_de43_5555_5555, "333333333.3333333"),
            (0x41b3_de43_5555_5556, "333333333.3333334"),
            (0x41b3_de43_5555_5557, "333333333.33333343"),
            (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
            (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
        ] {
            assert_eq!(double(f64::from_bits(bits)), text);
        }
        assert_eq!(
            canonicalize(&json!(9_007_199_254_740_993_u64)),
            "9007199254740992"
        );
    }

    proptest! {
        #[test]
        fn every_double_reads_back(number in any::<f64>().prop_filter("finite", |n| n.is_finite())) {
            prop_assert!((double(number).parse::<f64>().unwrap() - number).abs() == 0.0);
        }

        #[test]
        fn the_canonical_form_reads_back_and_is_its_own_canonical_form(
            value in crate::value::arbitrary::json()
        ) {
            let text = canonicalize(&value);
            let again: Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(canonicalize(&again), text);
        }
    }
}
