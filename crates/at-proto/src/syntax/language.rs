//! Language tags (<https://atproto.com/specs/lexicon>, `language`; BCP 47, RFC 5646 section 2.1).

use super::{SyntaxError, text};

/// The longest tag; RFC 5646 section 4.4 has no limit, real ones stay below 40.
const MAX_BYTES: usize = 128;

/// Old tags of RFC 5646 section 2.1 that do not have today's form.
const GRANDFATHERED: [&str; 20] = [
    "art-lojban",
    "cel-gaulish",
    "en-gb-oed",
    "i-ami",
    "i-bnn",
    "i-default",
    "i-enochian",
    "i-hak",
    "i-klingon",
    "i-lux",
    "i-mingo",
    "i-navajo",
    "i-pwn",
    "i-tao",
    "i-tay",
    "i-tsu",
    "sgn-be-fr",
    "sgn-be-nl",
    "sgn-ch-de",
    "zh-min-nan",
];

/// A well-formed BCP 47 tag: `ja`, `pt-BR`. Kept as it was written. Whether its subtags are registered
/// is not asked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(String);

impl Language {
    /// Checks a text. The language itself must be two or three lower-case letters, as AT Protocol has it.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        if text.len() <= MAX_BYTES && is_tag(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(SyntaxError::Language)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first subtag: the language alone, `pt` of `pt-BR`.
    pub fn primary(&self) -> &str {
        self.0
            .split_once('-')
            .map_or(&self.0, |(primary, _)| primary)
    }
}

fn is_tag(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let subtags: Vec<&str> = lower.split('-').collect();
    let plain = subtags
        .iter()
        .all(|s| (1..=8).contains(&s.len()) && s.bytes().all(|c| c.is_ascii_alphanumeric()));
    let Some((primary, mut rest)) = subtags.split_first() else {
        return false;
    };
    if !plain || *primary == "x" {
        return plain && !rest.is_empty();
    }
    if !text.starts_with(primary) {
        return false;
    }
    if GRANDFATHERED.contains(&lower.as_str()) {
        return true;
    }
    if !(2..=3).contains(&primary.len()) || !is_alphabetic(primary) {
        return false;
    }
    take(&mut rest, 3, |s| s.len() == 3 && is_alphabetic(s));
    take(&mut rest, 1, |s| s.len() == 4 && is_alphabetic(s));
    take(&mut rest, 1, is_region);
    let variants = take(&mut rest, usize::MAX, is_variant);
    all_differ(variants) && are_extensions(rest)
}

/// `-u-co-phonebk`: a single character that is not repeated, and subtags of two characters or more;
/// `-x-` begins the private part, where everything goes.
fn are_extensions(mut rest: &[&str]) -> bool {
    let mut singletons = Vec::new();
    while let Some((singleton, after)) = rest.split_first() {
        if *singleton == "x" {
            return !after.is_empty();
        }
        rest = after;
        if singleton.len() != 1 || take(&mut rest, usize::MAX, |s| s.len() > 1).is_empty() {
            return false;
        }
        singletons.push(*singleton);
    }
    all_differ(&singletons)
}

/// Takes subtags from the front as long as they fit, up to a number of them.
fn take<'a, 'b>(
    rest: &mut &'a [&'b str],
    at_most: usize,
    fits: impl Fn(&str) -> bool,
) -> &'a [&'b str] {
    let count = rest.iter().take(at_most).take_while(|s| fits(s)).count();
    let (taken, left) = rest.split_at_checked(count).unwrap_or_default();
    *rest = left;
    taken
}

fn is_alphabetic(subtag: &str) -> bool {
    subtag.bytes().all(|c| c.is_ascii_alphabetic())
}

/// Two letters or three digits.
fn is_region(subtag: &str) -> bool {
    match subtag.len() {
        2 => is_alphabetic(subtag),
        3 => subtag.bytes().all(|c| c.is_ascii_digit()),
        _ => false,
    }
}

/// Five characters or more, or four of which the first is a digit.
fn is_variant(subtag: &str) -> bool {
    subtag.len() >= 5 || (subtag.len() == 4 && subtag.starts_with(|c: char| c.is_ascii_digit()))
}

fn all_differ(subtags: &[&str]) -> bool {
    let mut sorted = subtags.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    sorted.len() == subtags.len()
}

text!(Language);

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn the_primary_language_comes_first() {
        assert_eq!(Language::parse("pt-BR").unwrap().primary(), "pt");
        assert_eq!(Language::parse("ja").unwrap().primary(), "ja");
    }

    #[test]
    fn subtags_have_an_order() {
        for wrong in [
            "de-DE-Latn",
            "de-u",
            "de-x",
            "x",
            "de--DE",
            "de-u-x-a",
            "no-ß",
        ] {
            assert!(Language::parse(wrong).is_err(), "{wrong}");
        }
        assert!(Language::parse("zh-yue-Hant-HK-x-a").is_ok());
    }
}
