//! JSON Feed (<https://www.jsonfeed.org/version/1.1/>).

use model::Time;
use serde::Serialize;

use super::{Author, Entry, Feed, described, files, stamp, title};

#[derive(Serialize)]
struct Written<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    feed_url: &'a str,
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<WrittenAuthor<'a>>,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct WrittenAuthor<'a> {
    name: &'a str,
    url: &'a str,
    avatar: &'a str,
}

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    url: &'a str,
    title: String,
    content_html: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    authors: Vec<WrittenAuthor<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    tags: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment<'a>>,
}

#[derive(Serialize)]
struct Attachment<'a> {
    url: String,
    mime_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_in_seconds: Option<f64>,
}

/// The feed as JSON.
pub(super) fn write(feed: &Feed) -> String {
    let written = Written {
        version: "https://jsonfeed.org/version/1.1",
        title: &feed.title,
        home_page_url: &feed.home,
        feed_url: &feed.own,
        description: &feed.about,
        icon: feed.picture.as_deref(),
        authors: feed.author.iter().map(author).collect(),
        items: feed.posts.iter().map(item).collect(),
    };
    serde_json::to_string(&written).unwrap_or_default()
}

fn author(author: &Author) -> WrittenAuthor<'_> {
    WrittenAuthor {
        name: &author.name,
        url: &author.page,
        avatar: &author.picture,
    }
}

fn item(entry: &Entry) -> Item<'_> {
    let post = &entry.post;
    let attachments = files(post).map(|(url, mime_type, file)| Attachment {
        url,
        mime_type,
        title: file.alt.as_deref(),
        duration_in_seconds: file.duration,
    });
    Item {
        id: &post.uri,
        url: &entry.page,
        title: title(post),
        content_html: described(post),
        date_published: date(post.created_at),
        date_modified: post.edited_at.and_then(date),
        authors: vec![author(&entry.author)],
        tags: &post.tags,
        language: post.language.as_deref(),
        attachments: attachments.collect(),
    }
}

/// RFC 3339.
fn date(time: Time) -> Option<String> {
    stamp(time).map(|stamp| stamp.to_string())
}
