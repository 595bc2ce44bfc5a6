//! A post with its thread: what it answers above, what answers it below, and the box to answer it oneself.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use edge::negotiate::{Wants, wants};
use http::HeaderMap;
use maud::{Markup, html};
use model::sanitize::{plain_text, web_url};
use model::{Audience, Media, MediaKind, PostId};
use serde::Deserialize;
use social::PostView;
use social::post::{Again, Thread, ThreadLook};

use crate::partials::composer::{Start, composer};
use crate::partials::post::{Stands, post};
use crate::partials::prose::percent;
use crate::partials::{Frame, Place, Width, icon, name};
use crate::refusal::Refusal;
use crate::sent::see_other;
use crate::state::Web;
use crate::visit::Visit;

/// The page. `start` fills the box to answer.
pub fn view(
    frame: &Frame,
    shown: &PostView,
    thread: &Thread,
    look: Option<&ThreadLook>,
    start: &Start<'_>,
) -> Markup {
    let content = shown.content();
    let main = html! {
        header.head { a.act href=(back(frame, thread)) title="Back" data-back { (icon::icon("back")) span.sr { "Back" } } h1 { "Thread" } }
        @if frame.me.is_some() && content.audience.is_open() { div hidden data-thread=(content.id) {} }
        div data-part="gap" {
            @if content.reply_to.is_some() && thread.ancestors.is_empty() {
                p.note.gap-below { "What this answers is not here: it was deleted, is not for you, or could not be fetched." }
            }
        }
        div.card.feed.thread {
            @for above in &thread.ancestors { (post(frame, above, Stands::Above)) }
            (post(frame, shown, Stands::Main))
        }
        div.gap-below {}
        @if frame.me.is_some() { (composer(frame, start)) }
        @else { p.card.pad.gap-below { a.btn href={ "/login?next=" (percent(&frame.path)) } { "Log in to answer" } } }
        div data-part="below" { (answers(frame, content, thread)) }
        div data-part="look" { (looked(content, look)) }
    };
    frame.page_with(
        Place::Elsewhere,
        &title(content),
        Width::Column,
        &shared(frame, content),
        &main,
    )
}

fn answers(frame: &Frame, content: &PostView, thread: &Thread) -> Markup {
    let depths = depths(content.id, &thread.descendants);
    html! {
        @if !thread.descendants.is_empty() {
            section aria-labelledby="answers" {
                h2.sr #answers { "Answers" }
                div.card.feed.thread {
                    @for (answer, depth) in thread.descendants.iter().zip(depths) { (post(frame, answer, Stands::Below(depth))) }
                }
            }
        }
    }
}

/// How the search for the rest of the thread stands, and the way to have it looked for again.
fn looked(content: &PostView, look: Option<&ThreadLook>) -> Markup {
    let Some(look) = look else { return html! {} };
    let again = html! { a href={ (content.path()) "?look=again" } rel="nofollow" { "Look again" } };
    html! {
        p.soft.small.gap-above role="status" {
            @if look.is_running { "More of this thread is being looked for on other servers. " (again) }
            @else if look.missing == 1 { "1 post of this thread could not be had from its server. " (again) }
            @else if look.missing > 1 { (look.missing) " posts of this thread could not be had from their servers. " (again) }
            @else { "What other servers have of this thread was looked for. " (again) }
        }
    }
}

/// How deep each answer hangs below the post, in the order given; at most 4.
fn depths(root: PostId, descendants: &[PostView]) -> Vec<u8> {
    let mut depth_of: HashMap<PostId, u8> = HashMap::from([(root, 0)]);
    let mut out = Vec::with_capacity(descendants.len());
    for answer in descendants {
        let above = answer
            .reply_to
            .and_then(|parent| depth_of.get(&parent).copied())
            .unwrap_or(0);
        out.push(above.min(4));
        depth_of.insert(answer.id, above.saturating_add(1).min(4));
    }
    out
}

/// Where "back" leads without a script: to what the thread is part of.
fn back(frame: &Frame, thread: &Thread) -> String {
    match thread.ancestors.last() {
        Some(above) => above.path(),
        None if frame.me.is_some() => "/home".to_owned(),
        None => "/local".to_owned(),
    }
}

