//! What authors say of their own posts: our free words on one side, a few fixed ones on the other
//! (lexicon `com.atproto.label.defs#selfLabels`).

use at_proto::data::Ipld;
use social::PostView;

use super::value::{self, object, text, typed};

const SELF_LABELS: &str = "com.atproto.label.defs#selfLabels";
const PORN: &str = "porn";
const SEXUAL: &str = "sexual";
const NUDITY: &str = "nudity";
const GRAPHIC: &str = "graphic-media";
/// A program writes here.
pub(super) const BOT: &str = "bot";
/// The most labels of others that are read.
const MAX_LABELS: usize = 10;

/// Words of a warning, and the label they stand for; the first one that is found counts.
const WORDS: &[(&str, &str)] = &[
    ("porn", PORN),
    ("porno", PORN),
    ("hentai", PORN),
    ("xxx", PORN),
    ("sex", SEXUAL),
    ("sexual", SEXUAL),
    ("nsfw", SEXUAL),
    ("lewd", SEXUAL),
    ("erotic", SEXUAL),
    ("erotica", SEXUAL),
    ("kink", SEXUAL),
    ("18+", SEXUAL),
    ("nude", NUDITY),
    ("nudes", NUDITY),
    ("nudity", NUDITY),
    ("naked", NUDITY),
    ("gore", GRAPHIC),
    ("blood", GRAPHIC),
    ("violence", GRAPHIC),
    ("injury", GRAPHIC),
    ("corpse", GRAPHIC),
];

/// The labels of a post of ours: what its warning says, or that its media are better not seen at first. They hide media,
/// so there are none without.
pub(super) fn of_post(post: &PostView) -> Option<Ipld> {
    let is_hidden = post.is_sensitive || post.account.is_sensitized;
    if post.media.is_empty() {
        return None;
    }
    let label = of_warning(&post.warning).or(is_hidden.then_some(GRAPHIC))?;
    Some(written(label))
}

/// One label, as records have it.
pub(super) fn written(label: &str) -> Ipld {
    let values = Ipld::List(vec![object([("val", text(label))])]);
    typed(SELF_LABELS, [("values", values)])
}

/// The labels of a record that is there and of one that takes its place: only whether it is a bot is ours to say.
pub(super) fn joined(existing: Option<&Ipld>, ours: Option<&Ipld>) -> Option<Ipld> {
    let others = existing.map_or(&[][..], |labels| value::list_of(labels, "values"));
    let others = others.iter().take(MAX_LABELS);
    let others = others.filter(|label| value::text_of(label, "val") != Some(BOT));
    let ours = ours.map_or(&[][..], |labels| value::list_of(labels, "values"));
    let all: Vec<Ipld> = ours
        .iter()
        .chain(others)
        .take(MAX_LABELS)
        .cloned()
        .collect();
    (!all.is_empty()).then(|| typed(SELF_LABELS, [("values", Ipld::List(all))]))
}

fn of_warning(warning: &str) -> Option<&'static str> {
    let warning = warning.to_lowercase();
    let words: Vec<&str> = warning
        .split(|c: char| !c.is_alphanumeric() && c != '+')
        .collect();
    let mut known = WORDS.iter();
    known.find_map(|(word, label)| words.contains(word).then_some(*label))
}

/// What the author of a record says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Said {
    /// Media are better not seen at first.
    pub(super) is_sensitive: bool,
    /// Whoever has no account should not see it.
    pub(super) is_shy: bool,
    /// A program writes here.
    pub(super) is_bot: bool,
}

/// Reads what the author of a record says of it.
pub(super) fn read(record: &Ipld) -> Said {
    let mut said = Said::default();
    let labels = value::field(record, "labels").filter(|it| value::type_of(it) == SELF_LABELS);
    let values = labels.map_or(&[][..], |labels| value::list_of(labels, "values"));
    for label in values.iter().take(MAX_LABELS) {
        match value::text_of(label, "val").unwrap_or_default() {
            PORN | SEXUAL | NUDITY | GRAPHIC | "gore" | "nsfl" | "!warn" | "!hide" => {
                said.is_sensitive = true;
            }
            "!no-unauthenticated" => said.is_shy = true,
            BOT => said.is_bot = true,
            _ => {}
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_becomes_the_label_that_it_means() {
        assert_eq!(of_warning("Nudity, artistic"), Some(NUDITY));
        assert_eq!(of_warning("NSFW"), Some(SEXUAL));
        assert_eq!(of_warning("some blood"), Some(GRAPHIC));
        assert_eq!(of_warning("politics in Essex"), None);
    }

    #[test]
    fn labels_are_read_and_others_are_left() {
        let with = |label: &str| typed("x", [("labels", written(label))]);
        assert!(read(&with("porn")).is_sensitive);
        assert!(read(&with("!no-unauthenticated")).is_shy);
        assert_eq!(read(&with("spider")), Said::default());
        assert_eq!(read(&Ipld::Null), Said::default());
    }
}
