//! RSS 2.0 (<https://www.rssboard.org/rss-specification>), for podcast apps when somebody publishes sound
//! (<https://help.apple.com/itc/podcasts_connect/#/itcb54353390>), with all files as Media RSS.

use std::collections::BTreeMap;

use ::rss::extension::itunes::{ITunesChannelExtension, ITunesItemExtension};
use ::rss::extension::{Extension, ExtensionMap};
use ::rss::{Category, Channel, Enclosure, Guid, Image, Item};
use jiff::fmt::rfc2822::DateTimePrinter;
use model::{MediaKind, Time};
use social::PostView;

use super::{Entry, Feed, described, files, stamp, title};

const ATOM: &str = "http://www.w3.org/2005/Atom";
const MEDIA: &str = "http://search.yahoo.com/mrss/";

/// The feed as XML.
pub(super) fn write(feed: &Feed) -> String {
    let items: Vec<Item> = feed.posts.iter().map(item).collect();
    let is_heard = items.iter().any(|item| {
        item.enclosure()
            .is_some_and(|file| file.mime_type().starts_with("audio/"))
    });
    let mut channel = Channel::default();
    channel.set_title(feed.title.clone());
    channel.set_link(feed.home.clone());
    channel.set_description(feed.about.clone());
    channel.set_image(feed.picture.as_ref().map(|picture| {
        let mut image = Image::default();
        image.set_url(picture.clone());
        image.set_title(feed.title.clone());
        image.set_link(feed.home.clone());
        image
    }));
    channel.set_generator("Folkmoot".to_owned());
    channel.set_last_build_date(rfc2822(feed.changed_at()));
    channel.set_namespaces(BTreeMap::from([
        ("atom".to_owned(), ATOM.to_owned()),
        ("media".to_owned(), MEDIA.to_owned()),
    ]));
    let own = [
        ("href", feed.own.as_str()),
        ("rel", "self"),
        ("type", "application/rss+xml"),
    ];
    channel.set_extensions(only(
        "atom",
        "link",
        vec![extension("atom:link", &own, None)],
    ));
    if is_heard {
        let mut itunes = ITunesChannelExtension::default();
        itunes.set_author(feed.title.clone());
        itunes.set_summary(feed.about.clone());
        itunes.set_image(feed.picture.clone());
        itunes.set_explicit("false".to_owned());
        itunes.set_type("episodic".to_owned());
        channel.set_itunes_ext(itunes);
    }
    channel.set_items(items);
    channel.to_string()
}

fn item(entry: &Entry) -> Item {
    let post = &entry.post;
    let mut guid = Guid::default();
    guid.set_value(post.uri.clone());
    guid.set_permalink(false);
    let tags = post.tags.iter().map(|tag| {
        let mut category = Category::default();
        category.set_name(tag.clone());
        category
    });
    let mut item = Item::default();
    item.set_title(title(post));
    item.set_link(entry.page.clone());
    item.set_guid(guid);
    item.set_pub_date(rfc2822(post.created_at));
    item.set_description(described(post));
    item.set_categories(tags.collect::<Vec<_>>());
    let of_kind = |kind| files(post).find(|(.., file)| file.kind == kind);
    let first = of_kind(MediaKind::Audio)
        .or_else(|| of_kind(MediaKind::Video))
        .or_else(|| of_kind(MediaKind::Image));
    if let Some((url, kind, file)) = first {
        if file.kind == MediaKind::Audio {
            let mut itunes = ITunesItemExtension::default();
            itunes.set_explicit(post.is_sensitive.to_string());
            item.set_itunes_ext(itunes);
        }
        item.set_enclosure(enclosure(url, kind));
    }
    let all = contents(post);
    if !all.is_empty() {
        item.set_extensions(only("media", "content", all));
    }
    item
}

/// How long a file is is not known here; 0 is what the specification's readers take for that.
fn enclosure(url: String, kind: &str) -> Enclosure {
    let mut enclosure = Enclosure::default();
    enclosure.set_url(url);
    enclosure.set_mime_type(kind);
    enclosure.set_length("0");
    enclosure
}

/// Every file, with the words for it and how it is meant.
fn contents(post: &PostView) -> Vec<Extension> {
    let rating = if post.is_sensitive {
        "adult"
    } else {
        "nonadult"
    };
    let written = files(post).map(|(url, kind, file)| {
        let medium = match file.kind {
            MediaKind::Image => "image",
            MediaKind::Video => "video",
            MediaKind::Audio => "audio",
            MediaKind::Unknown => "document",
        };
        let about = [("url", url.as_str()), ("type", kind), ("medium", medium)];
        let mut content = extension("media:content", &about, None);
        let scheme = [("scheme", "urn:simple")];
        let rated = extension("media:rating", &scheme, Some(rating));
        content.children.insert("rating".to_owned(), vec![rated]);
        if let Some(alt) = &file.alt {
            let plain = [("type", "plain")];
            let words = extension("media:description", &plain, Some(alt));
            content
                .children
                .insert("description".to_owned(), vec![words]);
        }
        content
    });
    written.collect()
}

fn extension(name: &str, attributes: &[(&str, &str)], value: Option<&str>) -> Extension {
    let attributes = attributes
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Extension {
        name: name.to_owned(),
        value: value.map(str::to_owned),
        attrs: attributes.collect(),
        children: BTreeMap::new(),
    }
}

fn only(space: &str, name: &str, all: Vec<Extension>) -> ExtensionMap {
    BTreeMap::from([(space.to_owned(), BTreeMap::from([(name.to_owned(), all)]))])
}

/// A time as mail and RSS write it: `Sun, 22 Nov 2026 04:30:00 +0000` (RFC 2822, section 3.3).
fn rfc2822(time: Time) -> Option<String> {
    DateTimePrinter::new()
        .timestamp_to_string(&stamp(time)?)
        .ok()
}
