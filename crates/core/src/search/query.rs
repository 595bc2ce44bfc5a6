//! What somebody typed, read: words, `"phrases"`, `-not these`, and operators such as `from:me` or `before:2026-05-01`.
//!
//! Always true here: every text can be read. What looks like an operator and is none is a word like any other.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan as _};
use model::words::Phrase;
use model::{Acct, Id, Time, language, text};

/// More terms, people or languages than this are left out.
const MOST_TERMS: usize = 32;
const MOST_PEOPLE: usize = 8;
/// The words of one phrase.
const MOST_WORDS: usize = 32;

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Query {
    /// All of these must be there.
    pub(super) all: Vec<Sought>,
    /// None of these may be there.
    pub(super) none: Vec<Sought>,
    /// By one of these.
    pub(super) from: Vec<Who>,
    /// By none of these.
    pub(super) not_from: Vec<Who>,
    /// Where to look.
    pub(super) place: Place,
    /// Written before this moment.
    pub(super) before: Option<Time>,
    /// Written at this moment or later.
    pub(super) since: Option<Time>,
    /// The words alone, for names and tags.
    pub(super) plain: String,
    /// Whether there was any operator: then posts are meant.
    pub(super) has_operators: bool,
}

/// Something that a post may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sought {
    /// Words in their order.
    Words(Phrase),
    /// A tag, folded.
    Tag(String),
    /// `has:`, one of [`HAS`].
    Has(&'static str),
    /// `is:`, one of [`IS`].
    Is(&'static str),
    /// `language:`
    Language(String),
}

/// An author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Who {
    /// Whoever asks.
    Me,
    /// Somebody by address.
    Named(Acct),
}

/// Where to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Place {
    /// Everywhere one may look.
    #[default]
    All,
    /// What one wrote, kept, liked, boosted or is named in.
    Library,
    /// Public posts of those who let others find them.
    Public,
}

/// What `has:` knows. Each is also the word of its mark.
pub(super) const HAS: [&str; 6] = ["media", "image", "video", "audio", "poll", "link"];
/// What `is:` knows. Each is also the word of its mark.
pub(super) const IS: [&str; 3] = ["reply", "sensitive", "quote"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    With,
    Without,
}

impl Query {
    /// Reads what was typed.
    pub(super) fn parse(typed: &str) -> Self {
        let mut query = Self::default();
        let mut rest = typed.trim_start();
        while !rest.is_empty() {
            let (sign, after) = match rest.strip_prefix('-') {
                Some(after) if !after.starts_with(|c: char| c.is_whitespace() || c == '-') => {
                    (Sign::Without, after)
                }
                _ => (Sign::With, rest),
            };
            let (piece, is_quoted, after) = cut(after);
            query.take(piece, is_quoted, sign);
            rest = after.trim_start();
        }
        query
    }

    fn take(&mut self, piece: &str, is_quoted: bool, sign: Sign) {
        if !is_quoted
            && let Some((name, value)) = piece.split_once(':')
            && self.operator(&name.to_lowercase(), value, sign)
        {
            self.has_operators = true;
            return;
        }
        if sign == Sign::With {
            self.plain
                .push_str(if self.plain.is_empty() { "" } else { " " });
            self.plain.push_str(piece);
        }
        let tag = piece.strip_prefix(['#', '＃']).filter(|_| !is_quoted);
        let sought = match tag.map(text::fold_tag).filter(|tag| !tag.is_empty()) {
            Some(tag) => Some(Sought::Tag(tag)),
            None => Phrase::parse(piece, MOST_WORDS).map(Sought::Words),
        };
        if let Some(sought) = sought {
            self.add(sought, sign);
        }
    }

    fn add(&mut self, sought: Sought, sign: Sign) {
        if self.all.len() + self.none.len() >= MOST_TERMS {
            return;
        }
        match sign {
            Sign::With => self.all.push(sought),
            Sign::Without => self.none.push(sought),
        }
    }

    /// Whether it is an operator with a value that makes sense.
    fn operator(&mut self, name: &str, value: &str, sign: Sign) -> bool {
        let known = |words: &[&'static str]| {
            let value = value.to_lowercase();
            words.iter().copied().find(|word| *word == value)
        };
        let sought = match name {
            "from" => return self.by(value, sign),
            "in" => return self.look_in(&value.to_lowercase(), sign),
            "before" | "after" | "during" => return sign == Sign::With && self.when(name, value),
            "has" => known(&HAS)
                .or_else(|| value.eq_ignore_ascii_case("embed").then_some("link"))
                .map(Sought::Has),
            "is" => known(&IS).map(Sought::Is),
            "language" | "lang" => language::parse(value).map(Sought::Language),
            _ => None,
        };
        let is_known = sought.is_some();
        if let Some(sought) = sought {
            self.add(sought, sign);
        }
        is_known
    }

    fn by(&mut self, value: &str, sign: Sign) -> bool {
        let who = if value.eq_ignore_ascii_case("me") {
            Who::Me
        } else {
            match Acct::parse(value) {
                Some(acct) => Who::Named(acct),
                None => return false,
            }
        };
        if self.from.len() + self.not_from.len() < MOST_PEOPLE {
            match sign {
                Sign::With => self.from.push(who),
                Sign::Without => self.not_from.push(who),
            }
        }
        true
    }

    fn look_in(&mut self, place: &str, sign: Sign) -> bool {
        if sign == Sign::Without {
            return false;
        }
        self.place = match place {
            "all" => Place::All,
            "library" => Place::Library,
            "public" => Place::Public,
            _ => return false,
        };
        true
    }

