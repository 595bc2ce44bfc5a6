//! Relays: which there are, asking another one, and leaving.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use model::Id;
use social::Error;
use social::relay::{RelayState, RelayView};

use crate::partials::form::{Field, Wrongs, hidden, trouble};
use crate::partials::{Frame, Place, Width, icon, time};
use crate::refusal::Refusal;
use crate::sent::{Sent, see_other};
use crate::state::Web;
use crate::visit::{Member, private};

const HERE: &str = "/admin/relays";

/// The page. `typed` is the address that was wrong.
pub fn view(frame: &Frame, relays: &[RelayView], typed: &str, wrongs: &Wrongs) -> Markup {
    let main = html! {
        header.head { a.act href="/admin" title="Back" { (icon::icon("back")) span.sr { "Back" } } h1 { "Relays" } }
        div.stack {
            (trouble(wrongs))
            section.card aria-labelledby="about" {
                div.pad.stack.tight {
                    h2 #about { "Seeing more of the Fediverse" }
                    p { "A relay passes posts on between servers that know nothing of each other yet. What people here write for everyone goes to all its servers, and what is written there for everyone comes here, where you find it under Everywhere and by its tags." }
                    p.soft { "Posts for followers or for some never go to a relay. A busy one brings thousands of posts a day: begin with one." }
                }
                div.feed { @for relay in relays { (one(frame, relay)) } }
            }
            form.card.pad.stack.tight method="post" action=(HERE) {
                (hidden(frame))
                h2 { "Ask a relay" }
                (Field::new("relay", "Its address").hint("Like https://relay.example/inbox, as those who keep it say.").max(500).required().show(typed, wrongs))
                p { button.btn { "Ask it" } }
            }
        }
    };
    frame.page(Place::Admin, "Relays", Width::Column, &main)
}

fn one(frame: &Frame, relay: &RelayView) -> Markup {
    let (word, is_bad) = match relay.state {
        RelayState::Asked => ("Asked; it has not answered yet.", false),
        RelayState::Accepted => ("It passes on.", false),
        RelayState::Refused => ("It does not want to.", true),
    };
    html! {
        form.pad.row.flat method="post" action={ (HERE) "/" (relay.id) "/leave" } {
            (hidden(frame))
            div.stack.tight {
                bdi.clip dir="ltr" { (relay.inbox) }
                span.soft.small { @if is_bad { strong { (word) } } @else { (word) } " " (time::ago(frame.now, relay.created_at)) }
            }
            button.btn.calm.end { "Leave" span.sr { " " (relay.inbox) } }
        }
    }
}

/// GET /admin/relays — which relays this community has.
pub(crate) async fn get(State(web): State<Web>, member: Member) -> Result<Response, Refusal> {
    let relays = web.social.relays(&member.caller).await?;
    let wrongs = Wrongs::default();
    Ok(private(view(&member.visit.frame, &relays, "", &wrongs)))
}

/// POST /admin/relays — asks one.
pub(crate) async fn post(State(web): State<Web>, sent: Sent) -> Result<Response, Refusal> {
    let caller = sent.caller()?;
    match web.social.join_relay(caller, sent.text("relay")).await {
        Ok(()) => Ok(see_other(HERE)),
        Err(error @ (Error::Invalid { .. } | Error::Conflict(_))) => {
            let relays = web.social.relays(caller).await?;
            let wrongs = Wrongs::from_errors(&[error]);
            let page = view(&sent.visit.frame, &relays, sent.text("relay"), &wrongs);
            Ok(private(page))
        }
        Err(other) => Err(other.into()),
    }
}

/// POST /admin/relays/{id}/leave — leaves one.
pub(crate) async fn leave(
    State(web): State<Web>,
    Path(id): Path<Id>,
    sent: Sent,
) -> Result<Response, Refusal> {
    web.social.leave_relay(sent.caller()?, id).await?;
    Ok(see_other(HERE))
}
