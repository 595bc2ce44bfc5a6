//! Pages that say what went wrong and what to do.

use http::StatusCode;
use maud::{DOCTYPE, Markup, html};

use crate::partials::{Frame, Place, Width, icon};
use crate::refusal::Told;

/// The page of a refusal.
pub(crate) fn view(frame: &Frame, told: &Told) -> Markup {
    page(frame, told.status, &told.words)
}

/// The page of a status, with one sentence about it.
pub fn page(frame: &Frame, status: StatusCode, words: &str) -> Markup {
    let (title, what, next) = explain(status);
    let sentence = if words.is_empty() { what } else { words };
    let main = html! {
        div.card.empty {
            (icon::icon("moot"))
            h1 { (title) }
            br;
            p { (sentence) }
            p { (next) }
            br;
            p.row.centre {
                @if frame.me.is_some() { a.btn href="/home" { "Go to your home page" } }
                @else { a.btn href="/" { "Go to the front page" } }
                a.btn.calm href="/search" { "Search" }
            }
        }
    };
    let width = if frame.me.is_some() {
        Width::Column
    } else {
        Width::Slim
    };
    frame.page(Place::Elsewhere, title, width, &main)
}

/// The page when not even the community's name can be read.
pub(crate) fn bare(told: &Told) -> Markup {
    let (title, what, next) = explain(told.status);
    html! {
        (DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; title { (title) } meta name="viewport" content="width=device-width"; }
            body { main { h1 { (title) } p { (what) } p { (next) } } }
        }
    }
}

fn explain(status: StatusCode) -> (&'static str, &'static str, &'static str) {
    match status.as_u16() {
        401 => (
            "Please log in",
            "You need to be logged in for this.",
            "Log in and try again.",
        ),
        403 => (
            "Not for you",
            "You may not see or do this.",
            "If you think you should, ask whoever runs this community.",
        ),
        404 => (
            "Nothing here",
            "There is no such page, or it is not for you to see.",
            "Check the address, or search for what you wanted.",
        ),
        405 => (
            "Not this way",
            "This address cannot be used like that.",
            "Go back and use the buttons of the page.",
        ),
        409 => (
            "Somebody was faster",
            "This changed in the meantime.",
            "Reload the page and try again.",
        ),
        410 => (
            "Deleted",
            "This was here once and was deleted.",
            "Its author wanted it gone, so there is no copy.",
        ),
        413 => (
            "Too large",
            "That is more than this server takes.",
            "Try again with less.",
        ),
        400 | 415 | 422 => (
            "That did not work",
            "Something in what was sent is not right.",
            "Go back, check what you entered and try again.",
        ),
        429 => (
            "One moment",
            "That was too often in a short time.",
            "Wait a minute and try again.",
        ),
        502 => (
            "Out of reach",
            "Another server did not answer.",
            "Try again later; nothing was lost.",
        ),
        503 => (
            "Busy",
            "This server is busy or being looked after.",
            "Try again in a minute.",
        ),
        _ if status.is_client_error() => (
            "That did not work",
            "The request could not be understood.",
            "Go back and try again.",
        ),
        _ => (
            "Our fault",
            "Something went wrong on this server. It has been noted.",
            "Try again; if it stays, tell whoever runs this community.",
        ),
    }
}
