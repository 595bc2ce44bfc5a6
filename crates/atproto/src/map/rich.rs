//! Text and what parts of it lead to (lexicon `app.bsky.richtext.facet`). Places are counted in bytes of UTF-8.

use std::ops::Range;

use at_proto::data::Ipld;
use at_proto::syntax::Did;
use unicode_segmentation::UnicodeSegmentation;

use super::value::{self, length, object, text, typed};

/// The most characters, as people count them, of a post.
pub(crate) const MAX_GRAPHEMES: usize = 300;
/// The most bytes of a post.
pub(crate) const MAX_BYTES: usize = 3_000;
/// The most characters of a tag.
const MAX_TAG_GRAPHEMES: usize = 64;
/// The most bytes of a tag.
const MAX_TAG_BYTES: usize = 640;
/// The most facets of others that are looked at.
const MAX_FACETS: usize = 500;
/// The most bytes of a text of others that are read: ten times what there may be.
const MAX_READ_BYTES: usize = 30_000;
/// What stands for what was left out.
pub(crate) const ELLIPSIS: &str = "…";
/// How many characters of a link are shown, as in our own HTML.
const LINK_SHOWN_CHARS: usize = 30;
/// A word longer than this is none, but a script that knows no spaces.
const MAX_WORD_BYTES: usize = 200;

/// What a part of a text leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Feature {
    /// Somebody.
    Mention(Did),
    /// A page.
    Link(String),
    /// A tag, without its `#`.
    Tag(String),
}

/// A part of a text that leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Facet {
    /// Which bytes.
    pub(crate) range: Range<usize>,
    /// Where to.
    pub(crate) feature: Feature,
}

/// A text whose parts lead somewhere. The facets are in order, none is empty, none overlaps another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Rich {
    /// The text.
    pub(crate) text: String,
    /// Its parts.
    pub(crate) facets: Vec<Facet>,
}

impl Rich {
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// A part that leads somewhere.
    pub(super) fn push_as(&mut self, label: &str, feature: Feature) {
        let start = self.text.len();
        self.text.push_str(label);
        if !label.is_empty() {
            let range = start..self.text.len();
            self.facets.push(Facet { range, feature });
        }
    }

    /// A line with a link alone.
    pub(super) fn push_link_line(&mut self, url: &str) {
        if !self.text.is_empty() {
            self.push("\n\n");
        }
        self.push_as(&short_link(url), Feature::Link(url.to_owned()));
    }

    pub(super) fn append(&mut self, other: Self) {
        let by = self.text.len();
        self.text.push_str(&other.text);
        let moved = other.facets.into_iter().map(|facet| Facet {
            range: facet.range.start + by..facet.range.end + by,
            feature: facet.feature,
        });
        self.facets.extend(moved);
    }

    pub(super) fn graphemes(&self) -> usize {
        self.text.graphemes(true).count()
    }

    pub(super) fn fits(&self) -> bool {
        self.text.len() <= MAX_BYTES && self.graphemes() <= MAX_GRAPHEMES
    }

    /// Cuts it at a word, and never inside of what leads somewhere, if it is longer; says so with an ellipsis, which
    /// is not counted.
    pub(super) fn cut(&mut self, max_graphemes: usize, max_bytes: usize) {
        let most = prefix(&self.text, max_graphemes, max_bytes).len();
        if most == self.text.len() {
            return;
        }
        let at = self.before_facet(self.before_word(self.before_facet(most)));
        self.text.truncate(at);
        let kept = self.text.trim_end().len();
        self.text.truncate(kept);
        self.facets.retain(|facet| facet.range.end <= kept);
        self.text.push_str(ELLIPSIS);
    }

    /// The beginning of the facet that a place is in, or the place.
    fn before_facet(&self, at: usize) -> usize {
        let is_in = |facet: &&Facet| facet.range.start < at && at < facet.range.end;
        self.facets
            .iter()
            .find(is_in)
            .map_or(at, |facet| facet.range.start)
    }

    /// The end of the last whole word before a place, unless that is far away.
    fn before_word(&self, at: usize) -> usize {
        let (before, after) = self.text.split_at_checked(at).unwrap_or((&self.text, ""));
        if after.starts_with(char::is_whitespace) {
            return at;
        }
        match before.rfind(char::is_whitespace) {
            Some(space) if at - space <= MAX_WORD_BYTES => space,
            _ => at,
        }
    }

    /// The facets as a record has them; nothing if there are none.
    pub(super) fn data(&self) -> Option<Ipld> {
        let written = self.facets.iter().map(Facet::data).collect::<Vec<_>>();
        (!written.is_empty()).then_some(Ipld::List(written))
    }

    /// The text of a record with its facets. What overlaps, is out of range or within a character is left out.
    pub(crate) fn read(record: &Ipld) -> Self {
        let text = value::text_of(record, "text").unwrap_or_default();
        let end = text.floor_char_boundary(MAX_READ_BYTES.min(text.len()));
        let text = text.get(..end).unwrap_or_default();
        let written = value::list_of(record, "facets").iter().take(MAX_FACETS);
        let facets: Vec<Facet> = written.filter_map(Facet::read).collect();
        Self {
            text: text.to_owned(),
            facets: sound(text, facets),
        }
    }
}

