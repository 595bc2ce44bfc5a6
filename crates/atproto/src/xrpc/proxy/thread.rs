//! The caller's newest posts in threads (`app.bsky.feed.getPostThread`).

use serde_json::{Value, json};

use super::unseen::Own;
use super::view::{Shower, text};

/// A post that can be seen, with what is around it.
const THREAD: &str = "app.bsky.feed.defs#threadViewPost";

/// A thread of nothing but one post.
pub(super) fn alone(own: &Own, shower: &Shower) -> Value {
    json!({ "$type": THREAD, "post": shower.post(own), "replies": [] })
}

/// Hangs posts of the same conversation below the posts that they answer. `true` when there was one.
pub(super) fn add(thread: &mut Value, posts: &[Own], shower: &Shower) -> bool {
    if text(thread, "$type") != Some(THREAD) {
        return false;
    }
    let Some(root) = root_of(thread) else {
        return false;
    };
    let mut has_added = false;
    for own in posts {
        let reply = own.value.get("reply");
        let is_here = reply.and_then(|reply| uri_of(reply, "root")) == Some(&root);
        let parent = reply.and_then(|reply| uri_of(reply, "parent"));
        if let (true, Some(parent)) = (is_here, parent) {
            has_added |= hang(thread, parent, own, shower);
        }
    }
    has_added
}

/// With which post the conversation began that a thread is of.
fn root_of(thread: &Value) -> Option<String> {
    let post = thread.get("post")?;
    let reply = post.get("record").and_then(|record| record.get("reply"));
    let root = reply.and_then(|reply| uri_of(reply, "root"));
    Some(root.or_else(|| text(post, "uri"))?.to_owned())
}

/// Which post a reply names.
pub(super) fn uri_of<'a>(reply: &'a Value, which: &str) -> Option<&'a str> {
    text(reply.get(which)?, "uri")
}

/// Looks for a post below this one. What was read from JSON is never deep enough to be a danger here.
fn hang(thread: &mut Value, parent: &str, own: &Own, shower: &Shower) -> bool {
    let uri = thread.get("post").and_then(|post| text(post, "uri"));
    let is_it = uri == Some(parent);
    let Some(fields) = thread.as_object_mut() else {
        return false;
    };
    if !is_it {
        let replies = fields.get_mut("replies").and_then(Value::as_array_mut);
        let mut replies = replies.into_iter().flatten();
        return replies.any(|reply| hang(reply, parent, own, shower));
    }
    let replies = fields.entry("replies").or_insert_with(|| json!([]));
    let Some(replies) = replies.as_array_mut() else {
        return false;
    };
    let is_there = |reply: &Value| {
        let post = reply.get("post");
        post.and_then(|post| text(post, "uri")) == Some(&own.uri)
    };
    if replies.iter().any(is_there) {
        return false;
    }
    replies.insert(0, alone(own, shower));
    true
}
