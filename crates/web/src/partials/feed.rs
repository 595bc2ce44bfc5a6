//! Lists of posts, with what continues them.

use std::collections::HashSet;

use maud::{Markup, html};
use social::{PostView, Slice};

use super::post::{Stands, post};
use super::{Frame, icon};

/// What is said when there is nothing.
#[derive(Debug, Clone, Copy)]
pub struct Nothing<'a> {
    /// Its icon.
    pub symbol: &'a str,
    /// What is missing.
    pub title: &'a str,
    /// What to do.
    pub words: &'a str,
    /// Where to: address and label.
    pub way: Option<(&'a str, &'a str)>,
}

/// A feed. `live` is the stream that brings new posts, on the first page.
pub fn feed(
    frame: &Frame,
    posts: &Slice<PostView>,
    live: Option<&str>,
    nothing: Nothing<'_>,
) -> Markup {
    html! {
        @if let Some(stream) = live {
            button.btn.new-posts type="button" hidden data-new-posts {}
            div hidden data-live=(stream) {}
        }
        div.card.feed.h-feed data-feed {
            @for shown in each_once(&posts.items) { (post(frame, shown, Stands::InFeed)) }
            @if posts.items.is_empty() { (empty(nothing)) }
        }
        (older(frame, posts))
    }
}

/// Each post where it stands first: a boost and the post itself on one page are one thing to read.
fn each_once(posts: &[PostView]) -> impl Iterator<Item = &PostView> {
    let mut seen = HashSet::new();
    posts
        .iter()
        .filter(move |post| seen.insert(post.content().id))
}

/// What is said when there is nothing.
pub fn empty(nothing: Nothing<'_>) -> Markup {
    html! {
        div.empty data-empty {
            (icon::icon(nothing.symbol))
            h2 { (nothing.title) }
            p { (nothing.words) }
            @if let Some((href, label)) = nothing.way { br; a.btn href=(href) { (label) } }
        }
    }
}

/// The links to newer and older pages.
pub fn older<T>(frame: &Frame, slice: &Slice<T>) -> Markup {
    let (path, query) = frame.path.split_once('?').unwrap_or((&frame.path, ""));
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| {
            !pair.is_empty() && !pair.starts_with("max_id=") && !pair.starts_with("min_id=")
        })
        .collect();
    let with = |key: &str, id: model::Id| {
        let mut pairs: Vec<String> = kept.iter().map(|pair| (*pair).to_owned()).collect();
        pairs.push(format!("{key}={id}"));
        format!("{path}?{}", pairs.join("&"))
    };
    let is_first = !query.contains("_id=");
    html! {
        nav.pager aria-label="Pages" {
            @if !is_first { a.btn.calm href=(path) { "Back to the newest" } }
            @if let Some(oldest) = slice.oldest { a.btn.calm.end rel="next" href=(with("max_id", oldest)) data-older { "Older" } }
        }
    }
}
