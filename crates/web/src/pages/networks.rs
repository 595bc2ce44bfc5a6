//! How the networks do that people here are on, for those who run the community.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use social::caller::Role;
use social::{Error, Health};

use crate::partials::{Frame, Place, Width, icon};
use crate::refusal::Refusal;
use crate::state::Web;
use crate::visit::{Member, private};

/// The page.
pub fn view(frame: &Frame, all: &[Health]) -> Markup {
    let main = html! {
        header.head { a.act href="/admin" title="Back" { (icon::icon("back")) span.sr { "Back" } } h1 { "Networks" } }
        div.stack {
            @if all.is_empty() {
                section.card.pad { p { "People here are on the Fediverse. No other network is turned on." } }
            }
            @for health in all { (one(health)) }
        }
    };
    frame.page(Place::Admin, "Networks", Width::Column, &main)
}

fn one(health: &Health) -> Markup {
    html! {
        section.card.pad.stack.tight aria-labelledby=(health.title) {
            h2 id=(health.title) { (health.title) }
            @for sign in &health.signs {
                div {
                    p { (sign.name) ": " strong { bdi { (sign.value) } } @if sign.is_bad { " " span.bad { "Needs a look" } } }
                    @if !sign.note.is_empty() { p.soft { (sign.note) } }
                }
            }
        }
    }
}

/// GET /admin/networks — for those who run the community.
pub(crate) async fn get(State(web): State<Web>, member: Member) -> Result<Response, Refusal> {
    if member.caller.role < Role::Admin {
        return Err(
            Error::Forbidden("Only those who run this community may see this page.").into(),
        );
    }
    let mut all = Vec::new();
    for network in web.social.networks() {
        all.extend(network.health().await?);
    }
    Ok(private(view(&member.visit.frame, &all)))
}
