//! The first page of a new community: its name, who may join, and its first admin.

use axum::extract::{Query, State};
use axum::response::Response;
use http::header;
use maud::{Markup, html};
use serde::Deserialize;
use social::Error;
use social::community::{Registration, SetUp};

use super::sign_up::{PASSWORD_HINT, USERNAME_HINT, username};
use crate::partials::form::{Choice, Field, Wrongs, choices, trouble};
use crate::partials::{Frame, Place, Width, art};
use crate::refusal::Refusal;
use crate::sent::{Sent, see_other};
use crate::state::Web;
use crate::visit::{Visit, session_cookie};

/// Who may join, in words.
pub const WHO_MAY_JOIN: [Choice<'static>; 4] = [
    ("open", "Everyone", "Anybody can sign up and start at once."),
    (
        "approval",
        "Everyone who asks",
        "People say why they want to join; you let them in.",
    ),
    (
        "invite",
        "People who are invited",
        "Members share links that let others in.",
    ),
    (
        "closed",
        "Nobody for now",
        "Only accounts that you make yourself.",
    ),
];

/// What was entered.
#[derive(Debug, Clone, Default)]
pub struct Entered {
    /// The one-use key of the link.
    pub key: String,
    /// The community's name.
    pub community_name: String,
    /// What it is about.
    pub description: String,
    /// Who may join.
    pub registration: String,
    /// The admin's name.
    pub username: String,
    /// The admin's e-mail address.
    pub email: String,
}

/// The page.
pub fn view(frame: &Frame, domain: &str, entered: &Entered, wrongs: &Wrongs) -> Markup {
    let main = html! {
        form.stack method="post" action="/setup" {
            input type="hidden" name="csrf" value=(frame.csrf);
            input type="hidden" name="key" value=(entered.key);
            section.card.clip {
                (art::assembly())
                div.pad.stack.tight {
                    h1 { "Welcome. Let us set up your community." }
                    p.soft { "Two steps on one page. You can change everything later, except your own name." }
                }
            }
            (trouble(wrongs))
            section.card.pad.stack {
                h2 { "1. The community" }
                (Field::new("community_name", "What is it called?").max(60).required().show(&entered.community_name, wrongs))
                (Field::new("description", "What is it about?").hint("One or two sentences that visitors see first.").kind("textarea", "off").max(5_000).show(&entered.description, wrongs))
                (choices("registration", "Who may join?", &WHO_MAY_JOIN, if entered.registration.is_empty() { "approval" } else { &entered.registration }))
            }
            section.card.pad.stack {
                h2 { "2. You, its first host" }
                (username(domain, USERNAME_HINT, &entered.username, wrongs))
                (Field::new("email", "Your e-mail address").hint("To log in with. Nobody else sees it.").kind("email", "email").max(320).required().show(&entered.email, wrongs))
                (Field::new("password", "A password").hint(PASSWORD_HINT).kind("password", "new-password").max(1_000).required().show("", wrongs))
            }
            button.btn.big { "Open the community" }
        }
    };
    frame.page(Place::Elsewhere, "Set up", Width::Slim, &main)
}

/// The query of the link.
#[derive(Debug, Deserialize)]
pub(crate) struct Link {
    #[serde(default)]
    key: String,
}

/// GET /setup?key= — the form, for whoever holds the newest link.
pub(crate) async fn get(
    State(web): State<Web>,
    visit: Visit,
    Query(link): Query<Link>,
) -> Result<Response, Refusal> {
    web.social.check_setup_key(&link.key).await?;
    let entered = Entered {
        key: link.key,
        ..Entered::default()
    };
    Ok(visit.form_page(view(
        &visit.frame,
        &web.social.domain().display(),
        &entered,
        &Wrongs::default(),
    )))
}

/// POST /setup — makes the community and its first admin, who is then logged in.
pub(crate) async fn post(State(web): State<Web>, sent: Sent) -> Result<Response, Refusal> {
    let entered = Entered {
        key: sent.text("key").to_owned(),
        community_name: sent.text("community_name").trim().to_owned(),
        description: sent.text("description").trim().to_owned(),
        registration: sent.text("registration").to_owned(),
        username: sent.text("username").trim().to_owned(),
        email: sent.text("email").trim().to_owned(),
    };
    let set_up = SetUp {
        community_name: entered.community_name.clone(),
        description: entered.description.clone(),
        registration: Registration::from_word(&entered.registration)
            .unwrap_or(Registration::Approval),
        username: entered.username.clone(),
        email: entered.email.clone(),
        password: sent.text("password").to_owned(),
    };
    match web
        .social
        .set_up(&entered.key, set_up, sent.browser.0.clone())
        .await
    {
        Ok((_, token)) => {
            let mut response = see_other("/home");
            if let Some(cookie) = session_cookie(&web, &token) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            Ok(response)
        }
        Err(error @ Error::Invalid { .. }) => {
            let wrongs = Wrongs::from_errors(&[error]);
            Ok(sent.visit.form_page(view(
                &sent.visit.frame,
                &web.social.domain().display(),
                &entered,
                &wrongs,
            )))
        }
        Err(other) => Err(other.into()),
    }
}
