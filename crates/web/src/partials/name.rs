//! Names and faces of people, safe whatever they contain.

use maud::{Markup, PreEscaped, html};
use model::Emoji;
use social::AccountView;

use super::prose;

/// The name somebody shows: escaped, isolated from the direction of the text around it, its emoji as pictures.
pub fn display(account: &AccountView) -> Markup {
    html! { bdi { (with_emoji(shown(account), &account.emojis)) } }
}

/// The name that links to its page; programs read it as the author of the post that it is in (microformats2).
pub fn link(account: &AccountView) -> Markup {
    html! { a.name.p-author.h-card href=(account.path()) { (display(account)) } }
}

/// `@name` or `@name@server`, isolated.
pub fn acct(account: &AccountView) -> Markup {
    html! { bdi.acct dir="ltr" translate="no" { "@" (account.acct()) } }
}

/// The network of somebody who is not on the Fediverse, beside their name. Who is called by a DID is on that of Bluesky
/// (<https://atproto.com/specs/did>), who by a key on Nostr (NIP-21).
pub fn network(account: &AccountView) -> Markup {
    let named = |scheme: &str| !account.is_local() && account.uri.starts_with(scheme);
    html! {
        @if named("did:") { span.tag title="On the Bluesky network" { "Bluesky" } }
        @else if named("nostr:") { span.tag title="On Nostr" { "Nostr" } }
    }
}

/// Plain text with its `:shortcodes:` as pictures.
pub fn with_emoji(text: &str, emojis: &[Emoji]) -> Markup {
    let escaped = html! { (text) }.into_string();
    PreEscaped(prose::emojify(&escaped, emojis))
}

/// A face of 48 pixels. Decoration: the name stands beside it.
pub fn face(account: &AccountView) -> Markup {
    html! {
        img.avatar src=(account.avatar_url) alt="" width="48" height="48" loading="lazy" decoding="async";
    }
}

/// A face of 36 pixels.
pub fn small_face(account: &AccountView) -> Markup {
    html! {
        img.avatar.small src=(account.avatar_url) alt="" width="36" height="36" loading="lazy" decoding="async";
    }
}

/// The display name, or the username when the display name shows nothing.
pub fn shown(account: &AccountView) -> &str {
    let is_visible = |c: char| !c.is_whitespace() && !c.is_control() && !is_invisible(c);
    if account.display_name.chars().any(is_visible) {
        &account.display_name
    } else {
        &account.username
    }
}

const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}
