//! Marks: words of the index that no text contains, so that who may find a post and what kind of post it is are
//! asked together with its words.

/// Public, and its author lets everybody find it.
pub(super) fn public() -> String {
    "¤p".to_owned()
}

/// What a member can find because they wrote, kept, liked or boosted it or are named in it.
pub(super) fn library(member: i64) -> String {
    format!("¤l{member}")
}

/// By this account.
pub(super) fn author(account: i64) -> String {
    format!("¤a{account}")
}

/// Has something: `media`, `image`, `poll`, `link`, …
pub(super) fn has(what: &str) -> String {
    format!("¤h{what}")
}

/// Is something: `reply`, `sensitive`, …
pub(super) fn is(what: &str) -> String {
    format!("¤i{what}")
}

/// Written in this language.
pub(super) fn language(tag: &str) -> String {
    format!("¤g{}", plain(tag))
}

/// With this folded tag.
pub(super) fn tag(folded: &str) -> String {
    format!("¤t{}", plain(folded))
}

/// One word to every engine: signs would end it.
fn plain(text: &str) -> String {
    let sign = |c: char| c.is_ascii() && !c.is_ascii_alphanumeric();
    text.chars()
        .take(100)
        .flat_map(char::to_lowercase)
        .map(|c| if sign(c) { '¬' } else { c })
        .collect()
}
