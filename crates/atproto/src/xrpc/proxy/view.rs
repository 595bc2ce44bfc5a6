//! Posts and profiles of the caller as apps see them, made of records (`app.bsky.feed.defs#postView`,
//! `app.bsky.actor.defs#profileViewBasic`).

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::unseen::{Own, Unseen};
use crate::auth::{AtCaller, datetime};
use crate::xrpc::with;

/// What is needed to show what the caller wrote.
#[derive(Debug)]
pub(super) struct Shower {
    author: Value,
    did: String,
    /// Where files of the caller are: this server.
    endpoint: String,
    /// Posts that the caller quotes, as the service shows them, by their addresses.
    quoted: BTreeMap<String, Value>,
}

impl Shower {
    pub(super) fn new(caller: &AtCaller, unseen: &Unseen, endpoint: &str) -> Self {
        let mut shower = Self {
            author: json!({ "did": caller.did, "handle": caller.handle }),
            did: caller.did.to_string(),
            endpoint: endpoint.to_owned(),
            quoted: BTreeMap::new(),
        };
        if let Some(face) = &unseen.face {
            let mut author = shower.author.take();
            shower.change_basic(&mut author, &face.value);
            shower.author = author;
        }
        shower
    }

    /// Notes how posts look that are quoted (`app.bsky.feed.getPosts`).
    pub(super) fn learn(&mut self, answer: &Value) {
        let posts = answer.get("posts").and_then(Value::as_array);
        for post in posts.into_iter().flatten() {
            if let Some(uri) = text(post, "uri") {
                self.quoted.insert(uri.to_owned(), post.clone());
            }
        }
    }

    /// A post as a view. Nobody has liked it yet, as far as anybody knows.
    pub(super) fn post(&self, own: &Own) -> Value {
        let view = json!({
            "uri": own.uri,
            "cid": own.cid,
            "author": self.author,
            "record": own.value,
            "likeCount": 0,
            "replyCount": 0,
            "repostCount": 0,
            "quoteCount": 0,
            "indexedAt": datetime(own.at),
        });
        let embed = own.value.get("embed");
        with(view, "embed", embed.and_then(|embed| self.embed(embed)))
    }

    /// Puts the newer profile into a view of the caller that has a name and a picture.
    pub(super) fn change_basic(&self, view: &mut Value, profile: &Value) {
        put(view, "displayName", profile.get("displayName").cloned());
        put(view, "avatar", self.file(profile.get("avatar")));
    }

    /// The same of one that has all of it.
    pub(super) fn change_detailed(&self, view: &mut Value, profile: &Value) {
        self.change_basic(view, profile);
        put(view, "description", profile.get("description").cloned());
        put(view, "banner", self.file(profile.get("banner")));
    }

    /// Where a file of the caller is that a record names.
    fn file(&self, blob: Option<&Value>) -> Option<Value> {
        let cid = text(blob?.get("ref")?, "$link")?;
        let (did, endpoint) = (&self.did, &self.endpoint);
        let url = format!("{endpoint}/xrpc/com.atproto.sync.getBlob?did={did}&cid={cid}");
        Some(url.into())
    }

    /// What is shown with a post. `None` for what only the service can show.
    fn embed(&self, embed: &Value) -> Option<Value> {
        match text(embed, "$type")? {
            "app.bsky.embed.images" => self.images(embed),
            "app.bsky.embed.external" => self.external(embed),
            "app.bsky.embed.record" => Some(self.quote(embed)),
            "app.bsky.embed.recordWithMedia" => {
                let media = embed.get("media")?;
                let media = match text(media, "$type")? {
                    "app.bsky.embed.images" => self.images(media)?,
                    "app.bsky.embed.external" => self.external(media)?,
                    _ => return None,
                };
                let record = self.quote(embed.get("record")?);
                let kind = "app.bsky.embed.recordWithMedia#view";
                Some(json!({ "$type": kind, "media": media, "record": record }))
            }
            _ => None,
        }
    }

    fn images(&self, embed: &Value) -> Option<Value> {
        let images = embed.get("images")?.as_array()?.iter();
        let images: Option<Vec<Value>> = images
            .map(|image| {
                let url = self.file(image.get("image"))?;
                let alt = text(image, "alt").unwrap_or_default();
                let view = json!({ "thumb": url, "fullsize": url, "alt": alt });
                Some(with(view, "aspectRatio", image.get("aspectRatio").cloned()))
            })
            .collect();
        Some(json!({ "$type": "app.bsky.embed.images#view", "images": images? }))
    }

    fn external(&self, embed: &Value) -> Option<Value> {
        let external = embed.get("external")?;
        let view = json!({
            "uri": text(external, "uri")?,
            "title": text(external, "title").unwrap_or_default(),
            "description": text(external, "description").unwrap_or_default(),
        });
        let view = with(view, "thumb", self.file(external.get("thumb")));
        Some(json!({ "$type": "app.bsky.embed.external#view", "external": view }))
    }

    /// `app.bsky.embed.record#view`. What could not be looked up is said not to be found, until the service shows it.
    fn quote(&self, embed: &Value) -> Value {
        let uri = quoted_uri(embed).unwrap_or_default();
        let record = match self.quoted.get(uri) {
            None => json!({
                "$type": "app.bsky.embed.record#viewNotFound",
                "uri": uri,
                "notFound": true,
            }),
            Some(post) => quoted(post),
        };
        json!({ "$type": "app.bsky.embed.record#view", "record": record })
    }
}

/// `app.bsky.embed.record#viewRecord` of a post.
fn quoted(post: &Value) -> Value {
    let mut view = Map::new();
    view.insert("$type".into(), "app.bsky.embed.record#viewRecord".into());
    for (name, from) in [
        ("uri", "uri"),
        ("cid", "cid"),
        ("author", "author"),
        ("value", "record"),
        ("labels", "labels"),
        ("indexedAt", "indexedAt"),
    ] {
        if let Some(value) = post.get(from) {
            view.insert(name.into(), value.clone());
        }
    }
    if let Some(embed) = post.get("embed") {
        view.insert("embeds".into(), json!([embed]));
    }
    view.into()
}

/// The address that a post quotes, in an embed of the kind `app.bsky.embed.record`.
fn quoted_uri(embed: &Value) -> Option<&str> {
    text(embed.get("record")?, "uri")
}

/// The posts that some posts quote.
pub(super) fn quotes(posts: &[Own]) -> Vec<String> {
    let wanted = posts.iter().filter_map(|own| {
        let embed = own.value.get("embed")?;
        let embed = match text(embed, "$type")? {
            "app.bsky.embed.record" => embed,
            "app.bsky.embed.recordWithMedia" => embed.get("record")?,
            _ => return None,
        };
        let uri = quoted_uri(embed)?;
        uri.contains(super::unseen::POST).then(|| uri.to_owned())
    });
    let mut wanted: Vec<String> = wanted.collect();
    wanted.sort();
    wanted.dedup();
    wanted
}

/// A text of a JSON object.
pub(super) fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}

/// Sets a field, or takes it away.
fn put(view: &mut Value, name: &str, value: Option<Value>) {
    let Some(fields) = view.as_object_mut() else {
        return;
    };
    match value {
        Some(value) => fields.insert(name.to_owned(), value),
        None => fields.remove(name),
    };
}
