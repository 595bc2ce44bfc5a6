//! Somebody's page: who they are, what they wrote.

use axum::extract::{Path, State};
use axum::response::Response;
use edge::negotiate::{Wants, wants};
use edge::pagination::Paging;
use http::HeaderMap;
use maud::{Markup, html};
use model::AccountKind;
use model::sanitize::{plain_text, web_url};
use social::account::PostFilter;
use social::{AccountView, Page, PostView, RelationView, Slice};

use super::syndication::{self, Format};
use super::{is_first, part, posts_of};
use crate::partials::feed::{Nothing, feed, older};
use crate::partials::media::tiles as tiles_of;
use crate::partials::post::{Stands, plural, post};
use crate::partials::{Frame, Place, Width, art, icon, name, prose, relation, time};
use crate::refusal::Refusal;
use crate::sent::see_other;
use crate::state::Web;
use crate::visit::Visit;

/// What a profile shows below its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// Posts and boosts.
    Posts,
    /// Also answers to others.
    Replies,
    /// Pictures, video and sound, as a grid.
    Media,
}

/// What a profile shows.
#[derive(Debug)]
pub struct Profile<'a> {
    /// Whose it is.
    pub account: &'a AccountView,
    /// Where they moved to.
    pub moved_to: Option<&'a AccountView>,
    /// What is between the viewer and them.
    pub between: Option<&'a RelationView>,
    /// Posts they pinned.
    pub pinned: &'a [PostView],
    /// What they wrote.
    pub posts: &'a Slice<PostView>,
    /// Which tab.
    pub tab: Tab,
}

/// The page.
pub fn view(frame: &Frame, profile: &Profile<'_>) -> Markup {
    let account = profile.account;
    let own = account.path();
    let tab = |href: &str, label: &str, here: Tab| {
        html! { li { a href=(href) aria-current=[(profile.tab == here).then_some("page")] { (label) } } }
    };
    let nothing = Nothing {
        symbol: "pen",
        title: "Nothing to read yet",
        words: "What they write to everyone appears here.",
        way: None,
    };
    let main = html! {
        section.card.gap-below aria-label="Profile" { (head(frame, profile)) }
        @if let Some(target) = profile.moved_to { p.note { "They have moved. Find them at " (name::link(target)) " " (name::acct(target)) "." } }
        @if account.is_suspended { p.note.bad { "This account was suspended by this community." } }
        @else if account.is_away { p.note { "This account is not there at its own server at the moment." } }
        @else {
            nav aria-label="Posts" { ul.tabs { (tab(&own, "Posts", Tab::Posts)) (tab(&format!("{own}/replies"), "With replies", Tab::Replies)) (tab(&format!("{own}/media"), "Media", Tab::Media)) } }
            @if !profile.pinned.is_empty() {
                div.card.feed.gap-below {
                    @for shown in profile.pinned { p.pinned.soft.small { (icon::small("pin")) "Pinned" } (post(frame, shown, Stands::InFeed)) }
                }
            }
            @if profile.tab == Tab::Media && !profile.posts.items.is_empty() { (tiles(frame, profile.posts)) }
            @else { (feed(frame, profile.posts, None, nothing)) }
        }
    };
    let place = if frame.is_me(account) {
        Place::Profile
    } else {
        Place::Elsewhere
    };
    frame.page_with(
        place,
        name::shown(account),
        Width::Column,
        &shared(frame, account),
        &main,
    )
}

fn head(frame: &Frame, profile: &Profile<'_>) -> Markup {
    let account = profile.account;
    html! {
        div.cover {
            @if account.header_url.ends_with("/headers/default.png") { (art::hills()) }
            @else { img src=(account.header_url) alt="" loading="lazy"; }
        }
        div.profile.h-card {
            data.u-url value=(account.page_url) {}
            data.u-photo value=(account.avatar_url) {}
            div.profile-top {
                (name::face(account))
                @if frame.is_me(account) { a.btn.calm href="/settings" { "Edit my page" } a.act.phone href="/settings" title="Settings" { (icon::icon("settings")) span.sr { "Settings" } } }
                @else if let Some(between) = profile.between { (relation::panel(frame, account, between)) }
                @else if frame.me.is_none() { a.btn href={ "/login?next=" (prose::percent(&account.path())) } { "Follow" } }
            }
            div {
                h1.p-name { (name::display(account)) }
                p.row { (name::acct(account)) @if profile.between.is_some_and(|between| between.followed_by) { span.tag { "Follows you" } } (badges(account)) }
                @if let Some(also) = &account.also { p.soft.small { "Also here as " a href=(also.page_url) rel="me" { "@" (also.acct) } } }
            }
            @if !account.note_html.is_empty() { div.text.p-note dir="auto" { (prose::note(&account.note_html, &account.emojis)) } }
            (fields(account))
            (counts(account))
        }
    }
}

/// A square for each file, which leads to its post.
fn tiles(frame: &Frame, posts: &Slice<PostView>) -> Markup {
    html! {
        ul.card.tiles { @for shown in &posts.items { (tiles_of(shown)) } }
        (older(frame, posts))
    }
}

fn badges(account: &AccountView) -> Markup {
    html! {
        (name::network(account))
        @if account.is_locked { (icon::meaning("lock", "Approves followers")) }
        @match account.kind {
            AccountKind::Bot => span.tag { "Automated" },
            AccountKind::Group => span.tag { "Group" },
            AccountKind::Organization => span.tag { "Organisation" },
            AccountKind::Server => span.tag { "Server" },
            AccountKind::Person => {}
        }
    }
}

