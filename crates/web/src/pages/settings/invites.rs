//! Links that let others in.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use model::Id;
use social::member::InviteView;

use super::page;
use crate::partials::form::hidden;
use crate::partials::{Frame, icon, time};
use crate::refusal::Refusal;
use crate::sent::{Sent, see_other};
use crate::state::Web;
use crate::visit::{Member, private};

const DAY: u64 = 24 * 60 * 60;

/// The page.
pub fn view(frame: &Frame, invites: &[InviteView]) -> Markup {
    let body = html! {
        div.stack {
            form.card.pad.stack method="post" action="/settings/invites" {
                (hidden(frame))
                h2 { "Invite somebody" }
                p.soft { "Make a link and give it to those you want to have here. Whoever opens it can join at once." }
                div.pair {
                    div.field { label for="uses" { "For how many?" } select #uses name="uses" { option value="1" { "One person" } option value="5" selected { "Five people" } option value="25" { "25 people" } option value="" { "As many as like" } } }
                    div.field { label for="days" { "For how long?" } select #days name="days" { option value="1" { "A day" } option value="7" selected { "A week" } option value="30" { "A month" } option value="" { "For ever" } } }
                }
                button.btn { (icon::small("ticket")) "Make a link" }
            }
            @if !invites.is_empty() { section.card aria-labelledby="invites" { div.pad { h2 #invites { "Your links" } } div.feed { @for invite in invites { (one(frame, invite)) } } } }
        }
    };
    page(frame, "/settings/invites", "Invite", &body)
}

fn one(frame: &Frame, invite: &InviteView) -> Markup {
    html! {
        div.person {
            (icon::icon("ticket"))
            div {
                code dir="ltr" { (invite.url) }
                span.soft.small {
                    (invite.uses) @if let Some(most) = invite.max_uses { " of " (most) } " joined"
                    @if let Some(end) = invite.expires_at { @if end > frame.now { ", good until " (time::day(end)) } @else { ", over since " (time::day(end)) } }
                }
            }
            form method="post" action={ "/settings/invites/" (invite.id) "/delete" } { (hidden(frame)) button.btn.calm { "End" } }
        }
    }
}

/// GET /settings/invites — my links.
pub(crate) async fn get(State(web): State<Web>, member: Member) -> Result<Response, Refusal> {
    let invites = web.social.invites(&member.caller).await?;
    Ok(private(view(&member.visit.frame, &invites)))
}

/// POST /settings/invites — makes a link.
pub(crate) async fn post(State(web): State<Web>, sent: Sent) -> Result<Response, Refusal> {
    let uses = sent
        .text("uses")
        .parse::<i64>()
        .ok()
        .map(|uses| uses.clamp(1, 10_000));
    let days = sent
        .text("days")
        .parse::<u64>()
        .ok()
        .map(|days| Duration::from_secs(days.clamp(1, 3_650) * DAY));
    web.social.create_invite(sent.caller()?, uses, days).await?;
    Ok(see_other("/settings/invites"))
}

/// POST /settings/invites/{id}/delete — ends a link.
pub(crate) async fn end(
    State(web): State<Web>,
    Path(id): Path<Id>,
    sent: Sent,
) -> Result<Response, Refusal> {
    web.social.delete_invite(sent.caller()?, id).await?;
    Ok(see_other("/settings/invites"))
}
