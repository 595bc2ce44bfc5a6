//! What the host decides: name, words, rules, colour, who may join; and who is waiting to be let in.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use model::AccountId;
use social::Error;
use social::caller::Role;
use social::community::{Community, CommunityUpdate, Registration};
use social::member::PendingView;

use super::settings::{Saved, saved};
use super::setup::WHO_MAY_JOIN;
use crate::partials::form::{Field, Wrongs, choices, hidden, trouble};
use crate::partials::{Frame, Place, Width, name, person, time};
use crate::refusal::Refusal;
use crate::sent::{Sent, see_other};
use crate::state::Web;
use crate::visit::{Member, private};

/// Colours offered by name.
const HUES: [(u16, &str); 8] = [
    (152, "Meadow"),
    (195, "Lagoon"),
    (245, "Sky"),
    (285, "Violet"),
    (330, "Heather"),
    (20, "Rose"),
    (55, "Clay"),
    (95, "Straw"),
];

/// The page.
pub fn view(
    frame: &Frame,
    community: &Community,
    waiting: &[PendingView],
    is_saved: bool,
    wrongs: &Wrongs,
) -> Markup {
    let is_admin = frame.me.as_ref().is_some_and(|me| me.role >= Role::Admin);
    let main = html! {
        header.head { div { h1 { "Manage" } p { bdi { (community.name) } } } }
        div.stack {
            @if !waiting.is_empty() || community.registration == Registration::Approval { (pending(frame, waiting)) }
            @if is_admin {
                (decisions(frame, community, is_saved, wrongs))
                p.row { a.btn.calm href="/admin/emojis" { "Emoji" } a.btn.calm href="/admin/files" { "How much room files take" } a.btn.calm href="/admin/networks" { "Networks" } a.btn.calm href="/admin/relays" { "Relays" } }
            }
        }
    };
    frame.page(Place::Admin, "Manage", Width::Column, &main)
}

fn pending(frame: &Frame, waiting: &[PendingView]) -> Markup {
    html! {
        section.card aria-labelledby="waiting" {
            div.pad { h2 #waiting { "Waiting to be let in" } @if waiting.is_empty() { p.soft { "Nobody at the moment." } } }
            div.feed {
                @for one in waiting {
                    article.pad.stack.tight {
                        (person::row(&one.account, &html! { span.soft.small { (time::ago(frame.now, one.created_at)) } }))
                        p.soft.small { bdi { (one.email) } }
                        p.note dir="auto" { (one.reason) }
                        form.row method="post" {
                            (hidden(frame))
                            button.btn formaction={ "/admin/members/" (one.account.id) "/approve" } { "Let in" span.sr { " " (name::shown(&one.account)) } }
                            button.btn.bad formaction={ "/admin/members/" (one.account.id) "/refuse" } { "Refuse" span.sr { " " (name::shown(&one.account)) } }
                        }
                    }
                }
            }
        }
    }
}

fn decisions(frame: &Frame, community: &Community, is_saved: bool, wrongs: &Wrongs) -> Markup {
    html! {
        form.card.pad.stack method="post" action="/admin" {
            (hidden(frame))
            h2 { "The community" }
            (saved(is_saved))
            (trouble(wrongs))
            (Field::new("name", "Name").max(60).required().show(&community.name, wrongs))
            (Field::new("description", "What it is about").kind("textarea", "off").max(5_000).show(&community.description, wrongs))
            (Field::new("rules", "What you agreed on").hint("One rule a line. Everyone who joins agrees with them.").kind("textarea", "off").max(30_000).show(&community.rules.join("\n"), wrongs))
            (Field::new("contact_email", "Where you can be written to").hint("Shown to everyone.").kind("email", "email").max(320).show(&community.contact_email, wrongs))
            (choices("registration", "Who may join?", &WHO_MAY_JOIN, community.registration.as_str()))
            (hues(community.hue))
            button.btn { "Save" }
        }
    }
}

fn hues(chosen: u16) -> Markup {
    html! {
        fieldset.stack.tight {
            legend { "Colour" }
            div.row {
                @for (hue, label) in HUES { label.swatch.{ "h" (hue) } { input type="radio" name="hue" value=(hue) checked[hue == chosen]; span { (label) } } }
                @if !HUES.iter().any(|(hue, _)| *hue == chosen) { label.swatch { input type="radio" name="hue" value=(chosen) checked; span { "As it is" } } }
            }
        }
    }
}

/// GET /admin — what I decide here.
pub(crate) async fn get(
    State(web): State<Web>,
    member: Member,
    Query(saved): Query<Saved>,
) -> Result<Response, Refusal> {
    if member.caller.role < Role::Moderator {
        return Err(
            Error::Forbidden("Only those who run this community may see this page.").into(),
        );
    }
    let community = web.social.community().await?;
    let waiting = web.social.pending_members(&member.caller).await?;
    Ok(private(view(
        &member.visit.frame,
        &community,
        &waiting,
        saved.is(),
        &Wrongs::default(),
    )))
}

/// POST /admin — changes the community.
pub(crate) async fn post(State(web): State<Web>, sent: Sent) -> Result<Response, Refusal> {
    let caller = sent.caller()?;
    let rules = sent
        .text("rules")
        .lines()
        .map(str::trim)
        .filter(|rule| !rule.is_empty())
        .map(ToOwned::to_owned)
        .collect();
    let update = CommunityUpdate {
        name: Some(sent.text("name").trim().to_owned()),
        description: Some(sent.text("description").trim().to_owned()),
        rules: Some(rules),
        contact_email: Some(sent.text("contact_email").trim().to_owned()),
        registration: Registration::from_word(sent.text("registration")),
        hue: sent.text("hue").parse().ok().filter(|hue| *hue < 360),
        contact_account: None,
        languages: None,
        ..CommunityUpdate::default()
    };
    match web.social.update_community(caller, update.clone()).await {
        Ok(_) => Ok(see_other("/admin?saved=1")),
        Err(error @ Error::Invalid { .. }) => {
            let waiting = web.social.pending_members(caller).await?;
            let typed = typed(web.social.community().await?, update);
            Ok(private(view(
                &sent.visit.frame,
                &typed,
                &waiting,
                false,
                &Wrongs::from_errors(&[error]),
            )))
        }
        Err(other) => Err(other.into()),
    }
}

/// The community as it was typed, so that nothing typed is lost.
fn typed(community: Community, update: CommunityUpdate) -> Community {
    Community {
        name: update.name.unwrap_or_default(),
        description: update.description.unwrap_or_default(),
        rules: update.rules.unwrap_or_default(),
        contact_email: update.contact_email.unwrap_or_default(),
        registration: update.registration.unwrap_or(community.registration),
        hue: update.hue.unwrap_or(community.hue),
        ..community
    }
}

/// POST /admin/members/{id}/approve — lets somebody in.
pub(crate) async fn approve(
    State(web): State<Web>,
    Path(id): Path<AccountId>,
    sent: Sent,
) -> Result<Response, Refusal> {
    web.social.approve_member(sent.caller()?, id).await?;
    Ok(see_other("/admin"))
}

/// POST /admin/members/{id}/refuse — does not.
pub(crate) async fn refuse(
    State(web): State<Web>,
    Path(id): Path<AccountId>,
    sent: Sent,
) -> Result<Response, Refusal> {
    web.social.refuse_member(sent.caller()?, id).await?;
    Ok(see_other("/admin"))
}
