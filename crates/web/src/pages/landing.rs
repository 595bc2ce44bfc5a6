//! The front page for visitors: what this community is, who runs it, its rules, what is being said.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, PreEscaped, html};
use social::community::{Community, Registration, Stats};
use social::timeline::{Only, PublicFilter};
use social::{AccountView, Page, PostView, Slice, Viewer};

use crate::partials::feed::{Nothing, empty};
use crate::partials::post::{Stands, post};
use crate::partials::{Frame, Place, Width, art, name};
use crate::refusal::Refusal;
use crate::sent::see_other;
use crate::state::Web;
use crate::visit::Visit;

/// How many posts the sample has.
const SAMPLE: u32 = 6;

/// What the front page shows.
#[derive(Debug)]
pub struct Landing<'a> {
    /// The community.
    pub community: &'a Community,
    /// Its numbers.
    pub stats: Stats,
    /// Who runs it.
    pub host: Option<&'a AccountView>,
    /// What was said last.
    pub posts: &'a Slice<PostView>,
}

/// The front page.
pub fn view(frame: &Frame, landing: &Landing<'_>) -> Markup {
    let community = landing.community;
    let main = html! {
        section.card.hero {
            (art::assembly())
            div.hero-text {
                div.stack {
                    h1.hero-name dir="auto" { (community.name) }
                    @if !community.is_set_up { (not_set_up()) }
                    @else {
                        div.lead dir="auto" { (PreEscaped(&community.description_html)) @if community.description.is_empty() { p { "A community on the open social web." } } }
                        (ways_in(community.registration))
                    }
                }
                @if community.is_set_up { (numbers(landing.stats)) }
            }
        }
        div.two {
            section aria-labelledby="said" {
                div.head { h2 #said { "What is being said" } a.end href="/local" { "See all" } }
                div.card.feed {
                    @for shown in &landing.posts.items { (post(frame, shown, Stands::InFeed)) }
                    @if landing.posts.items.is_empty() {
                        (empty(Nothing { symbol: "moot", title: "It is still quiet here", words: "The first words have yet to be said.", way: None }))
                    }
                }
            }
            div.stack { (about(landing)) }
        }
    };
    frame.page_with(
        Place::Elsewhere,
        "",
        Width::Wide,
        &shared(frame, community),
        &main,
    )
}

fn not_set_up() -> Markup {
    html! { p.lead { "This community is not set up yet. If you run it, open the set-up link that the server printed when it started." } }
}

fn ways_in(registration: Registration) -> Markup {
    html! {
        p.row {
            @match registration {
                Registration::Open => a.btn.big href="/signup" { "Join" },
                Registration::Approval => a.btn.big href="/signup" { "Ask to join" },
                Registration::Invite | Registration::Closed => {}
            }
            a.btn.big.calm href="/login" { "Log in" }
        }
        @match registration {
            Registration::Invite => p.soft { "New here? Members can invite you with a link." },
            Registration::Closed => p.soft { "This community takes no new members at the moment." },
            Registration::Open | Registration::Approval => p.soft.small { "Have an account elsewhere on the open social web? You can follow people here from there." },
        }
    }
}

fn about(landing: &Landing<'_>) -> Markup {
    html! {
        @if !landing.community.rules.is_empty() {
            section.card.pad.stack {
                h2 { "What we agreed on" }
                ol.rules { @for rule in &landing.community.rules { li { span dir="auto" { (rule) } } } }
            }
        }
        @if let Some(host) = landing.host {
            section.card.pad.stack {
                h2 { "Who runs this place" }
                div.row { (name::face(host)) div.stack.nogap { (name::link(host)) (name::acct(host)) } }
            }
        }
    }
}

fn numbers(stats: Stats) -> Markup {
    html! {
        dl.numbers {
            (number(stats.members, "member", "members"))
            (number(stats.posts, "post", "posts"))
            (number(stats.active_month, "active this month", "active this month"))
        }
    }
}

/// A number and what it counts.
pub fn number(count: i64, one: &str, many: &str) -> Markup {
    html! { div { dt { (if count == 1 { one } else { many }) } dd { (count) } } }
}

fn shared(frame: &Frame, community: &Community) -> Markup {
    html! {
        meta name="description" content=(frame.about);
        meta property="og:title" content=(community.name);
        meta property="og:description" content=(frame.about);
        meta property="og:type" content="website";
    }
}

/// GET / — the front page; members are sent home.
pub(crate) async fn get(State(web): State<Web>, visit: Visit) -> Result<Response, Refusal> {
    if visit.caller.is_some() {
        return Ok(see_other("/home"));
    }
    let community = web.social.community().await?;
    let stats = web.social.stats().await?;
    let local = PublicFilter {
        only: Some(Only::Local),
        ..PublicFilter::default()
    };
    let posts = web
        .social
        .public_timeline(Viewer::Anyone, local, Page::first(SAMPLE))
        .await?;
    let host = match community.contact_account {
        Some(id) => web.social.account(Viewer::Anyone, id).await.ok(),
        None => None,
    };
    let landing = Landing {
        community: &community,
        stats,
        host: host.as_ref(),
        posts: &posts,
    };
    Ok(visit
        .open_page(view(&visit.frame, &landing))
        .into_response())
}
