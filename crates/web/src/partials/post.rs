//! A post, wherever it is shown.

use maud::{Markup, html};
use model::audience::Booster;
use model::sanitize::web_url;
use model::{Audience, Media};
use social::PostView;

use super::{Frame, answering, audience, carried, form, icon, media, name, prose, time};

/// Where a post stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// In a feed.
    InFeed,
    /// Above the post that a page is about: what that one answers.
    Above,
    /// It is what the page is about.
    Main,
    /// An answer, so many levels deep.
    Below(u8),
}

/// A post or a boost.
pub fn post(frame: &Frame, shown: &PostView, stands: Stands) -> Markup {
    let content = shown.content();
    html! {
        article class=(classes(stands)) id={ "p-" (shown.id) } data-post=(content.id) data-mine[shown.mine.wrote] aria-labelledby={ "by-" (shown.id) } {
            @if shown.boost_of.is_some() {
                p.why { (icon::small("boost")) span { a href=(shown.account.path()) { (name::display(&shown.account)) } " boosted" } }
            }
            a.face href=(content.account.path()) tabindex="-1" aria-hidden="true" { (name::face(&content.account)) }
            (who(frame, shown, stands))
            @if content.reply_to.is_some() && stands == Stands::InFeed { (answers(content)) }
            (body(frame, content))
            (answering::standing(frame, content))
            @if stands == Stands::Main { (facts(content)) }
            (actions(frame, content))
        }
    }
}

fn classes(stands: Stands) -> String {
    match stands {
        Stands::Above => "post h-entry above".to_owned(),
        Stands::Main => "post h-entry main-post".to_owned(),
        Stands::InFeed | Stands::Below(0) => "post h-entry".to_owned(),
        Stands::Below(depth) => format!("post h-entry deep d{}", depth.min(4)),
    }
}

fn who(frame: &Frame, shown: &PostView, stands: Stands) -> Markup {
    let content = shown.content();
    html! {
        header.who id={ "by-" (shown.id) } {
            (name::link(&content.account))
            (name::acct(&content.account))
            (name::network(&content.account))
            @if stands != Stands::Main {
                a.when.u-url href=(content.path()) {
                    (audience::mark(content.audience))
                    @if content.edited_at.is_some() { (icon::meaning("pen", "edited")) }
                    (time::ago(frame.now, content.created_at))
                }
            }
        }
    }
}

/// Whom the post answers, when that can be said.
fn answers(content: &PostView) -> Markup {
    let to = content.reply_to_account;
    let named = content
        .mentions
        .iter()
        .find(|mention| Some(mention.id) == to);
    html! {
        p.to {
            @if to == Some(content.account.id) { "Continues their thread" }
            @else if let Some(mention) = named { "In answer to " a href={ "/@" (mention.acct) } { bdi dir="ltr" { "@" (mention.acct) } } }
            @else { "An answer" }
        }
    }
}

/// The text, behind its warning if it has one.
fn body(frame: &Frame, content: &PostView) -> Markup {
    html! {
        @if content.warning.is_empty() {
            (open_body(frame, content))
        } @else {
            details.cw {
                summary data-more="Show" data-less="Hide" {
                    (icon::small("warning"))
                    span.p-summary dir="auto" { (name::with_emoji(&content.warning, &content.emojis)) }
                }
                (open_body(frame, content))
            }
        }
    }
}

fn open_body(frame: &Frame, content: &PostView) -> Markup {
    html! {
        div.text.e-content dir="auto" lang=[content.language.as_deref()] {
            @if let Some(title) = &content.title { h2.p-name { (title) } }
            (prose::post(content))
        }
        (media::attached(&content.media, content.is_sensitive && content.warning.is_empty()))
        @if let Some(page) = web_url(&content.page_url).filter(|_| content.media.iter().any(Media::is_playlist)) {
            p.gap-above { a.btn.calm href=(page) rel="nofollow noopener noreferrer" target="_blank" { (icon::small("play")) "Watch it on its own server" } }
        }
        (carried::poll(frame, content))
        @if let Some(quote) = &content.quote { (carried::quote(frame, quote)) }
        @else if let (true, Some(card)) = (content.media.is_empty(), &content.card) { (carried::card(card)) }
        (carried::reactions(frame, content))
    }
}

/// When, with what, for whom, and what came of it: below the post that a page is about.
fn facts(content: &PostView) -> Markup {
    html! {
        div.stats {
            a.u-url href=(content.path()) { time.dt-published datetime=(content.created_at) { (time::full(content.created_at)) } }
            @if let Some(edited) = content.edited_at {
                a href={ (content.path()) "/history" } { "Edited " (time::full(edited)) }
            }
            span { (icon::small(audience::symbol(content.audience))) (reach(content.audience)) }
            @if let Some((app, _)) = &content.app { span { "with " (app) } }
            @if content.boosts_count > 0 { a href={ (content.path()) "/boosts" } { b { (content.boosts_count) } (plural(content.boosts_count, "boost")) } }
            @if content.likes_count > 0 { a href={ (content.path()) "/likes" } { b { (content.likes_count) } (plural(content.likes_count, "like")) } }
        }
    }
}

