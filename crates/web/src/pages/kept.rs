//! Posts one has kept: bookmarks and likes. Only for oneself.

use axum::extract::State;
use axum::response::Response;
use edge::pagination::Paging;
use maud::{Markup, html};
use social::{PostView, Slice};

use super::{part, posts_of};
use crate::partials::feed::{Nothing, feed};
use crate::partials::{Frame, Place, Width};
use crate::refusal::Refusal;
use crate::state::Web;
use crate::visit::{Member, private};

/// Posts with a bookmark.
pub fn bookmarks(frame: &Frame, posts: &Slice<PostView>) -> Markup {
    let nothing = Nothing {
        symbol: "bookmark",
        title: "Nothing kept yet",
        words: "Press the bookmark of a post to find it here again. Nobody is told.",
        way: None,
    };
    let main = html! { header.head { div { h1 { "Bookmarks" } p { "Only you see them" } } } (feed(frame, posts, None, nothing)) };
    frame.page(Place::Bookmarks, "Bookmarks", Width::Column, &main)
}

/// Posts one has liked.
pub fn likes(frame: &Frame, posts: &Slice<PostView>) -> Markup {
    let nothing = Nothing {
        symbol: "like",
        title: "No likes yet",
        words: "Posts you like are listed here.",
        way: None,
    };
    let main = html! { header.head { h1 { "Likes" } } (feed(frame, posts, None, nothing)) };
    frame.page(Place::Favourites, "Likes", Width::Column, &main)
}

/// GET /bookmarks — posts I kept.
pub(crate) async fn get_bookmarks(
    State(web): State<Web>,
    member: Member,
    paging: Paging,
) -> Result<Response, Refusal> {
    let posts = part(posts_of(&paging), |page| {
        web.social.bookmarks(&member.caller, None, page)
    })
    .await?;
    Ok(private(bookmarks(&member.visit.frame, &posts)))
}

/// GET /favourites — posts I liked.
pub(crate) async fn get_likes(
    State(web): State<Web>,
    member: Member,
    paging: Paging,
) -> Result<Response, Refusal> {
    let posts = part(posts_of(&paging), |page| {
        web.social.likes(&member.caller, page)
    })
    .await?;
    Ok(private(likes(&member.visit.frame, &posts)))
}