fn fields(account: &AccountView) -> Markup {
    html! {
        @if !account.fields.is_empty() {
            dl.facts {
                @for field in &account.fields {
                    div { dt dir="auto" { (name::with_emoji(&field.name, &account.emojis)) } dd dir="auto" { (prose::note(&field.value, &account.emojis)) } }
                }
            }
        }
    }
}

fn counts(account: &AccountView) -> Markup {
    let own = account.path();
    html! {
        div.stats.plain {
            span { b { (account.posts_count) } (plural(account.posts_count, "post")) }
            a href={ (own) "/following" } { b { (account.following_count) } " following" }
            a href={ (own) "/followers" } { b { (account.followers_count) } (plural(account.followers_count, "follower")) }
            span.end { "Since " (time::day(account.created_at)) }
        }
        @if !account.is_local() {
            @if let Some(page) = web_url(&account.page_url) {
                p.soft.small { "What their own server says. Not all of it is here: " a href=(page) rel="nofollow noopener noreferrer" target="_blank" { "read the rest there" } "." }
            }
        }
    }
}

/// What others show when the page is shared.
fn shared(frame: &Frame, account: &AccountView) -> Markup {
    let about: String = plain_text(&account.note_html).chars().take(200).collect();
    html! {
        meta property="og:title" content={ (name::shown(account)) " (@" (account.acct()) ")" };
        meta property="og:description" content=(about);
        meta name="description" content=(about);
        meta property="og:type" content="profile";
        meta property="og:site_name" content=(frame.community);
        meta property="og:url" content=(account.page_url);
        meta property="profile:username" content=(account.acct());
        meta property="og:image" content=(account.avatar_url);
        @if let Some(address) = web_url(&account.page_url) { link rel="canonical" href=(address); }
        @if account.is_local() { (syndication::links(&account.path(), name::shown(account))) }
        @if !account.is_indexable || !account.is_local() { meta name="robots" content="noindex"; }
    }
}

/// GET /@{acct} — somebody's page; another server is sent to the account's own address.
pub(crate) async fn get(
    State(web): State<Web>,
    visit: Visit,
    Path(acct): Path<String>,
    headers: HeaderMap,
    paging: Paging,
) -> Result<Response, Refusal> {
    if let Some((name, format)) = Format::split(&acct) {
        return syndication::of_account(&web, name, format, &headers).await;
    }
    let account = find(&web, &acct).await?;
    if wants(&headers) == Wants::Activity && account.is_local() {
        return Ok(see_other(&account.uri));
    }
    show(&web, &visit, &acct, Tab::Posts, posts_of(&paging)).await
}

/// GET /@{acct}/media — what they showed and played, as a grid.
pub(crate) async fn get_media(
    State(web): State<Web>,
    visit: Visit,
    Path(acct): Path<String>,
    paging: Paging,
) -> Result<Response, Refusal> {
    show(&web, &visit, &acct, Tab::Media, posts_of(&paging)).await
}

/// GET /@{acct}/replies — with what they answered others.
pub(crate) async fn get_replies(
    State(web): State<Web>,
    visit: Visit,
    Path(acct): Path<String>,
    paging: Paging,
) -> Result<Response, Refusal> {
    show(&web, &visit, &acct, Tab::Replies, posts_of(&paging)).await
}

/// Somebody who is known here.
pub(super) async fn find(web: &Web, acct: &str) -> Result<AccountView, Refusal> {
    web.social
        .find_account(acct)
        .await?
        .ok_or_else(Refusal::not_found)
}

async fn show(
    web: &Web,
    visit: &Visit,
    acct: &str,
    tab: Tab,
    page: Page,
) -> Result<Response, Refusal> {
    let found = find(web, acct).await?;
    let account = web.social.account(visit.viewer(), found.id).await?;
    web.social.look_at_account(visit.viewer(), &account).await?;
    let between = match &visit.caller {
        Some(caller) if caller.account_id != account.id => web
            .social
            .relations(caller, &[account.id])
            .await?
            .into_iter()
            .next(),
        _ => None,
    };
    let filter = PostFilter {
        exclude_replies: tab == Tab::Posts,
        exclude_boosts: tab == Tab::Media,
        only_media: tab == Tab::Media,
        ..PostFilter::default()
    };
    let posts = part(page, |page| {
        web.social
            .account_posts(visit.viewer(), account.id, filter.clone(), page)
    })
    .await?;
    let pinned = if tab == Tab::Posts && is_first(&page) {
        let filter = PostFilter {
            pinned: true,
            ..PostFilter::default()
        };
        web.social
            .account_posts(visit.viewer(), account.id, filter, Page::first(5))
            .await?
            .items
    } else {
        Vec::new()
    };
    let moved_to = match account.moved_to {
        Some(target) => web.social.accounts(visit.viewer(), &[target]).await?.pop(),
        None => None,
    };
    let profile = Profile {
        account: &account,
        moved_to: moved_to.as_ref(),
        between: between.as_ref(),
        pinned: &pinned,
        posts: &posts,
        tab,
    };
    Ok(visit.open_page(view(&visit.frame, &profile)))
}
