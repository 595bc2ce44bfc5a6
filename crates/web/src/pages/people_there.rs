//! Lists of people as another server shows them: read at this moment, page by page, and not kept.

use axum::response::Response;
use maud::{Markup, html};
use model::sanitize::web_url;
use serde::Deserialize;
use social::account::{PeopleList, PeopleThere};
use social::{AccountView, Error};

use super::people::{Between, relations};
use crate::partials::feed::{Nothing, empty};
use crate::partials::person::person;
use crate::partials::prose::percent;
use crate::partials::{Frame, Place, Width, icon, name};
use crate::refusal::Refusal;
use crate::state::Web;
use crate::visit::{Visit, private};

/// What the first page is asked for by.
const FIRST: &str = "first";

/// Which page of which server.
#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    /// What the account's own server shows: [`FIRST`], or what it called the next page.
    pub(crate) there: Option<String>,
}

/// What is said of a list that is elsewhere, and the ways there.
pub(super) fn way(frame: &Frame, account: &AccountView) -> Markup {
    let path = frame.path.split('?').next().unwrap_or_default();
    html! {
        @if !account.is_local() {
            p.note.gap-below {
                "These are only those whom this community knows. The whole list is on their own server"
                @if let Some(page) = web_url(&account.page_url) { ", " a href=(page) rel="nofollow noopener noreferrer" target="_blank" { "where it can be read" } }
                "."
                @if frame.me.is_some() { " " a href={ (path) "?there=" (FIRST) } rel="nofollow" { "Fetch it from there" } }
            }
        }
    }
}

/// A page of a list there.
fn view(frame: &Frame, title: &str, there: &PeopleThere, between: &Between) -> Markup {
    let path = frame.path.split('?').next().unwrap_or_default();
    let nothing = Nothing {
        symbol: "people",
        title: "Nobody is shown",
        words: "Their server shows nobody on this page.",
        way: None,
    };
    let main = html! {
        header.head { a.act href=(path) title="Back" { (icon::icon("back")) span.sr { "Back" } } h1 { (title) } }
        p.soft { "As their own server shows it at this moment." }
        div.card.feed {
            @for account in &there.known { (person(frame, account, between.get(&account.id))) }
            @for uri in &there.unknown {
                @if let Some(address) = web_url(uri) {
                    div.person { div { a href={ "/search?q=" (percent(&address)) } { bdi dir="ltr" { (address) } } span.bio { "Not known here yet" } } }
                }
            }
            @if there.known.is_empty() && there.unknown.is_empty() { (empty(nothing)) }
        }
        nav.pager aria-label="Pages" {
            @if let Some(next) = &there.next { a.btn.calm.end rel="next nofollow" href={ (path) "?there=" (percent(next)) } { "More" } }
        }
    };
    frame.page(Place::Elsewhere, title, Width::Column, &main)
}

/// A page of a list there, for members.
pub(super) async fn show(
    web: &Web,
    visit: &Visit,
    account: &AccountView,
    list: PeopleList,
    page: &str,
) -> Result<Response, Refusal> {
    let Some(caller) = &visit.caller else {
        return Err(Refusal::LogIn {
            next: visit.frame.path.clone(),
        });
    };
    let asked = Some(page).filter(|page| *page != FIRST);
    let there = match web.social.people_there(caller, account, list, asked).await {
        Ok(there) => there,
        // It shows none: that is said on the page, and is no error of whoever asks.
        Err(Error::NotFound(_)) => PeopleThere::default(),
        Err(error) => return Err(error.into()),
    };
    let between = relations(web, visit, &there.known).await?;
    let shown = name::shown(account);
    let title = match list {
        PeopleList::Followers => format!("Followers of {shown}"),
        PeopleList::Following => format!("Followed by {shown}"),
    };
    Ok(private(view(&visit.frame, &title, &there, &between)))
}
