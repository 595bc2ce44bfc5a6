//! Lists of people: followers, those followed, who liked or boosted, who asks to follow, who is blocked or muted.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use edge::pagination::Paging;
use maud::{Markup, html};
use model::{AccountId, PostId};
use social::account::PeopleList;
use social::{AccountView, RelationView, Slice};

use super::people_there::{self, Wanted};
use super::{part, people_of, profile};
use crate::partials::feed::{Nothing, empty, older};
use crate::partials::person::{person, row};
use crate::partials::{Frame, Place, Width, form, icon, name};
use crate::refusal::Refusal;
use crate::state::Web;
use crate::visit::{Member, Visit, private};

/// What is between the viewer and each of some people.
pub type Between = HashMap<AccountId, RelationView>;

/// A list of people, below what is said about it.
pub fn view(
    frame: &Frame,
    title: &str,
    back: &str,
    about: &Markup,
    people: &Slice<AccountView>,
    between: &Between,
    nothing: Nothing<'_>,
) -> Markup {
    let main = html! {
        header.head { a.act href=(back) title="Back" { (icon::icon("back")) span.sr { "Back" } } h1 { (title) } }
        (about)
        div.card.feed {
            @for account in &people.items { (person(frame, account, between.get(&account.id))) }
            @if people.items.is_empty() { (empty(nothing)) }
        }
        (older(frame, people))
    };
    frame.page(Place::Elsewhere, title, Width::Column, &main)
}

/// Those who ask to follow.
pub fn requests(frame: &Frame, people: &Slice<AccountView>) -> Markup {
    let nothing = Nothing {
        symbol: "person",
        title: "Nobody is waiting",
        words: "When you approve followers yourself, those who ask appear here.",
        way: None,
    };
    let main = html! {
        header.head { div { h1 { "Requests" } p { "They would like to follow you" } } }
        div.card.feed {
            @for account in &people.items { (row(account, &answer(frame, account))) }
            @if people.items.is_empty() { (empty(nothing)) }
        }
        (older(frame, people))
    };
    frame.page(Place::Requests, "Requests", Width::Column, &main)
}

/// Yes or no to somebody who asks to follow.
pub fn answer(frame: &Frame, account: &AccountView) -> Markup {
    html! {
        form.row method="post" {
            (form::hidden(frame))
            button.btn formaction={ "/accounts/" (account.id) "/accept" } { "Accept" span.sr { " " (name::shown(account)) } }
            button.btn.calm formaction={ "/accounts/" (account.id) "/reject" } { "Refuse" span.sr { " " (name::shown(account)) } }
        }
    }
}

const NOBODY: Nothing<'static> = Nothing {
    symbol: "people",
    title: "Nobody yet",
    words: "This list is still empty.",
    way: None,
};

/// GET /@{acct}/followers — who follows them.
pub(crate) async fn followers(
    State(web): State<Web>,
    visit: Visit,
    Path(acct): Path<String>,
    Query(wanted): Query<Wanted>,
    paging: Paging,
) -> Result<Response, Refusal> {
    let account = profile::find(&web, &acct).await?;
    if let Some(page) = &wanted.there {
        return people_there::show(&web, &visit, &account, PeopleList::Followers, page).await;
    }
    let people = part(people_of(&paging), |page| {
        web.social.followers(visit.viewer(), account.id, page)
    })
    .await?;
    let title = format!("Followers of {}", name::shown(&account));
    let about = people_there::way(&visit.frame, &account);
    list(&web, &visit, &title, &account.path(), &about, &people).await
}

/// GET /@{acct}/following — whom they follow.
pub(crate) async fn following(
    State(web): State<Web>,
    visit: Visit,
    Path(acct): Path<String>,
    Query(wanted): Query<Wanted>,
    paging: Paging,
) -> Result<Response, Refusal> {
    let account = profile::find(&web, &acct).await?;
    if let Some(page) = &wanted.there {
        return people_there::show(&web, &visit, &account, PeopleList::Following, page).await;
    }
    let people = part(people_of(&paging), |page| {
        web.social.following(visit.viewer(), account.id, page)
    })
    .await?;
    let title = format!("Followed by {}", name::shown(&account));
    let about = people_there::way(&visit.frame, &account);
    list(&web, &visit, &title, &account.path(), &about, &people).await
}

/// GET /@{acct}/{id}/likes — who liked a post.
pub(crate) async fn liked(
    State(web): State<Web>,
    visit: Visit,
    Path((_, id)): Path<(String, PostId)>,
    paging: Paging,
) -> Result<Response, Refusal> {
    let post = web.social.post(visit.viewer(), id).await?;
    let people = part(people_of(&paging), |page| {
        web.social.liked_by(visit.viewer(), id, page)
    })
    .await?;
    let back = post.content().path();
    list(&web, &visit, "Liked by", &back, &html! {}, &people).await
}

/// GET /@{acct}/{id}/boosts — who boosted a post.
pub(crate) async fn boosted(
    State(web): State<Web>,
    visit: Visit,
    Path((_, id)): Path<(String, PostId)>,
    paging: Paging,
) -> Result<Response, Refusal> {
    let post = web.social.post(visit.viewer(), id).await?;
    let people = part(people_of(&paging), |page| {
        web.social.boosted_by(visit.viewer(), id, page)
    })
    .await?;
    let back = post.content().path();
    list(&web, &visit, "Boosted by", &back, &html! {}, &people).await
}

/// GET /requests — who asks to follow me.
pub(crate) async fn get_requests(
    State(web): State<Web>,
    member: Member,
    paging: Paging,
) -> Result<Response, Refusal> {
    let people = part(people_of(&paging), |page| {
        web.social.follow_requests(&member.caller, page)
    })
    .await?;
    Ok(private(requests(&member.visit.frame, &people)))
}

/// GET /settings/blocked — whom I block.
pub(crate) async fn blocked(
    State(web): State<Web>,
    member: Member,
    paging: Paging,
) -> Result<Response, Refusal> {
    let people = part(people_of(&paging), |page| {
        web.social.blocked(&member.caller, page)
    })
    .await?;
    list(
        &web,
        &member.visit,
        "People I block",
        "/settings/safety",
        &html! {},
        &people,
    )
    .await
}

/// GET /settings/muted — whom I mute.
pub(crate) async fn muted(
    State(web): State<Web>,
    member: Member,
    paging: Paging,
) -> Result<Response, Refusal> {
    let people = part(people_of(&paging), |page| {
        web.social.muted(&member.caller, page)
    })
    .await?;
    list(
        &web,
        &member.visit,
        "People I mute",
        "/settings/safety",
        &html! {},
        &people,
    )
    .await
}

async fn list(
    web: &Web,
    visit: &Visit,
    title: &str,
    back: &str,
    about: &Markup,
    people: &Slice<AccountView>,
) -> Result<Response, Refusal> {
    let between = relations(web, visit, &people.items).await?;
    let page = view(&visit.frame, title, back, about, people, &between, NOBODY);
    Ok(visit.open_page(page))
}

/// What is between the viewer and some people; nothing for visitors.
pub(super) async fn relations(
    web: &Web,
    visit: &Visit,
    people: &[AccountView],
) -> Result<Between, Refusal> {
    let Some(caller) = &visit.caller else {
        return Ok(Between::new());
    };
    let ids: Vec<AccountId> = people
        .iter()
        .map(|account| account.id)
        .filter(|id| *id != caller.account_id)
        .collect();
    let relations = web.social.relations(caller, &ids).await?;
    Ok(relations
        .into_iter()
        .map(|relation| (relation.id, relation))
        .collect())
}
