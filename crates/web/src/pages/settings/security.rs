//! The password, and where one is logged in.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use model::Id;
use social::Error;
use social::member::SessionView;

use super::{Saved, page, saved};
use crate::pages::sign_up::PASSWORD_HINT;
use crate::partials::form::{Field, Wrongs, hidden, trouble};
use crate::partials::{Frame, icon, time};
use crate::refusal::Refusal;
use crate::sent::{Sent, see_other};
use crate::state::Web;
use crate::visit::{Member, private};

/// The page.
pub fn view(frame: &Frame, sessions: &[SessionView], is_saved: bool, wrongs: &Wrongs) -> Markup {
    let body = html! {
        div.stack {
            form.card.pad.stack method="post" action="/settings/password" {
                (hidden(frame))
                h2 { "Change your password" }
                (saved(is_saved))
                (trouble(wrongs))
                p.soft { "Everywhere else you are logged out, apps included." }
                (Field::new("old_password", "Your password now").kind("password", "current-password").max(1_000).required().show("", wrongs))
                (Field::new("password", "A new password").hint(PASSWORD_HINT).kind("password", "new-password").max(1_000).required().show("", wrongs))
                button.btn { "Change it" }
            }
            section.card aria-labelledby="sessions" {
                div.pad { h2 #sessions { "Where you are logged in" } }
                div.feed { @for session in sessions { (one(frame, session)) } }
            }
        }
    };
    page(frame, "/settings/security", "Password", &body)
}

fn one(frame: &Frame, session: &SessionView) -> Markup {
    html! {
        div.person {
            (icon::icon("app"))
            div {
                span { (browser(&session.user_agent)) @if session.is_current { span.tag { "This browser" } } }
                span.soft.small { "Last used " (time::ago(frame.now, session.last_seen_at)) @if !session.ip.is_empty() { " from " bdi dir="ltr" { (session.ip) } } ", since " (time::day(session.created_at)) }
            }
            @if !session.is_current {
                form method="post" action={ "/settings/sessions/" (session.id) "/end" } { (hidden(frame)) button.btn.calm { "Log out" } }
            }
        }
    }
}

/// What a browser is called, as far as that can be told.
fn browser(agent: &str) -> String {
    let names = [
        ("Edg", "Edge"),
        ("OPR", "Opera"),
        ("Firefox", "Firefox"),
        ("Chrom", "Chrome"),
        ("Safari", "Safari"),
        ("curl", "curl"),
    ];
    let systems = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ];
    let find = |list: &[(&str, &'static str)]| {
        list.iter()
            .find(|(mark, _)| agent.contains(mark))
            .map(|(_, name)| *name)
    };
    match (find(&names), find(&systems)) {
        (Some(name), Some(system)) => format!("{name} on {system}"),
        (Some(name), None) => name.to_owned(),
        (None, Some(system)) => format!("A browser on {system}"),
        (None, None) => "A browser".to_owned(),
    }
}

/// GET /settings/security — my password and sessions.
pub(crate) async fn get(
    State(web): State<Web>,
    member: Member,
    Query(saved): Query<Saved>,
) -> Result<Response, Refusal> {
    let sessions = web.social.sessions(&member.caller).await?;
    Ok(private(view(
        &member.visit.frame,
        &sessions,
        saved.is(),
        &Wrongs::default(),
    )))
}

/// POST /settings/password — changes my password.
pub(crate) async fn change(State(web): State<Web>, sent: Sent) -> Result<Response, Refusal> {
    let caller = sent.caller()?;
    match web
        .social
        .change_password(caller, sent.text("old_password"), sent.text("password"))
        .await
    {
        Ok(()) => Ok(see_other("/settings/security?saved=1")),
        Err(error @ Error::Invalid { .. }) => {
            let sessions = web.social.sessions(caller).await?;
            let wrongs = Wrongs::from_errors(&[error]);
            Ok(private(view(&sent.visit.frame, &sessions, false, &wrongs)))
        }
        Err(other) => Err(other.into()),
    }
}

/// POST /settings/sessions/{id}/end — logs another browser out.
pub(crate) async fn end(
    State(web): State<Web>,
    Path(id): Path<Id>,
    sent: Sent,
) -> Result<Response, Refusal> {
    web.social.end_session(sent.caller()?, id).await?;
    Ok(see_other("/settings/security"))
}
