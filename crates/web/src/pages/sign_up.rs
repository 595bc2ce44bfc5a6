//! Joining.

use axum::extract::{Query, State};
use axum::response::Response;
use http::header;
use maud::{Markup, html};
use serde::Deserialize;
use social::Error;
use social::community::{Community, Registration};
use social::member::{SignUp, Welcome};

use crate::partials::form::{Field, Wrongs, complaint, hidden, trouble};
use crate::partials::{Frame, Place, Width, icon};
use crate::refusal::Refusal;
use crate::sent::{Sent, see_other};
use crate::state::Web;
use crate::visit::{Browser, Visit, private, session_cookie};

/// What a name may be made of.
pub const USERNAME_HINT: &str = "Small letters, digits and _. It cannot be changed later.";
/// What makes a good password.
pub const PASSWORD_HINT: &str = "At least 8 characters. Three random words make a good one.";

/// What was entered.
#[derive(Debug, Clone, Default)]
pub struct Entered {
    /// The name.
    pub username: String,
    /// The e-mail address.
    pub email: String,
    /// Why they want to join.
    pub reason: String,
    /// The code of an invite.
    pub invite: String,
    /// Agreed with the rules.
    pub agreement: bool,
}

/// The field for a name, with the address it becomes.
pub fn username(domain: &str, hint: &str, value: &str, wrongs: &Wrongs) -> Markup {
    let wrong = wrongs.of("username");
    html! {
        div.field {
            label for="username" { "Your name here" }
            p.hint #username-hint { (hint) }
            div.affix dir="ltr" {
                input #username name="username" value=(value) maxlength="30" required autocomplete="username" spellcheck="false" autocapitalize="none"
                    aria-invalid=[wrong.map(|_| "true")] aria-describedby=(if wrong.is_some() { "username-hint username-wrong" } else { "username-hint" });
                span { "@" (domain) }
            }
            (complaint("username", wrong))
        }
    }
}

/// The page.
pub fn view(
    frame: &Frame,
    community: &Community,
    domain: &str,
    entered: &Entered,
    wrongs: &Wrongs,
) -> Markup {
    let may = match community.registration {
        Registration::Open | Registration::Approval => true,
        Registration::Invite => !entered.invite.is_empty() || !wrongs.is_empty(),
        Registration::Closed => false,
    };
    let main = html! {
        @if may { (form(frame, community, domain, entered, wrongs)) } @else { (shut(community.registration)) }
    };
    frame.page(Place::Elsewhere, "Join", Width::Slim, &main)
}

fn form(
    frame: &Frame,
    community: &Community,
    domain: &str,
    entered: &Entered,
    wrongs: &Wrongs,
) -> Markup {
    html! {
        form.card.pad.stack method="post" action="/signup" {
            (hidden(frame))
            div.stack.tight {
                h1 { "Join " bdi { (community.name) } }
                p.soft { "One account for here and for the whole open social web." }
            }
            (trouble(wrongs))
            (username(domain, USERNAME_HINT, &entered.username, wrongs))
            (Field::new("email", "E-mail address").hint("To log in with. Nobody else sees it.").kind("email", "email").max(320).required().show(&entered.email, wrongs))
            (Field::new("password", "Password").hint(PASSWORD_HINT).kind("password", "new-password").max(1_000).required().show("", wrongs))
            @if community.registration == Registration::Approval && entered.invite.is_empty() {
                (Field::new("reason", "Why would you like to join?").hint("The host reads this and lets you in.").kind("textarea", "off").max(1_000).required().show(&entered.reason, wrongs))
            }
            @if !entered.invite.is_empty() || wrongs.of("invite").is_some() {
                (Field::new("invite", "Invitation").max(100).required().show(&entered.invite, wrongs))
            }
            (agreement(community, entered.agreement, wrongs))
            button.btn.big { @if community.registration == Registration::Approval { "Ask to join" } @else { "Join" } }
            p.soft { "Already a member? " a href="/login" { "Log in" } }
        }
    }
}

fn agreement(community: &Community, agreed: bool, wrongs: &Wrongs) -> Markup {
    html! {
        div.stack.tight {
            @if !community.rules.is_empty() {
                h2 { "What we agreed on" }
                ol.rules { @for rule in &community.rules { li { span dir="auto" { (rule) } } } }
            }
            label.tick {
                input type="checkbox" name="agreement" value="yes" checked[agreed] required aria-describedby=[wrongs.of("agreement").map(|_| "agreement-wrong")];
                span { @if community.rules.is_empty() { "I will treat others with respect." } @else { "I agree, and will treat others with respect." } }
            }
            (complaint("agreement", wrongs.of("agreement")))
        }
    }
}

