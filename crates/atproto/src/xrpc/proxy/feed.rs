//! The caller's newest posts in lists of posts, and their newer profile wherever it is shown.

use model::Time;
use serde_json::{Value, json};

use super::unseen::{Own, Unseen};
use super::view::{Shower, text};

/// Puts posts into a list that is sorted by time, the newest first. What is older than its end belongs to another page.
pub(super) fn insert(feed: &mut Vec<Value>, posts: &[&Own], shower: &Shower) {
    let end = feed.last().and_then(at);
    for own in posts {
        let is_there = feed.iter().any(|item| {
            let is_repost = item.get("reason").is_some();
            let uri = item.get("post").and_then(|post| text(post, "uri"));
            !is_repost && uri == Some(&own.uri)
        });
        if is_there || end.is_some_and(|end| own.at <= end) {
            continue;
        }
        let place = feed.iter().position(|item| at(item) < Some(own.at));
        let place = place.unwrap_or(feed.len());
        feed.insert(place, json!({ "post": shower.post(own) }));
    }
}

/// When the post of an item came to the service.
fn at(item: &Value) -> Option<Time> {
    Time::parse(text(item.get("post")?, "indexedAt")?)
}

/// The posts that belong to a list of this kind (`app.bsky.feed.getAuthorFeed`, `filter`).
pub(super) fn fitting<'a>(unseen: &'a Unseen, filter: Option<&str>) -> Vec<&'a Own> {
    let fits = |own: &&Own| {
        let is_reply = own.value.get("reply").is_some();
        let embed = own.value.get("embed");
        let media = embed.map(|embed| embed.get("media").unwrap_or(embed));
        let kind = media.and_then(|media| text(media, "$type"));
        match filter {
            None | Some("posts_with_replies") => true,
            // Which answers are threads of one's own is for the service to say.
            Some("posts_no_replies" | "posts_and_author_threads") => !is_reply,
            // Videos are shown by the service once they are ready.
            Some("posts_with_media") => kind == Some("app.bsky.embed.images"),
            Some(_) => false,
        }
    };
    unseen.posts.iter().filter(fits).collect()
}

/// Whether a list is of what the caller wrote, as far as its first item says.
pub(super) fn is_own(feed: &[Value], did: &str) -> bool {
    let Some(first) = feed.first() else {
        return false;
    };
    let who = |by: Option<&Value>| by.and_then(|by| text(by, "did")) == Some(did);
    match first.get("reason") {
        None => who(first.get("post").and_then(|post| post.get("author"))),
        Some(reason) => {
            let is_repost = text(reason, "$type") == Some("app.bsky.feed.defs#reasonRepost");
            is_repost && who(reason.get("by"))
        }
    }
}

/// Puts the newer profile of the caller into every post of theirs.
pub(super) fn change_author(feed: &mut [Value], did: &str, profile: &Own, shower: &Shower) {
    for item in feed {
        let author = item
            .get_mut("post")
            .and_then(|post| post.get_mut("author"))
            .filter(|author| text(author, "did") == Some(did));
        if let Some(author) = author {
            shower.change_basic(author, &profile.value);
        }
    }
}
