//! Which public networks a member is on, and the passwords of apps that know no better.

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use social::member::{AppPasswordKind, AppPasswordView};
use social::{Caller, Presence, PresenceState};

use super::{Saved, page, saved};
use crate::partials::form::hidden;
use crate::partials::{Frame, icon};
use crate::refusal::Refusal;
use crate::sent::{Sent, see_other};
use crate::state::Web;
use crate::visit::{Member, private};

/// The page. `made` is a password that was made just now, and is never shown again.
pub fn view(
    frame: &Frame,
    domain: &str,
    presences: &[Presence],
    passwords: &[AppPasswordView],
    made: Option<&str>,
    is_saved: bool,
) -> Markup {
    let body = html! {
        (saved(is_saved))
        div.stack {
            section.card.pad.stack.tight aria-labelledby="fediverse" {
                h2 #fediverse { "The Fediverse" }
                p { "You are always on it: Mastodon, Pixelfed, PeerTube and many more." }
                @if let Some(me) = &frame.me { p.soft { "There you are " bdi dir="ltr" { "@" (me.account.username) "@" (domain) } "." } }
            }
            @for presence in presences { (network(frame, presence)) }
            @if presences.iter().any(|presence| presence.network.0 == "atproto") { (app_passwords(frame, passwords, made)) }
        }
    };
    page(frame, "/settings/networks", "Networks", &body)
}

fn network(frame: &Frame, presence: &Presence) -> Markup {
    let id = presence.network.0;
    let is_off = presence.state == PresenceState::Off;
    html! {
        section.card.pad.stack.tight aria-labelledby=(id) {
            h2 id=(id) { (presence.title) }
            p { (presence.about) }
            (standing(presence))
            @if presence.state != PresenceState::Suspended {
                form method="post" action="/settings/networks" {
                    (hidden(frame))
                    input type="hidden" name="network" value=(id);
                    input type="hidden" name="wanted" value=(if is_off { "on" } else { "off" });
                    button.btn.calm[!is_off] { @if is_off { "Be on " (presence.title) } @else { "Leave " (presence.title) } }
                }
            }
        }
    }
}

fn standing(presence: &Presence) -> Markup {
    let address = presence.address.as_deref();
    html! {
        @match &presence.state {
            PresenceState::On => p.row { (icon::small("check")) span { "You are on it" @if let Some(address) = address { " as " bdi dir="ltr" { strong { (address) } } } "." } },
            PresenceState::Waiting(why) => p.note role="status" { (why) },
            PresenceState::Off => p { "You are not on it." },
            PresenceState::Suspended => p { "Those who run this community have suspended you there." },
        }
        @if let Some(permanent) = &presence.permanent {
            p.soft { "Your permanent name: " bdi dir="ltr" { code { (permanent) } } ". It stays yours, wherever you move." }
            @if presence.network.0 == "nostr" { p { a href="/settings/networks/keys" { "Your key, and apps that sign with it" } } }
        }
    }
}

fn app_passwords(frame: &Frame, passwords: &[AppPasswordView], made: Option<&str>) -> Markup {
    html! {
        section.card.pad.stack.tight aria-labelledby="passwords" {
            h2 #passwords { "Passwords for apps" }
            p { "Some apps of Bluesky ask for a password. Give each one of its own: it can post for you, but not take your account away." }
            @if let Some(made) = made {
                p.note role="status" { "The new password, shown this once: " bdi dir="ltr" { code { (made) } } }
            }
            @for password in passwords {
                form.row method="post" action="/settings/networks/passwords/end" {
                    (hidden(frame))
                    input type="hidden" name="name" value=(password.name);
                    span { bdi { (password.name) } }
                    button.btn.calm.end { "End" span.sr { " the password for " (password.name) } }
                }
            }
            form.stack.tight method="post" action="/settings/networks/passwords" {
                (hidden(frame))
                div.field {
                    label for="name" { "Which app is it for?" }
                    input #name name="name" required maxlength="100" autocomplete="off";
                }
                button.btn { "Make a password" }
            }
            p.soft { "Does a program ask you for a code that came by mail? " a href="/settings/codes" { "It is here." } }
        }
    }
}

async fn show(
    web: &Web,
    caller: &Caller,
    frame: &Frame,
    made: Option<&str>,
    is_saved: bool,
) -> Result<Response, Refusal> {
    let mut presences = Vec::new();
    for network in web.social.networks() {
        presences.extend(network.presence(caller.account_id).await?);
    }
    let passwords = web.social.app_passwords(caller).await?;
    Ok(private(view(
        frame,
        web.social.domain().as_str(),
        &presences,
        &passwords,
        made,
        is_saved,
    )))
}

/// GET /settings/networks — where I am.
pub(crate) async fn get(
    State(web): State<Web>,
    member: Member,
    Query(saved): Query<Saved>,
) -> Result<Response, Refusal> {
    let frame = &member.visit.frame;
    show(&web, &member.caller, frame, None, saved.is()).await
}

/// POST /settings/networks — be on a network, or leave it.
pub(crate) async fn post(State(web): State<Web>, sent: Sent) -> Result<Response, Refusal> {
    let caller = sent.caller()?;
    let me = sent.visit.frame.me.as_ref();
    let mut settings = me.map(|me| me.settings.clone()).unwrap_or_default();
    let chosen = sent.text("network");
    let known = web
        .social
        .networks()
        .iter()
        .any(|network| network.id().0 == chosen);
    settings.networks_off.retain(|off| off != chosen);
    if known && sent.text("wanted") == "off" {
        settings.networks_off.push(chosen.to_owned());
    }
    web.social.update_settings(caller, settings).await?;
    Ok(see_other("/settings/networks?saved=1"))
}

/// POST /settings/networks/passwords — makes a password for an app, and shows it once.
pub(crate) async fn make_password(State(web): State<Web>, sent: Sent) -> Result<Response, Refusal> {
    let kind = AppPasswordKind::Plain;
    let (caller, name) = (sent.caller()?, sent.text("name"));
    let made = web.social.create_app_password(caller, name, kind).await?;
    show(&web, caller, &sent.visit.frame, Some(&made.password), false).await
}

/// POST /settings/networks/passwords/end — ends one, and every session that began with it.
pub(crate) async fn end_password(State(web): State<Web>, sent: Sent) -> Result<Response, Refusal> {
    let name = sent.text("name");
    web.social.delete_app_password(sent.caller()?, name).await?;
    Ok(see_other("/settings/networks?saved=1"))
}