fn shut(registration: Registration) -> Markup {
    html! {
        div.card.empty {
            (icon::icon("ticket"))
            @if registration == Registration::Invite {
                h1 { "By invitation" }
                p { "Ask a member for an invitation link; it lets you in at once." }
            } @else {
                h1 { "No new members" }
                p { "This community takes nobody new at the moment. You can still read what it says to everyone." }
            }
            br; a.btn href="/local" { "Read along" }
        }
    }
}

/// The page for somebody who has to wait.
pub fn waiting(frame: &Frame) -> Markup {
    let main = html! {
        div.card.empty {
            (icon::icon("clock"))
            h1 { "Thank you" }
            p { "Somebody who runs this community will read what you wrote and let you in. Then you can log in with your name and password." }
            br; a.btn href="/local" { "Read along meanwhile" }
        }
    };
    frame.page(Place::Elsewhere, "Almost there", Width::Slim, &main)
}

/// The query of an invite's link.
#[derive(Debug, Deserialize)]
pub(crate) struct Invited {
    #[serde(default)]
    invite: String,
}

/// GET /signup?invite= — the form.
pub(crate) async fn get(
    State(web): State<Web>,
    visit: Visit,
    Query(invited): Query<Invited>,
) -> Result<Response, Refusal> {
    if visit.caller.is_some() {
        return Ok(see_other("/home"));
    }
    let community = web.social.community().await?;
    let entered = Entered {
        invite: invited.invite,
        ..Entered::default()
    };
    Ok(visit.form_page(view(
        &visit.frame,
        &community,
        &web.social.domain().display(),
        &entered,
        &Wrongs::default(),
    )))
}

/// POST /signup — joins, and logs in when nobody has to agree first.
pub(crate) async fn post(
    State(web): State<Web>,
    Browser(device): Browser,
    sent: Sent,
) -> Result<Response, Refusal> {
    let entered = Entered {
        username: sent.text("username").trim().to_owned(),
        email: sent.text("email").trim().to_owned(),
        reason: sent.text("reason").trim().to_owned(),
        invite: sent.text("invite").trim().to_owned(),
        agreement: sent.is_ticked("agreement"),
    };
    let sign_up = SignUp {
        username: entered.username.clone(),
        email: entered.email.clone(),
        password: sent.text("password").to_owned(),
        reason: entered.reason.clone(),
        invite: Some(entered.invite.clone()).filter(|code| !code.is_empty()),
        agreement: entered.agreement,
        locale: None,
        ip: device.ip.parse().ok(),
        app_id: None,
        brings: None,
    };
    let wrongs = web.social.check_sign_up(&sign_up).await?;
    let wrongs = if wrongs.is_empty() {
        join(&web, &sent, sign_up).await?
    } else {
        Err(Wrongs::from_errors(&wrongs))
    };
    match wrongs {
        Ok(response) => Ok(response),
        Err(wrongs) => {
            let community = web.social.community().await?;
            Ok(sent.visit.form_page(view(
                &sent.visit.frame,
                &community,
                &web.social.domain().display(),
                &entered,
                &wrongs,
            )))
        }
    }
}

/// Joins; what is wrong with single fields is for the form.
async fn join(
    web: &Web,
    sent: &Sent,
    sign_up: SignUp,
) -> Result<Result<Response, Wrongs>, Refusal> {
    let (username, password) = (sign_up.username.clone(), sign_up.password.clone());
    match web.social.sign_up(sign_up).await {
        Ok(Welcome::Pending(_)) => Ok(Ok(private(waiting(&sent.visit.frame)))),
        Ok(Welcome::Active(_)) => {
            let token = web
                .social
                .log_in(&username, &password, sent.browser.0.clone())
                .await?;
            let mut response = see_other("/home");
            if let Some(cookie) = session_cookie(web, &token) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            Ok(Ok(response))
        }
        Err(error @ Error::Invalid { .. }) => Ok(Err(Wrongs::from_errors(&[error]))),
        Err(other) => Err(other.into()),
    }
}
