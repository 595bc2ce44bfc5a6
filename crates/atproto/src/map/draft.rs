//! A post that a member writes here with an app of the network, as a draft of ours.

use at_proto::data::Ipld;
use at_proto::syntax::{AtUri, Did};

use super::html::looks_like_address;
use super::media::{Attached, attached};
use super::post::POST;
use super::rich::{ELLIPSIS, Feature, Rich};
use super::value;
use super::{label, note};

/// What a draft is made of; what it names is still to be found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct DraftParts {
    /// The text, plain, with links, mentions and tags as our own members type them.
    pub(crate) text: String,
    /// The language.
    pub(crate) language: Option<String>,
    /// Hide media at first.
    pub(crate) is_sensitive: bool,
    /// The first post of the thread, and the post it answers.
    pub(crate) reply: Option<(AtUri, AtUri)>,
    /// The post, or the other record, that it quotes.
    pub(crate) quote: Option<AtUri>,
    /// Tags, folded: those in the text and those beside it.
    pub(crate) tags: Vec<String>,
    /// What stands below it: pictures and a video as blobs.
    pub(crate) below: Attached,
}

/// Reads a record that a member writes. `acct_of` is how somebody is named here: `name` or `name@server`. `None` for what
/// is no post.
pub(crate) fn draft_of(
    record: &Ipld,
    acct_of: impl Fn(&Did) -> Option<String>,
) -> Option<DraftParts> {
    if value::type_of(record) != POST {
        return None;
    }
    let rich = Rich::read(record);
    let below = attached(record);
    let mut text = typed(&rich, acct_of);
    if let Some((url, _)) = note::missing_link(&rich, &below) {
        let gap = if text.is_empty() { "" } else { "\n\n" };
        text = format!("{text}{gap}{url}");
    }
    let reply = note::answered(record);
    Some(DraftParts {
        text,
        language: note::language(record),
        is_sensitive: label::read(record).is_sensitive,
        reply: reply.map(|(root, parent)| (root.uri, parent.uri)),
        quote: below.quote.as_ref().map(|quote| quote.uri.clone()),
        tags: note::tags(record, &rich),
        below,
    })
}

/// The text as one of our own members would have typed it: names that we know, links whole.
fn typed(rich: &Rich, acct_of: impl Fn(&Did) -> Option<String>) -> String {
    let mut out = String::with_capacity(rich.text.len());
    let mut at = 0;
    for facet in &rich.facets {
        let (Some(before), Some(label)) = (
            rich.text.get(at..facet.range.start),
            rich.text.get(facet.range.clone()),
        ) else {
            continue;
        };
        out.push_str(before);
        match &facet.feature {
            Feature::Mention(did) => match acct_of(did) {
                Some(acct) => out.extend(["@", &acct]),
                None => out.push_str(label),
            },
            Feature::Link(url) => out.push_str(&link(label, url)),
            Feature::Tag(_) => out.push_str(label),
        }
        at = facet.range.end;
    }
    out.push_str(rich.text.get(at..).unwrap_or_default());
    out.trim().to_owned()
}

/// A link as it is typed: whole; with what it was called before it, if that is more than the link shortened.
fn link(label: &str, url: &str) -> String {
    let label = label.trim();
    let bare = |text: &str| {
        let text = text.split_once("://").map_or(text, |(_, rest)| rest);
        text.trim_end_matches('/').to_lowercase()
    };
    let cut = label.trim_end_matches(ELLIPSIS).trim_end_matches("...");
    let is_same = bare(url).starts_with(&bare(cut)) && looks_like_address(label);
    if label.is_empty() || is_same {
        url.to_owned()
    } else {
        format!("{label} ({url})")
    }
}

#[cfg(test)]
mod tests {
    use at_proto::data::record_from_json;
    use serde_json::json;

    use super::*;

    #[test]
    fn an_apps_post_becomes_what_a_member_would_have_typed() {
        let text = "Hi @bob.example, read far.example/a... or this #Cats";
        let facet = |label: &str, feature: serde_json::Value| {
            let start = text.find(label).unwrap();
            json!({"index": {"byteStart": start, "byteEnd": start + label.len()}, "features": [feature]})
        };
        let link = "app.bsky.richtext.facet#link";
        let record = json!({
            "$type": POST,
            "text": text,
            "createdAt": "2026-11-22T12:00:00Z",
            "langs": ["de-DE", "en"],
            "labels": {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": "nudity"}]},
            "facets": [
                facet("@bob.example", json!({"$type": "app.bsky.richtext.facet#mention", "did": "did:plc:bob"})),
                facet("far.example/a...", json!({"$type": link, "uri": "https://far.example/a/b"})),
                facet("this", json!({"$type": link, "uri": "https://other.example/"})),
                facet("#Cats", json!({"$type": "app.bsky.richtext.facet#tag", "tag": "Cats"})),
            ],
            "embed": {"$type": "app.bsky.embed.external", "external": {"uri": "https://card.example/x", "title": "t", "description": "d"}},
        });
        let record = record_from_json(&record).unwrap();
        let parts = draft_of(&record, |_| Some("bob@here.example".to_owned())).unwrap();
        assert_eq!(
            parts.text,
            "Hi @bob@here.example, read https://far.example/a/b or this (https://other.example/) #Cats\n\nhttps://card.example/x"
        );
        assert_eq!(parts.language.as_deref(), Some("de-DE"));
        assert_eq!(parts.tags, ["cats"]);
        assert!(parts.is_sensitive);
        assert_eq!(draft_of(&Ipld::Null, |_| None), None);
    }
}