/// The first words of a post, for the tab of the browser.
fn title(content: &PostView) -> String {
    let words = if content.warning.is_empty() {
        plain_text(&content.html)
    } else {
        content.warning.clone()
    };
    let short: String = words.chars().take(60).collect();
    format!(
        "{}: {}",
        name::shown(&content.account),
        short.replace('\n', " ")
    )
}

/// What others show when the page is shared: nothing behind a warning, nothing that is not for everyone.
fn shared(frame: &Frame, content: &PostView) -> Markup {
    let is_open = content.audience.is_open();
    let words = if content.warning.is_empty() {
        plain_text(&content.html)
    } else {
        content.warning.clone()
    };
    let words: String = words.chars().take(300).collect();
    html! {
        @if is_open {
            meta property="og:title" content={ (name::shown(&content.account)) " (@" (content.account.acct()) ")" };
            meta property="og:description" content=(words);
            meta property="og:type" content="article";
            meta property="og:site_name" content=(frame.community);
            meta property="og:url" content=(content.page_url);
            meta property="article:published_time" content=(content.created_at);
            @match picture(content) {
                Some(file) => {
                    meta property="og:image" content=(file.url);
                    @if let Some(alt) = &file.alt { meta property="og:image:alt" content=(alt); }
                    meta name="twitter:card" content="summary_large_image";
                }
                None => { meta property="og:image" content=(content.account.avatar_url); meta name="twitter:card" content="summary"; }
            }
        }
        @if is_open && content.is_local {
            link rel="alternate" type="application/json+oembed" href={ "/api/oembed?url=" (percent(&content.page_url)) };
        }
        @if let Some(address) = web_url(&content.page_url) { link rel="canonical" href=(address); }
        @if content.audience != Audience::Public || !content.is_local || !content.account.is_indexable { meta name="robots" content="noindex"; }
    }
}

/// The picture that may stand for a post elsewhere: none that is hidden at first.
fn picture(content: &PostView) -> Option<&Media> {
    let is_shown = !content.is_sensitive && content.warning.is_empty();
    let mut pictures = content.media.iter().filter(|_| is_shown);
    pictures.find(|file| file.kind == MediaKind::Image && web_url(&file.url).is_some())
}

/// The names that an answer begins with: the author and everybody they named, but not oneself.
pub(crate) fn mentions_of(frame: &Frame, content: &PostView) -> String {
    let me = frame.me.as_ref().map(|me| me.account.acct());
    let author = content.account.acct();
    let mut out = String::new();
    let named = content.mentions.iter().map(|mention| mention.acct.clone());
    let mut seen: Vec<String> = me.into_iter().collect();
    for acct in std::iter::once(author).chain(named) {
        if !seen.contains(&acct) {
            out.push('@');
            out.push_str(&acct);
            out.push(' ');
            seen.push(acct);
        }
    }
    out
}

/// What is asked of the page.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    /// Anything: have the rest of the thread looked for again.
    look: Option<String>,
}

/// GET /@{acct}/{id} — a post; another server is sent to the post's own address.
pub(crate) async fn get(
    State(web): State<Web>,
    visit: Visit,
    Path((acct, id)): Path<(String, PostId)>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let shown = web.social.post(visit.viewer(), id).await?;
    if wants(&headers) == Wants::Activity && shown.is_local {
        return Ok(see_other(&shown.uri));
    }
    let content = shown.content();
    if content.id != shown.id || content.account.acct() != acct {
        return Ok(see_other(&content.path()));
    }
    let thread = web.social.thread(visit.viewer(), content.id).await?;
    let again = if asked.look.is_some() {
        Again::Yes
    } else {
        Again::No
    };
    let look = web
        .social
        .look_for_thread(visit.viewer(), &thread, again)
        .await?;
    let default = visit
        .frame
        .me
        .as_ref()
        .map_or(Audience::Public, |me| me.settings.default_audience);
    let start = Start {
        reply_to: Some(content),
        text: mentions_of(&visit.frame, content),
        warning: content.warning.clone(),
        audience: Some(offered(default.narrower(content.audience))),
        language: content.language.clone(),
        key: crypto::random_token(),
        ..Start::default()
    };
    let page = view(&visit.frame, content, &thread, look.as_ref(), &start);
    Ok(visit.open_page(page))
}

/// The audience that the composer can offer: an answer to a circle names people.
pub(crate) const fn offered(audience: Audience) -> Audience {
    match audience {
        Audience::Circle => Audience::Mentioned,
        other => other,
    }
}
