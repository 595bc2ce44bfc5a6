//! Feeds that anybody may read: this community, everywhere, a tag.

use axum::extract::{Path, State};
use axum::response::Response;
use edge::pagination::Paging;
use http::HeaderMap;
use maud::{Markup, html};
use social::timeline::{Only, PublicFilter, TagFilter};
use social::{PostView, Slice};

use super::syndication::{self, Format};
use super::{is_first, part, posts_of};
use crate::partials::feed::{Nothing, feed};
use crate::partials::prose::percent;
use crate::partials::{Frame, Place, Width};
use crate::refusal::Refusal;
use crate::state::Web;
use crate::visit::Visit;

const QUIET: Nothing<'static> = Nothing {
    symbol: "moot",
    title: "It is quiet here",
    words: "Nothing has been said to everyone yet.",
    way: None,
};

/// The posts of this community.
pub fn local(frame: &Frame, posts: &Slice<PostView>, is_newest: bool) -> Markup {
    let main = html! {
        header.head { div { h1 { "Community" } p { "What members of " bdi { (frame.community) } " say to everyone" } } }
        (tabs("/local"))
        (feed(frame, posts, is_newest.then_some("local"), QUIET))
    };
    frame.page(Place::Local, "Community", Width::Column, &main)
}

/// The posts of everyone this community knows.
pub fn everywhere(frame: &Frame, posts: &Slice<PostView>, is_newest: bool) -> Markup {
    let main = html! {
        header.head { div { h1 { "Everywhere" } p { "What everyone known to this community says" } } }
        (tabs("/federated"))
        (feed(frame, posts, is_newest.then_some("public"), QUIET))
    };
    frame.page(Place::Everywhere, "Everywhere", Width::Column, &main)
}

fn tabs(here: &str) -> Markup {
    let tab = |href: &str, label: &str| html! { li { a href=(href) aria-current=[(here == href).then_some("page")] { (label) } } };
    html! { nav aria-label="Feeds" { ul.tabs { (tab("/local", "Community")) (tab("/federated", "Everywhere")) } } }
}

/// The posts with a tag.
pub fn tag(frame: &Frame, tag: &str, posts: &Slice<PostView>) -> Markup {
    let nothing = Nothing {
        symbol: "search",
        title: "No posts with this tag",
        words: "Write the first one, or try another word.",
        way: None,
    };
    let main = html! {
        header.head { h1 dir="auto" { "#" (tag) } }
        (feed(frame, posts, None, nothing))
    };
    let title = format!("#{tag}");
    let head = syndication::links(&format!("/tags/{}", percent(tag)), &title);
    frame.page_with(Place::Elsewhere, &title, Width::Column, &head, &main)
}

/// GET /local — the posts of this community.
pub(crate) async fn get_local(
    State(web): State<Web>,
    visit: Visit,
    paging: Paging,
) -> Result<Response, Refusal> {
    let page = posts_of(&paging);
    let filter = PublicFilter {
        only: Some(Only::Local),
        ..PublicFilter::default()
    };
    let posts = part(page, |page| {
        web.social.public_timeline(visit.viewer(), filter, page)
    })
    .await?;
    Ok(visit.open_page(local(&visit.frame, &posts, is_first(&page))))
}

/// GET /federated — the posts of everyone known here.
pub(crate) async fn get_everywhere(
    State(web): State<Web>,
    visit: Visit,
    paging: Paging,
) -> Result<Response, Refusal> {
    let page = posts_of(&paging);
    let posts = part(page, |page| {
        web.social
            .public_timeline(visit.viewer(), PublicFilter::default(), page)
    })
    .await?;
    Ok(visit.open_page(everywhere(&visit.frame, &posts, is_first(&page))))
}

/// GET /tags/{tag} — the posts with a tag.
pub(crate) async fn get_tag(
    State(web): State<Web>,
    visit: Visit,
    Path(word): Path<String>,
    headers: HeaderMap,
    paging: Paging,
) -> Result<Response, Refusal> {
    if word.chars().count() > 100 {
        return Err(Refusal::not_found());
    }
    if let Some((tag, format)) = Format::split(&word) {
        return syndication::of_tag(&web, tag, format, &headers).await;
    }
    let folded = model::text::fold_tag(&word);
    let posts = part(posts_of(&paging), |page| {
        web.social
            .tag_timeline(visit.viewer(), &folded, TagFilter::default(), page)
    })
    .await?;
    Ok(visit.open_page(tag(&visit.frame, &folded, &posts)))
}
