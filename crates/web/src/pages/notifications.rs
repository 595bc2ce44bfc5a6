//! What one is told of.

use axum::extract::{Query, State};
use axum::response::Response;
use edge::pagination::Paging;
use maud::{Markup, html};
use model::Id;
use model::sanitize::plain_text;
use serde::Deserialize;
use social::notification::NotificationFilter;
use social::{NotificationKind, NotificationView, PostView, Slice};

use super::{is_first, part, posts_of};
use crate::partials::feed::{Nothing, empty, older};
use crate::partials::post::{Stands, post};
use crate::partials::{Frame, Place, Width, name, time};
use crate::refusal::Refusal;
use crate::state::Web;
use crate::visit::{Member, private};

/// The timeline word of the reading position, shared with apps.
const MARKER: &str = "notifications";

/// Which notifications are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// All of them.
    All,
    /// Only mentions.
    Mentions,
}

/// The page. What is newer than `read` is marked.
pub fn view(
    frame: &Frame,
    told: &Slice<NotificationView>,
    read: Option<Id>,
    tab: Tab,
    is_newest: bool,
) -> Markup {
    let link = |href: &str, label: &str, here: Tab| html! { li { a href=(href) aria-current=[(tab == here).then_some("page")] { (label) } } };
    let nothing = Nothing {
        symbol: "bell",
        title: "All quiet",
        words: "When somebody mentions you, follows you or likes what you wrote, you read it here.",
        way: None,
    };
    let main = html! {
        header.head { h1 { "Notifications" } }
        nav aria-label="Kinds" { ul.tabs { (link("/notifications", "All", Tab::All)) (link("/notifications?only=mentions", "Mentions", Tab::Mentions)) } }
        @if is_newest {
            button.btn.new-posts type="button" hidden data-new-posts {}
            div hidden data-live="notifications" {}
        }
        div.card.feed data-feed {
            @for one in &told.items { (notification(frame, one, read.is_none_or(|read| one.id > read))) }
            @if told.items.is_empty() { (empty(nothing)) }
        }
        (older(frame, told))
    };
    frame.page(Place::Notifications, "Notifications", Width::Column, &main)
}

/// One notification.
pub fn notification(frame: &Frame, told: &NotificationView, is_new: bool) -> Markup {
    let is_said = matches!(
        told.kind,
        NotificationKind::Mention | NotificationKind::Posted
    );
    if let (true, Some(said)) = (is_said, &told.post) {
        return html! { div.unread[is_new] id={ "n-" (told.id) } { (post(frame, said, Stands::InFeed)) } };
    }
    let (symbol, words) = what(told.kind);
    html! {
        article.told.unread[is_new] id={ "n-" (told.id) } {
            svg.i.like[told.kind == NotificationKind::Like] aria-hidden="true" { use href={ (crate::assets::icons_path()) "#" (symbol) } {} }
            div.row.flat {
                a href=(told.account.path()) tabindex="-1" aria-hidden="true" { (name::small_face(&told.account)) }
                p { (name::link(&told.account)) " " (words) }
                span.when { (time::ago(frame.now, told.created_at)) }
            }
            @if let Some(about) = &told.post { (quote(about)) }
            @if let Some(strike) = told.about.as_ref().and_then(|about| about.strike.as_ref()) { p dir="auto" { (strike.text) } }
            @if told.kind == NotificationKind::FollowRequest { p { a.btn href="/requests" { "Answer" } } }
        }
    }
}

fn quote(about: &PostView) -> Markup {
    let content = about.content();
    let words = if content.warning.is_empty() {
        plain_text(&content.html)
    } else {
        content.warning.clone()
    };
    html! { a.quote href=(content.path()) dir="auto" { (words.chars().take(280).collect::<String>()) } }
}

const fn what(kind: NotificationKind) -> (&'static str, &'static str) {
    match kind {
        NotificationKind::Mention => ("at", "mentioned you"),
        NotificationKind::Posted => ("pen", "posted"),
        NotificationKind::Boost => ("boost", "boosted what you wrote"),
        NotificationKind::Like => ("like", "likes what you wrote"),
        NotificationKind::Follow => ("person", "follows you now"),
        NotificationKind::FollowRequest => ("person", "would like to follow you"),
        NotificationKind::Edited => ("pen", "edited a post"),
        NotificationKind::SignUp => ("people", "signed up"),
        NotificationKind::Report => ("shield", "reported an account"),
        NotificationKind::Warning => ("shield", "has a message about your account"),
        NotificationKind::PollEnded => ("pen", "asked, and the poll has ended"),
        NotificationKind::Quote => ("pen", "quoted what you wrote"),
        NotificationKind::QuotedEdited => ("pen", "edited a post that you quoted"),
        NotificationKind::Reaction => ("like", "reacted to what you wrote"),
    }
}

/// Which of them.
#[derive(Debug, Deserialize)]
pub(crate) struct Only {
    #[serde(default)]
    only: String,
}

/// GET /notifications — what I am told of; reading it moves the marker that apps share.
pub(crate) async fn get(
    State(web): State<Web>,
    member: Member,
    Query(only): Query<Only>,
    paging: Paging,
) -> Result<Response, Refusal> {
    let tab = if only.only == "mentions" {
        Tab::Mentions
    } else {
        Tab::All
    };
    let kinds = if tab == Tab::Mentions {
        vec![NotificationKind::Mention]
    } else {
        Vec::new()
    };
    let page = posts_of(&paging);
    let filter = NotificationFilter {
        kinds,
        // There is no page for requests yet, and what is held back must not be lost to those who only use pages.
        with_filtered: true,
        ..NotificationFilter::default()
    };
    let told = part(page, |page| {
        web.social
            .notifications(&member.caller, filter.clone(), page)
    })
    .await?;
    let read = web
        .social
        .markers(&member.caller, &[MARKER])
        .await?
        .first()
        .map(|marker| marker.last_read_id);
    let is_newest = is_first(&page);
    if let (true, Tab::All, Some(newest)) = (is_newest, tab, told.newest)
        && read.is_none_or(|read| newest > read)
    {
        // Another device may move the marker at the same moment; either of them is right.
        let _ = web.social.set_marker(&member.caller, MARKER, newest).await;
    }
    let mut frame = member.visit.frame;
    if let (true, Tab::All, Some(me)) = (is_newest, tab, frame.me.as_mut()) {
        me.unread = 0;
    }
    Ok(private(view(&frame, &told, read, tab, is_newest)))
}
