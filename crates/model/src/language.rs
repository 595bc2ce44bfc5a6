//! Language tags, as far as posts need them.

/// Reads a BCP 47 tag and keeps what clients understand: `pt-BR`, `zh-Hant`, `en`. Garbage is `None`.
pub fn parse(tag: &str) -> Option<String> {
    let tag = tag.trim();
    if tag.len() > 35 {
        return None;
    }
    let mut parts = tag.split(['-', '_']);
    let primary = parts.next()?;
    if !(2..=3).contains(&primary.len()) || !primary.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let mut out = primary.to_ascii_lowercase();
    for part in parts {
        if !(1..=8).contains(&part.len()) || !part.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        out.push('-');
        out.push_str(part);
    }
    Some(out)
}

/// Whether text in this language runs from right to left.
pub fn is_right_to_left(tag: &str) -> bool {
    let primary = tag.split('-').next().unwrap_or(tag);
    matches!(
        primary,
        "ar" | "arc" | "ckb" | "dv" | "fa" | "he" | "ks" | "ps" | "sd" | "ug" | "ur" | "yi"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_kept_and_garbage_is_refused() {
        assert_eq!(parse("EN"), Some("en".into()));
        assert_eq!(parse("zh-Hant"), Some("zh-Hant".into()));
        assert_eq!(parse("pt_BR"), Some("pt-BR".into()));
        for bad in [
            "",
            "e",
            "english",
            "en-",
            "1n",
            "en-<script>",
            &"a-".repeat(40),
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
