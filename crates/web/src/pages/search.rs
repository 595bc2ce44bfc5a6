//! Search: people here and elsewhere, posts, tags. An `@name@server` or an address is looked up where it lives.

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;
use social::search::{Search, SearchResults};

use super::people::{Between, relations};
use crate::partials::feed::{Nothing, empty};
use crate::partials::media::tiles;
use crate::partials::person::person;
use crate::partials::post::{Stands, post};
use crate::partials::{Frame, Place, Width, icon, prose};
use crate::refusal::Refusal;
use crate::state::Web;
use crate::visit::Visit;

/// The most of each kind.
const MOST: u32 = 20;
/// The longest question.
const MAX_QUERY: usize = 500;

/// The page.
pub fn view(frame: &Frame, query: &str, found: &SearchResults, between: &Between) -> Markup {
    let is_empty = found.accounts.is_empty() && found.posts.is_empty() && found.tags.is_empty();
    let main = html! {
        header.head { h1 { "Search" } }
        form.searchbox.gap-below role="search" action="/search" aria-label="Everything" {
            (icon::small("search"))
            input type="search" name="q" value=(query) aria-label="Search people, posts and tags" placeholder="A name, a word, #tag, @name@server or an address" autocomplete="off" maxlength=(MAX_QUERY) dir="auto" autofocus[query.is_empty()];
            button.act title="Search" { (icon::icon("search")) span.sr { "Search" } }
        }
        @if !query.is_empty() { (tabs(query)) }
        @if query.is_empty() { (hint()) }
        @else if is_empty { div.card { (empty(nothing(frame))) } }
        @else if is_of_media(query) { ul.card.tiles { @for shown in &found.posts { (tiles(shown)) } } }
        @else { (results(frame, found, between)) }
    };
    let title = if query.is_empty() {
        "Search".to_owned()
    } else {
        format!("{query} · Search")
    };
    frame.page(Place::Search, &title, Width::Column, &main)
}

/// The word of the search that finds what has files.
const MEDIA: &str = "has:media";

fn is_of_media(query: &str) -> bool {
    query.split_whitespace().any(|word| word == MEDIA)
}

/// Everything, or what has pictures, video or sound alone.
fn tabs(query: &str) -> Markup {
    let words: Vec<&str> = query
        .split_whitespace()
        .filter(|word| *word != MEDIA)
        .collect();
    let all = words.join(" ");
    let is_media = is_of_media(query);
    let to = |query: &str| format!("/search?q={}", prose::percent(query));
    html! {
        nav aria-label="What is found" { ul.tabs {
            li { a href=(to(&all)) aria-current=[(!is_media).then_some("page")] { "Everything" } }
            li { a href=(to(format!("{all} {MEDIA}").trim())) aria-current=[is_media.then_some("page")] { "Pictures, video, sound" } }
        } }
    }
}

fn hint() -> Markup {
    html! {
        div.card {
            (empty(Nothing {
                symbol: "search",
                title: "Find people anywhere",
                words: "Know somebody on another server? Paste their address, such as @ada@example.org or the link to their page, and follow them with one click.",
                way: None,
            }))
        }
    }
}

fn nothing(frame: &Frame) -> Nothing<'static> {
    if frame.me.is_some() {
        Nothing {
            symbol: "search",
            title: "Nothing found",
            words: "Check the spelling. For people elsewhere write the whole address: @name@server.",
            way: None,
        }
    } else {
        Nothing {
            symbol: "search",
            title: "Nothing found",
            words: "Members can also find people on other servers.",
            way: Some(("/login", "Log in")),
        }
    }
}

fn results(frame: &Frame, found: &SearchResults, between: &Between) -> Markup {
    html! {
        div.stack {
            @if !found.accounts.is_empty() {
                section aria-labelledby="people" { div.head { h2 #people { "People" } } div.card.feed { @for account in &found.accounts { (person(frame, account, between.get(&account.id))) } } }
            }
            @if !found.tags.is_empty() {
                section aria-labelledby="tags" { div.head { h2 #tags { "Tags" } } p.card.pad.row { @for tag in &found.tags { a.btn.calm href={ "/tags/" (prose::percent(tag)) } { bdi { "#" (tag) } } } } }
            }
            @if !found.posts.is_empty() {
                section aria-labelledby="posts" { div.head { h2 #posts { "Posts" } } div.card.feed { @for shown in &found.posts { (post(frame, shown, Stands::InFeed)) } } }
            }
        }
    }
}

/// What is looked for.
#[derive(Debug, Deserialize)]
pub(crate) struct Question {
    #[serde(default)]
    q: String,
}

/// GET /search?q= — what was found; for members also what lives elsewhere.
pub(crate) async fn get(
    State(web): State<Web>,
    visit: Visit,
    Query(question): Query<Question>,
) -> Result<Response, Refusal> {
    let query: String = question
        .q
        .trim()
        .chars()
        .filter(|c| !c.is_control())
        .take(MAX_QUERY)
        .collect();
    let mut found = SearchResults::default();
    if !query.is_empty() {
        let search = Search {
            query: query.clone(),
            resolve: visit.caller.is_some(),
            limit: MOST,
            ..Search::default()
        };
        found = web.social.search(visit.viewer(), search).await?;
    }
    let between = relations(&web, &visit, &found.accounts).await?;
    Ok(visit.open_page(view(&visit.frame, &query, &found, &between)))
}
