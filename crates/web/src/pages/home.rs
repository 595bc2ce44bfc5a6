//! The posts of those one follows, and the composer above them.

use axum::extract::{Query, State};
use axum::response::Response;
use edge::pagination::Paging;
use maud::{Markup, html};
use serde::Deserialize;
use social::story::Storyteller;
use social::{PostView, Slice};

use super::stories::tray;
use super::{is_first, part, posts_of};
use crate::partials::composer::{Start, composer};
use crate::partials::feed::{Nothing, feed};
use crate::partials::{Frame, Place, Width, icon};
use crate::refusal::Refusal;
use crate::state::Web;
use crate::visit::{Member, private};

/// The page. `start` fills the composer; it is not shown on older pages.
pub fn view(
    frame: &Frame,
    posts: &Slice<PostView>,
    tellers: &[Storyteller],
    start: Option<&Start<'_>>,
) -> Markup {
    let has_posted = frame
        .me
        .as_ref()
        .is_some_and(|me| me.account.posts_count > 0);
    let main = html! {
        header.head { h1 { "Home" } a.act.end href="/stories" title="Stories" { (icon::icon("clock")) span.sr { "Stories" } } (phone_menu()) }
        @if let Some(start) = start {
            @if !has_posted { (welcome(frame)) }
            @if !tellers.is_empty() { (tray(tellers)) }
            (composer(frame, start))
        }
        (feed(frame, posts, start.map(|_| "home"), NOTHING))
    };
    frame.page(Place::Home, "Home", Width::Column, &main)
}

const NOTHING: Nothing<'static> = Nothing {
    symbol: "moot",
    title: "Your circle starts here",
    words: "Follow people and their posts appear on this page. See who is here, or search for somebody you know elsewhere by their @name@server.",
    way: Some(("/local", "See who is here")),
};

/// What has no room in the bar at the bottom of a phone.
fn phone_menu() -> Markup {
    html! { a.act.phone href="/settings" title="Settings" { (icon::icon("settings")) span.sr { "Settings" } } }
}

/// The first steps, until the first post is written.
fn welcome(frame: &Frame) -> Markup {
    let name = frame
        .me
        .as_ref()
        .map_or("", |me| me.account.username.as_str());
    html! {
        section.card.pad.stack.tight.gap-below aria-labelledby="welcome" {
            h2 #welcome { "Welcome, " bdi { (name) } ". Say hello!" }
            p.soft { "Your first post can be short: who you are and what you like to talk about. A #tag or two helps others find you." }
            p.row {
                a.btn.calm href="/settings" { (icon::small("person")) "Fill in your page" }
                a.btn.calm href="/local" { (icon::small("people")) "Meet the others" }
                a.btn.calm href="/settings/apps" { (icon::small("app")) "Use an app" }
            }
        }
    }
}

/// What the composer is to start with.
#[derive(Debug, Deserialize)]
pub(crate) struct Prefill {
    #[serde(default)]
    to: String,
    #[serde(default)]
    text: String,
}

/// GET /home — the posts of those I follow.
pub(crate) async fn get(
    State(web): State<Web>,
    member: Member,
    Query(prefill): Query<Prefill>,
    paging: Paging,
) -> Result<Response, Refusal> {
    let page = posts_of(&paging);
    let posts = part(page, |page| web.social.home(&member.caller, page)).await?;
    // Older pages have neither stories nor a composer.
    let tellers = if is_first(&page) {
        web.social.stories(&member.caller).await?
    } else {
        Vec::new()
    };
    let mention =
        model::Acct::parse(&prefill.to).map_or_else(String::new, |acct| format!("@{acct} "));
    let text: String = format!("{mention}{}", prefill.text)
        .chars()
        .take(10_000)
        .collect();
    let start = Start {
        text,
        key: crypto::random_token(),
        ..Start::default()
    };
    let first = is_first(&page).then_some(&start);
    Ok(private(view(&member.visit.frame, &posts, &tellers, first)))
}