const fn reach(audience: Audience) -> &'static str {
    match audience {
        Audience::Public => "Everyone",
        Audience::Quiet => "Everyone, out of public feeds",
        Audience::Followers => "Followers only",
        Audience::Circle => "A circle",
        Audience::Mentioned => "Only those named",
        Audience::Local => "This community only",
    }
}

/// ` 1 like`, ` 2 likes`: the word behind a number.
pub(crate) fn plural(count: i64, word: &str) -> String {
    if count == 1 {
        format!(" {word}")
    } else {
        format!(" {word}s")
    }
}

/// What can be done with a post: one form, a button for each. For visitors only what is there to see.
pub fn actions(frame: &Frame, content: &PostView) -> Markup {
    let page = content.path();
    html! {
        form.acts method="post" id={ "acts-" (content.id) } data-acts=(content.id) {
            @if frame.me.is_some() { (form::hidden(frame)) }
            span { a.act href={ (page) "#reply" } title="Reply" { (icon::icon("reply")) span.sr { "Reply" } (count(content.replies_count)) } }
            (boost_button(frame, content))
            (toggle(frame, content, &LIKE, content.mine.liked))
            @if frame.me.is_some() { (toggle(frame, content, &KEEP, content.mine.bookmarked)) }
            (menu(frame, content))
        }
    }
}

struct Toggle {
    class: &'static str,
    symbol: &'static str,
    on: &'static str,
    off: &'static str,
    words: (&'static str, &'static str),
}

const LIKE: Toggle = Toggle {
    class: "act like",
    symbol: "like",
    on: "like",
    off: "unlike",
    words: ("Like", "Take back the like"),
};
const KEEP: Toggle = Toggle {
    class: "act keep",
    symbol: "bookmark",
    on: "bookmark",
    off: "unbookmark",
    words: ("Bookmark", "Remove the bookmark"),
};
const BOOST: Toggle = Toggle {
    class: "act",
    symbol: "boost",
    on: "boost",
    off: "unboost",
    words: ("Boost", "Take back the boost"),
};

fn toggle(frame: &Frame, content: &PostView, what: &Toggle, is_on: bool) -> Markup {
    let number = match what.on {
        "like" => content.likes_count,
        "boost" => content.boosts_count,
        _ => 0,
    };
    let words = if is_on { what.words.1 } else { what.words.0 };
    let verb = if is_on { what.off } else { what.on };
    html! {
        span {
            @if frame.me.is_some() {
                button class=(what.class) formaction={ "/posts/" (content.id) "/" (verb) } data-do=(what.on) data-undo=(what.off)
                    aria-pressed=(is_on) title=(words) { (icon::icon(what.symbol)) span.sr { (what.words.0) } (count(number)) }
            } @else {
                a.act href={ "/login?next=" (prose::percent(&content.path())) } title=(what.words.0) { (icon::icon(what.symbol)) span.sr { (what.words.0) } (count(number)) }
            }
        }
    }
}

fn boost_button(frame: &Frame, content: &PostView) -> Markup {
    let booster = if content.mine.wrote {
        Booster::Author
    } else {
        Booster::Other
    };
    if content.mine.boosted || content.audience.may_be_boosted_by(booster) {
        return toggle(frame, content, &BOOST, content.mine.boosted);
    }
    html! { span { button.act type="button" disabled title="This post cannot be boosted" { (icon::icon("boost")) span.sr { "Boost: not possible for this post" } } } }
}

fn count(number: i64) -> Markup {
    html! { span data-count { @if number > 0 { (short(number)) } } }
}

/// `999`, `1.2k`, `34k`, `5M`.
fn short(number: i64) -> String {
    match number {
        ..1_000 => number.to_string(),
        1_000..10_000 => format!("{}.{}k", number / 1_000, number % 1_000 / 100),
        10_000..1_000_000 => format!("{}k", number / 1_000),
        _ => format!("{}M", number / 1_000_000),
    }
}

fn menu(frame: &Frame, content: &PostView) -> Markup {
    let page = content.path();
    html! {
        details.menu {
            summary.act title="More" { (icon::icon("more")) span.sr { "More about this post" } }
            div.card {
                a href=(page) { (icon::icon("link")) "Open this post" }
                @if let (false, Some(origin)) = (content.is_local, web_url(&content.page_url)) { a href=(origin) rel="nofollow noopener noreferrer" { (icon::icon("globe")) "See it where it was written" } }
                @if frame.me.is_some() {
                    @if content.mine.wrote { (own_menu(content)) }
                    @else { a href={ (content.account.path()) "#relation" } { (icon::icon("shield")) "Mute or block the author" } }
                }
            }
        }
    }
}

fn own_menu(content: &PostView) -> Markup {
    let page = content.path();
    let (verb, words) = if content.mine.pinned {
        ("unpin", "Unpin from my page")
    } else {
        ("pin", "Pin to my page")
    };
    html! {
        button formaction={ "/posts/" (content.id) "/" (verb) } { (icon::icon("pin")) (words) }
        a href={ (page) "/edit" } { (icon::icon("pen")) "Edit" }
        a.danger href={ (page) "/delete" } { (icon::icon("trash")) "Delete" }
    }
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn large_numbers_are_shortened() {
        let shown: Vec<String> = [0, 999, 1_250, 34_567, 5_400_000]
            .into_iter()
            .map(short)
            .collect();
        assert_eq!(shown, ["0", "999", "1.2k", "34k", "5M"]);
    }
}