    fn when(&mut self, name: &str, value: &str) -> bool {
        let Some((start, end)) = span(value) else {
            return false;
        };
        let (since, before) = match name {
            "before" => (None, Some(start)),
            "after" => (Some(end), None),
            _ => (Some(start), Some(end)),
        };
        self.since = self.since.max(since);
        self.before = match (self.before, before) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        true
    }

    /// The ids between which the posts lie: (below, above).
    pub(super) fn ids(&self) -> (i64, i64) {
        (
            self.before.map_or(i64::MAX, |time| Id::at(time).get()),
            self.since.map_or(-1, |time| Id::at(time).get() - 1),
        )
    }
}

/// Cuts off the first piece: (what it says, whether it was in quotes, the rest).
fn cut(text: &str) -> (&str, bool, &str) {
    let quote = |c: char| matches!(c, '"' | '“' | '”' | '„' | '«' | '»');
    if let Some(inner) = text.strip_prefix(quote) {
        return match inner.split_once(quote) {
            Some((inside, after)) => (inside, true, after),
            None => (inner, true, ""),
        };
    }
    match text.split_once(char::is_whitespace) {
        Some((piece, after)) => (piece, false, after),
        None => (text, false, ""),
    }
}

/// A year, month or day: its first moment, and the first moment after it.
fn span(text: &str) -> Option<(Time, Time)> {
    let mut parts = text.split('-');
    let year: i16 = parts
        .next()?
        .parse()
        .ok()
        .filter(|year| (1970..=9000).contains(year))?;
    let (month, day) = (parts.next(), parts.next());
    if parts.next().is_some() {
        return None;
    }
    let length: Span = match (month, day) {
        (None, _) => 1.year(),
        (Some(_), None) => 1.month(),
        (Some(_), Some(_)) => 1.day(),
    };
    let number = |part: Option<&str>| part.map_or(Some(1), |part| part.parse().ok());
    let first = Date::new(year, number(month)?, number(day)?).ok()?;
    let after = first.checked_add(length).ok()?;
    Some((midnight(first)?, midnight(after)?))
}

fn midnight(date: Date) -> Option<Time> {
    let zoned = date.to_zoned(TimeZone::UTC).ok()?;
    Some(Time::from_micros(zoned.timestamp().as_microsecond()))
}

#[cfg(test)]
mod tests {
    use model::Time;
    use model::words::Phrase;
    use proptest::prelude::*;

    use super::{Place, Query, Sought, Who};

    fn words(text: &str) -> Sought {
        Sought::Words(Phrase::parse(text, 10).unwrap())
    }

    #[test]
    fn words_phrases_tags_and_their_opposites() {
        let query = Query::parse("  folk “Old Songs” -rain -\"cold  rain\" #Moot -#Mud");
        assert_eq!(
            query.all,
            [
                words("folk"),
                words("old songs"),
                Sought::Tag("moot".into())
            ]
        );
        assert_eq!(
            query.none,
            [words("rain"), words("cold rain"), Sought::Tag("mud".into())]
        );
        assert_eq!(query.plain, "folk Old Songs #Moot");
        assert!(!query.has_operators);
    }

    #[test]
    fn operators() {
        let query = Query::parse(
            "from:me FROM:@Ada@there.example -from:bob has:image -is:reply lang:pt-br in:library tea",
        );
        assert_eq!(query.from.len(), 2);
        assert_eq!(query.from.first(), Some(&Who::Me));
        assert_eq!(query.not_from.len(), 1);
        assert_eq!(
            query.all,
            [
                Sought::Has("image"),
                Sought::Language("pt-br".into()),
                words("tea")
            ]
        );
        assert_eq!(query.none, [Sought::Is("reply")]);
        assert_eq!(query.place, Place::Library);
        assert_eq!(query.plain, "tea");
        assert!(query.has_operators);
    }

    #[test]
    fn times() {
        let at = |text: &str| Time::parse(text).unwrap();
        let query = Query::parse("after:2024-02-28 before:2025");
        assert_eq!(query.since, Some(at("2024-02-29T00:00:00Z")));
        assert_eq!(query.before, Some(at("2025-01-01T00:00:00Z")));
        let query = Query::parse("during:2024-12 before:2024-12-24");
        assert_eq!(query.since, Some(at("2024-12-01T00:00:00Z")));
        assert_eq!(query.before, Some(at("2024-12-24T00:00:00Z")));
    }

    #[test]
    fn what_is_no_operator_is_words() {
        for odd in [
            "before:yesterday",
            "has:cheese",
            "from:",
            "in:space",
            "is:",
            "note:this",
            "-in:all",
            "before:2024-13",
        ] {
            let query = Query::parse(odd);
            assert!(!query.has_operators, "{odd}");
            assert_eq!(query.all.len() + query.none.len(), 1, "{odd}");
        }
        for empty in ["", "-", "\"\"", "- -- ?", "🎉", "\""] {
            let query = Query::parse(empty);
            assert!(query.all.is_empty() && query.none.is_empty(), "{empty}");
        }
    }

    proptest! {
        #[test]
        fn every_text_can_be_read(typed in "([a-z\"“”:@#*()^~'{}+ -]|from:|before:|-|\\PC){0,200}") {
            let query = Query::parse(&typed);
            prop_assert!(query.all.len() + query.none.len() <= 32);
            let (below, above) = query.ids();
            prop_assert!(below > 0 && above >= -1);
        }
    }
}
