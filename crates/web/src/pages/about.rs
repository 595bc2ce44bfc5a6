//! What this community is, its rules, who runs it.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, PreEscaped, html};
use social::AccountView;
use social::community::{Community, Registration, Stats};
use social::emoji::EmojiView;

use super::emojis::picture;
use super::landing::number;
use crate::partials::{Frame, Place, Width, art, name};
use crate::refusal::Refusal;
use crate::state::Web;
use crate::visit::Visit;

/// The page.
pub fn view(
    frame: &Frame,
    community: &Community,
    stats: Stats,
    host: Option<&AccountView>,
    emojis: &[EmojiView],
) -> Markup {
    let main = html! {
        div.stack {
            section.card.clip {
                (art::hills())
                div.pad.stack {
                    h1 dir="auto" { (community.name) }
                    div.lead dir="auto" { (PreEscaped(&community.description_html)) }
                    dl.numbers {
                        (number(stats.members, "member", "members")) (number(stats.posts, "post", "posts")) (number(stats.peers, "community known", "communities known"))
                    }
                }
            }
            @if !community.rules.is_empty() {
                section.card.pad.stack #rules {
                    h2 { "What we agreed on" }
                    ol.rules { @for rule in &community.rules { li { span dir="auto" { (rule) } } } }
                }
            }
            section.card.pad.stack {
                h2 { "Who runs this place" }
                @if let Some(host) = host { div.row { (name::face(host)) div.stack.nogap { (name::link(host)) (name::acct(host)) } } }
                @if !community.contact_email.is_empty() { p { "Write to " a href={ "mailto:" (community.contact_email) } { (community.contact_email) } } }
                @if host.is_none() && community.contact_email.is_empty() { p.soft { "The host has not said yet." } }
                p { (joining(community.registration)) }
            }
            @if !emojis.is_empty() { (small_pictures(emojis)) }
            section.card.pad.stack {
                h2 { "What happens with your words" }
                p { "You choose for each post who can read it, and the page tells you what that means. Posts for everyone can be read without an account and are passed on to the communities of those who follow you. Posts for this community never leave this server. Deleting a post deletes it here and asks everyone who received it to do the same." }
                p.soft { "Runs on Folkmoot, free software under the AGPL." }
            }
        }
    };
    frame.page(Place::Elsewhere, "About", Width::Column, &main)
}

/// The emoji of the community, with the names of those whose they are.
fn small_pictures(emojis: &[EmojiView]) -> Markup {
    html! {
        details.card.pad {
            summary { h2 { "Our emoji" } }
            div.row.offered {
                @for emoji in emojis {
                    span.row {
                        (picture(&emoji.url, ""))
                        bdi.small dir="ltr" { ":" (emoji.shortcode) ":" }
                        @if let Some(credit) = &emoji.credit { span.soft.small { "from " bdi dir="ltr" { (credit) } } }
                    }
                }
            }
        }
    }
}

const fn joining(registration: Registration) -> &'static str {
    match registration {
        Registration::Open => "Everybody can join.",
        Registration::Approval => "Everybody can ask to join; the host decides.",
        Registration::Invite => "You can join with an invitation from a member.",
        Registration::Closed => "No new members are taken at the moment.",
    }
}

/// GET /about — what this community is.
pub(crate) async fn get(State(web): State<Web>, visit: Visit) -> Result<Response, Refusal> {
    let community = web.social.community().await?;
    let stats = web.social.stats().await?;
    let host = match community.contact_account {
        Some(id) => web.social.account(visit.viewer(), id).await.ok(),
        None => None,
    };
    let emojis = web.social.custom_emojis().await?;
    let page = view(&visit.frame, &community, stats, host.as_ref(), &emojis);
    Ok(visit.open_page(page))
}
