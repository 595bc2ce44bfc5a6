//! Other accounts of one's own, and moving to one of them, or from one of them to here.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use model::AccountId;
use social::{AccountView, Caller, Error, Viewer};

use super::{Saved, page, saved};
use crate::partials::form::{Field, Wrongs, hidden, trouble};
use crate::partials::{Frame, person};
use crate::refusal::Refusal;
use crate::sent::{Sent, see_other};
use crate::state::Web;
use crate::visit::{Member, private};

const HERE: &str = "/settings/moving";

/// What the page shows.
#[derive(Debug, Default)]
pub struct Moving {
    /// The other accounts of the same person.
    pub aliases: Vec<AccountView>,
    /// The one they moved to.
    pub moved_to: Option<AccountView>,
}

/// The page.
pub fn view(frame: &Frame, moving: &Moving, is_saved: bool, wrongs: &Wrongs) -> Markup {
    let body = html! {
        (saved(is_saved))
        (trouble(wrongs))
        div.stack {
            @if let Some(target) = &moving.moved_to { (moved(frame, target)) }
            section.card aria-labelledby="others" {
                div.pad.stack.tight {
                    h2 #others { "Move to this account" }
                    p { "Have you had another account elsewhere? Name it here, then tell its server to move to this one. Whoever followed you there follows you here. Your posts there stay there." }
                    p.soft { "Everybody can see which accounts you name." }
                }
                div.feed { @for alias in &moving.aliases { (one(frame, alias)) } }
                form.pad.stack.tight method="post" action=(HERE) {
                    (hidden(frame))
                    (Field::new("alias", "Your other account").hint("Like @name@example.org, or the address of its page.").max(500).required().show("", wrongs))
                    button.btn { "Add it" }
                }
            }
            @if moving.moved_to.is_none() { (away(frame, wrongs)) }
        }
    };
    page(frame, HERE, "Moving", &body)
}

fn one(frame: &Frame, alias: &AccountView) -> Markup {
    person::row(
        alias,
        &html! {
            form method="post" action={ (HERE) "/" (alias.id) "/remove" } {
                (hidden(frame))
                button.btn.calm { "Remove" span.sr { " " (alias.acct()) } }
            }
        },
    )
}

fn moved(frame: &Frame, target: &AccountView) -> Markup {
    html! {
        section.card aria-labelledby="moved" {
            div.pad.stack.tight {
                h2 #moved { "You have moved" }
                p { "Your page says so, and those who followed you follow your other account, as far as their servers do this." }
            }
            div.feed { (person::row(target, &html! {})) }
            form.pad.stack.tight method="post" action={ (HERE) "/back" } {
                (hidden(frame))
                p.soft { "You can come back. Followers who went along do not come back by themselves." }
                button.btn.calm { "Come back to this account" }
            }
        }
    }
}

fn away(frame: &Frame, wrongs: &Wrongs) -> Markup {
    html! {
        form.card.pad.stack method="post" action={ (HERE) "/away" } {
            (hidden(frame))
            h2 { "Move away from here" }
            ol {
                li { "Make the other account, and name this one there as one of yours." }
                li { "Write its name below." }
                li { "Your followers are told. Their servers make them follow the other account; this can take a day, and cannot be undone." }
            }
            p.soft { "Your posts, pictures and messages stay here. You can still log in. You can move once a week." }
            (Field::new("target", "Your other account").hint("Like @name@example.org").max(500).required().show("", wrongs))
            (Field::new("password", "Your password").kind("password", "current-password").max(1_000).required().show("", wrongs))
            button.btn.bad { "Move my followers" }
        }
    }
}

async fn read(web: &Web, caller: &Caller) -> Result<Moving, Error> {
    let me = web
        .social
        .account(caller.viewer(), caller.account_id)
        .await?;
    let moved_to = match me.moved_to {
        Some(target) => {
            let found = web.social.accounts(Viewer::Anyone, &[target]).await?;
            found.into_iter().next()
        }
        None => None,
    };
    Ok(Moving {
        aliases: web.social.aliases(caller.account_id).await?,
        moved_to,
    })
}

/// What was done, or the page that says why not.
async fn answer(web: &Web, sent: &Sent, done: Result<(), Error>) -> Result<Response, Refusal> {
    match done {
        Ok(()) => Ok(see_other("/settings/moving?saved=1")),
        Err(error @ (Error::Invalid { .. } | Error::Conflict(_))) => {
            let moving = read(web, sent.caller()?).await?;
            let wrongs = Wrongs::from_errors(&[error]);
            Ok(private(view(&sent.visit.frame, &moving, false, &wrongs)))
        }
        Err(other) => Err(other.into()),
    }
}

/// GET /settings/moving — my other accounts.
pub(crate) async fn get(
    State(web): State<Web>,
    member: Member,
    Query(saved): Query<Saved>,
) -> Result<Response, Refusal> {
    let moving = read(&web, &member.caller).await?;
    let wrongs = Wrongs::default();
    Ok(private(view(
        &member.visit.frame,
        &moving,
        saved.is(),
        &wrongs,
    )))
}

/// POST /settings/moving — names another account.
pub(crate) async fn add(State(web): State<Web>, sent: Sent) -> Result<Response, Refusal> {
    let done = web.social.add_alias(sent.caller()?, sent.text("alias"));
    let done = done.await;
    answer(&web, &sent, done).await
}

/// POST /settings/moving/{id}/remove — takes one away.
pub(crate) async fn remove(
    State(web): State<Web>,
    Path(id): Path<AccountId>,
    sent: Sent,
) -> Result<Response, Refusal> {
    let done = web.social.remove_alias(sent.caller()?, id).await;
    answer(&web, &sent, done).await
}

/// POST /settings/moving/away — goes to another account.
pub(crate) async fn away_to(State(web): State<Web>, sent: Sent) -> Result<Response, Refusal> {
    let (password, target) = (sent.text("password"), sent.text("target"));
    let done = web.social.move_away(sent.caller()?, password, target).await;
    answer(&web, &sent, done).await
}

/// POST /settings/moving/back — has not moved after all.
pub(crate) async fn back(State(web): State<Web>, sent: Sent) -> Result<Response, Refusal> {
    let done = web.social.come_back(sent.caller()?).await;
    answer(&web, &sent, done).await
}
