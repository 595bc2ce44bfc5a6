//! Logging in and out.

use axum::extract::{Query, State};
use axum::response::Response;
use http::header;
use maud::{Markup, html};
use serde::Deserialize;
use social::Error;

use crate::partials::form::{Field, Wrongs, trouble};
use crate::partials::{Frame, Place, Width};
use crate::refusal::Refusal;
use crate::sent::{Sent, local_path, see_other};
use crate::state::Web;
use crate::visit::{SESSION, Visit, session_cookie};

/// The page.
pub fn view(frame: &Frame, login: &str, next: &str, wrongs: &Wrongs) -> Markup {
    let main = html! {
        form.card.pad.stack method="post" action="/login" {
            input type="hidden" name="csrf" value=(frame.csrf);
            input type="hidden" name="next" value=(next);
            div.stack.tight {
                h1 { "Welcome back" }
                @if next.starts_with("/oauth/authorize") { p.soft { "Log in to " bdi { (frame.community) } ", then you decide what the app may do." } }
                @else { p.soft { "Log in to " bdi { (frame.community) } "." } }
            }
            (trouble(wrongs))
            (Field::new("login", "Your name or e-mail address").kind("text", "username").max(320).required().show(login, wrongs))
            (Field::new("password", "Password").kind("password", "current-password").max(1_000).required().show("", wrongs))
            button.btn.big { "Log in" }
            @if frame.may_join { p.soft { "New here? " a href="/signup" { "Join" } } }
        }
    };
    frame.page(Place::Elsewhere, "Log in", Width::Slim, &main)
}

/// Where to go afterwards.
#[derive(Debug, Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

/// GET /login?next= — the form.
pub(crate) async fn get(visit: Visit, Query(next): Query<Next>) -> Response {
    let next = local_path(&next.next).unwrap_or("/home");
    if visit.caller.is_some() {
        return see_other(next);
    }
    visit.form_page(view(&visit.frame, "", next, &Wrongs::default()))
}

/// POST /login — logs in and goes on.
pub(crate) async fn post(State(web): State<Web>, sent: Sent) -> Result<Response, Refusal> {
    let login = sent.text("login").trim();
    let next = local_path(sent.text("next")).unwrap_or("/home");
    match web
        .social
        .log_in(login, sent.text("password"), sent.browser.0.clone())
        .await
    {
        Ok(token) => {
            let mut response = see_other(next);
            if let Some(cookie) = session_cookie(&web, &token) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            Ok(response)
        }
        Err(error @ (Error::Unauthenticated(_) | Error::Forbidden(_) | Error::Invalid { .. })) => {
            let wrongs = Wrongs::one("form", error.to_string());
            Ok(sent
                .visit
                .form_page(view(&sent.visit.frame, login, next, &wrongs)))
        }
        Err(other) => Err(other.into()),
    }
}

/// POST /logout — ends this session.
pub(crate) async fn log_out(State(web): State<Web>, sent: Sent) -> Result<Response, Refusal> {
    if let Some(caller) = &sent.visit.caller {
        web.social.log_out(caller).await?;
    }
    let mut response = see_other("/");
    if let Some(cookie) = web.cookies.clear(SESSION) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