/// Those facets that a text can have, in order.
pub(super) fn sound(text: &str, mut facets: Vec<Facet>) -> Vec<Facet> {
    facets.sort_by_key(|facet| facet.range.start);
    let mut end = 0;
    facets.retain(|facet| {
        let range = &facet.range;
        let is_sound =
            range.start >= end && range.start < range.end && text.get(range.clone()).is_some();
        if is_sound {
            end = range.end;
        }
        is_sound
    });
    facets
}

impl Facet {
    fn data(&self) -> Ipld {
        let feature = match &self.feature {
            Feature::Mention(did) => typed(
                "app.bsky.richtext.facet#mention",
                [("did", text(did.as_str()))],
            ),
            Feature::Link(uri) => typed("app.bsky.richtext.facet#link", [("uri", text(uri))]),
            Feature::Tag(tag) => typed("app.bsky.richtext.facet#tag", [("tag", text(tag))]),
        };
        let index = object([
            ("byteStart", length(self.range.start)),
            ("byteEnd", length(self.range.end)),
        ]);
        object([("index", index), ("features", Ipld::List(vec![feature]))])
    }

    fn read(data: &Ipld) -> Option<Self> {
        let index = value::field(data, "index")?;
        let start = value::count_of(index, "byteStart")?;
        let end = value::count_of(index, "byteEnd")?;
        let mut features = value::list_of(data, "features").iter().take(MAX_FACETS);
        Some(Self {
            range: start..end,
            feature: features.find_map(Feature::read)?,
        })
    }
}

impl Feature {
    fn read(data: &Ipld) -> Option<Self> {
        Some(match value::type_of(data) {
            "app.bsky.richtext.facet#mention" => {
                Self::Mention(Did::parse(value::text_of(data, "did")?).ok()?)
            }
            "app.bsky.richtext.facet#link" => {
                Self::Link(model::sanitize::web_url(value::text_of(data, "uri")?)?)
            }
            "app.bsky.richtext.facet#tag" => Self::Tag(tag(value::text_of(data, "tag")?)?),
            _ => return None,
        })
    }
}

/// A tag as records have it, without its `#`. `None` for what cannot be one.
pub(super) fn tag(typed: &str) -> Option<String> {
    let tag = typed.trim().trim_start_matches(['#', '＃']).trim();
    let is_one = !tag.is_empty()
        && tag.len() <= MAX_TAG_BYTES
        && tag.graphemes(true).count() <= MAX_TAG_GRAPHEMES
        && !tag.chars().any(char::is_control);
    is_one.then(|| tag.to_owned())
}

/// The beginning of a text: whole characters, as people count them, and not too many bytes.
pub(super) fn prefix(text: &str, max_graphemes: usize, max_bytes: usize) -> &str {
    let ends = text.grapheme_indices(true).take(max_graphemes);
    let ends = ends.map(|(at, grapheme)| at + grapheme.len());
    let end = ends.take_while(|end| *end <= max_bytes).last();
    text.get(..end.unwrap_or(0)).unwrap_or_default()
}

/// A text cut at so many characters, with an ellipsis among them.
pub(super) fn shortened(text: &str, max_graphemes: usize, max_bytes: usize) -> String {
    let text = text.trim();
    if prefix(text, max_graphemes, max_bytes).len() == text.len() {
        return text.to_owned();
    }
    let mut cut = Rich {
        text: text.to_owned(),
        facets: Vec::new(),
    };
    cut.cut(
        max_graphemes.saturating_sub(1),
        max_bytes.saturating_sub(ELLIPSIS.len()),
    );
    cut.text
}

/// A link as our own HTML shows it: without `https://`, and not all of it.
pub(super) fn short_link(url: &str) -> String {
    let shown = url.split_once("://").map_or(url, |(_, shown)| shown);
    match shown.char_indices().nth(LINK_SHOWN_CHARS) {
        Some((at, _)) => format!("{}{ELLIPSIS}", shown.get(..at).unwrap_or_default()),
        None => shown.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_before_what_leads_somewhere() {
        let mut rich = Rich::default();
        rich.push("Read ");
        rich.push_as(
            "one two three",
            Feature::Link("https://a.example/".to_owned()),
        );
        rich.push(" and four");
        for (most, kept) in [
            (9, "Read…"),
            (17, "Read…"),
            (18, "Read one two three…"),
            (27, "Read one two three and four"),
        ] {
            let mut cut = rich.clone();
            cut.cut(most, MAX_BYTES);
            assert_eq!(
                (&*cut.text, cut.facets.len()),
                (kept, usize::from(most >= 18))
            );
        }
    }

    #[test]
    fn a_text_without_spaces_is_cut_between_characters() {
        let mut cut = Rich::default();
        cut.push(&"日本".repeat(200));
        cut.cut(290, MAX_BYTES);
        assert_eq!(cut.graphemes(), 291);
        cut.cut(290, 100);
        assert_eq!(cut.text, format!("{}…", "日本".repeat(16) + "日"));
    }
}
