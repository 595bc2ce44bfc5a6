//! Posts, written.

use serde_json::{Map, Value, json};

use super::{Object, emoji};
use crate::media_type::ACTIVITY_JSON;
use crate::object::{
    Attachment, Caption, InteractionRules, Note, NoteKind, Poll, Tags, is_playlist,
};
use crate::value::Link;

impl Note {
    /// A post with nothing but what every post must have.
    pub fn new(kind: NoteKind, id: &str, author: &str) -> Self {
        Self {
            id: id.to_owned(),
            kind,
            attributed_to: vec![author.to_owned()],
            content: None,
            content_type: "text/html".to_owned(),
            summary: None,
            name: None,
            language: None,
            in_reply_to: None,
            context: None,
            replies: None,
            published: None,
            updated: None,
            url: None,
            to: Vec::new(),
            cc: Vec::new(),
            audience: Vec::new(),
            tags: Tags::default(),
            attachments: Vec::new(),
            media: Vec::new(),
            duration: None,
            captions: Vec::new(),
            blurhash: None,
            preview_image: None,
            sensitive: false,
            quotes: Vec::new(),
            quote_authorization: None,
            reply_authorization: None,
            rules: InteractionRules::default(),
            source: None,
            poll: None,
            event: None,
            other_kind: None,
        }
    }

    /// Writes the post, without `@context`.
    ///
    /// Our own posts keep their playable files in `attachments`, so `media` is not written.
    pub fn to_value(&self) -> Value {
        let attachments: Vec<Value> = self.attachments.iter().map(attachment).collect();
        let html = self.content_type != "text/html";
        let object = Object::new(self.kind.as_str())
            .with("id", self.id.as_str())
            .with("attributedTo", self.author())
            .with_some("summary", self.summary.as_deref())
            .with_some("name", self.name.as_deref())
            .with_some("mediaType", html.then_some(self.content_type.as_str()))
            .with_some("inReplyTo", self.in_reply_to.as_deref())
            .with_some("replyAuthorization", self.reply_authorization.as_deref())
            .with_some("approvedBy", self.reply_authorization.as_deref())
            .with_some("context", self.context.as_deref())
            .with_some("replies", self.replies.as_deref())
            .with_date("published", self.published)
            .with_date("updated", self.updated)
            .with_some("url", self.url.as_deref())
            .with("to", self.to.clone())
            .with("cc", self.cc.clone())
            .with_audience(&self.audience)
            .with("sensitive", self.sensitive)
            .with_some("image", self.preview_image.as_ref().map(picture))
            .with("attachment", attachments)
            .with("tag", tags(&self.tags))
            .with_some("interactionPolicy", self.rules.to_value());
        self.quotes(self.poll(self.texts(object))).build()
    }

    fn texts(&self, object: Object) -> Object {
        let Some(content) = &self.content else {
            return object;
        };
        let source = self.source.as_ref().map(|source| {
            Object(Map::new())
                .with("content", source.content.as_str())
                .with_some("mediaType", source.media_type.as_deref())
                .build()
        });
        let language = content.language.as_deref().or(self.language.as_deref());
        let map = language.map(|tag| json!({ tag: content.text }));
        object
            .with("content", content.text.as_str())
            .with_some("contentMap", map)
            .with_some("source", source)
    }

    fn poll(&self, object: Object) -> Object {
        let Some(poll) = &self.poll else {
            return object;
        };
        let property = if poll.multiple { "anyOf" } else { "oneOf" };
        let closed = poll.ends_at.filter(|_| poll.closed);
        object
            .with(property, options(poll))
            .with_date("endTime", poll.ends_at)
            .with_date("closed", closed)
            .with_some("votersCount", poll.voters)
    }

    /// The quoted post, for those who read FEP-044f and for those who read older properties.
    fn quotes(&self, object: Object) -> Object {
        let Some(quote) = self.quotes.first().map(String::as_str) else {
            return object;
        };
        object
            .with("quote", quote)
            .with("quoteUrl", quote)
            .with("quoteUri", quote)
            .with("_misskey_quote", quote)
            .with_some("quoteAuthorization", self.quote_authorization.as_deref())
    }
}

fn options(poll: &Poll) -> Vec<Value> {
    let option = |name: &str, votes: u64| {
        let replies = json!({"type": "Collection", "totalItems": votes});
        json!({"type": "Note", "name": name, "replies": replies})
    };
    poll.options
        .iter()
        .map(|one| option(&one.name, one.votes))
        .collect()
}

fn tags(tags: &Tags) -> Vec<Value> {
    let mentions = tags.mentions.iter().map(|mention| {
        Object::new("Mention")
            .with("href", mention.href.as_str())
            .with_some("name", mention.name.as_deref())
            .build()
    });
    let hashtags = tags.hashtags.iter().map(|hashtag| {
        Object::new("Hashtag")
            .with_some("href", hashtag.href.as_deref())
            .with("name", format!("#{}", hashtag.name))
            .build()
    });
    let links = tags
        .object_links
        .iter()
        .map(|href| json!({"type": "Link", "mediaType": ACTIVITY_JSON, "href": href}));
    mentions
        .chain(hashtags)
        .chain(tags.emojis.iter().map(emoji))
        .chain(links)
        .collect()
}

/// The address is one string: some read no list.
pub(super) fn attachment(attachment: &Attachment) -> Value {
    let focal_point = attachment.focal_point.map(|(x, y)| vec![x, y]);
    let captions: Vec<Value> = attachment.captions.iter().map(caption).collect();
    Object::new(&attachment.kind)
        .with("url", attachment.url.as_str())
        .with_some("mediaType", attachment.media_type.as_deref())
        .with_some("name", attachment.name.as_deref())
        .with_some("width", attachment.width)
        .with_some("height", attachment.height)
        .with_some("duration", attachment.duration.map(duration))
        .with_some("blurhash", attachment.blurhash.as_deref())
        .with_some("focalPoint", focal_point)
        .with_some("icon", attachment.icon.as_ref().map(picture))
        .with_any("subtitleLanguage", &captions)
        .with_any("tag", &files(&attachment.files))
        .with_some("isLoop", attachment.is_loop.then_some(true))
        .build()
}

/// The list for players, with the files in its tags, as `PeerTube` writes it.
fn files(files: &[Link]) -> Vec<Value> {
    let file = |file: &Link| {
        Object::new("Link")
            .with_some("mediaType", file.media_type.as_deref())
            .with("href", file.href.as_str())
            .with_some("width", file.width)
            .with_some("height", file.height)
    };
    let is_list = |file: &&Link| file.media_type.as_deref().is_some_and(is_playlist);
    let (lists, sizes): (Vec<&Link>, Vec<&Link>) = files.iter().partition(is_list);
    let sizes: Vec<Value> = sizes.into_iter().map(|size| file(size).build()).collect();
    match lists.first() {
        Some(list) => vec![file(list).with_any("tag", &sizes).build()],
        None => sizes,
    }
}

/// `xsd:duration`, in seconds alone and to the thousandth: no peer reads more.
fn duration(seconds: f64) -> String {
    format!("PT{}S", (seconds * 1_000.0).round() / 1_000.0)
}

fn picture(link: &Link) -> Value {
    Object::new("Image")
        .with("url", link.href.as_str())
        .with_some("mediaType", link.media_type.as_deref())
        .with_some("width", link.width)
        .with_some("height", link.height)
        .build()
}

/// As `PeerTube` writes it: a plain address for the file.
fn caption(caption: &Caption) -> Value {
    json!({"identifier": caption.language, "name": caption.name, "url": caption.url})
}
