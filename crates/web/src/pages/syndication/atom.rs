//! Atom (RFC 4287).

use atom_syndication::{
    Category, Content, Entry as Item, Feed as Written, FixedDateTime, Generator, Link, Person, Text,
};
use model::Time;

use super::{Author, Entry, Feed, changed_at, described, files, stamp, title};

/// The feed as XML.
pub(super) fn write(feed: &Feed) -> String {
    let mut written = Written::default();
    written.set_title(Text::plain(feed.title.as_str()));
    written.set_id(feed.own.as_str());
    written.set_updated(date(feed.changed_at()));
    written.set_subtitle(Text::plain(feed.about.as_str()));
    written.set_authors(feed.author.iter().map(person).collect::<Vec<_>>());
    written.set_icon(feed.picture.clone());
    written.set_generator(Generator {
        value: "Folkmoot".to_owned(),
        ..Generator::default()
    });
    written.set_links(vec![
        link("self", &feed.own, Some("application/atom+xml")),
        link("alternate", &feed.home, Some("text/html")),
    ]);
    written.set_entries(feed.posts.iter().map(item).collect::<Vec<_>>());
    written.to_string()
}

fn person(author: &Author) -> Person {
    Person {
        name: author.name.clone(),
        uri: Some(author.page.clone()),
        ..Person::default()
    }
}

fn link(rel: &str, href: &str, kind: Option<&str>) -> Link {
    Link {
        href: href.to_owned(),
        rel: rel.to_owned(),
        mime_type: kind.map(str::to_owned),
        ..Link::default()
    }
}

fn item(entry: &Entry) -> Item {
    let post = &entry.post;
    let files = files(post).map(|(url, kind, file)| Link {
        title: file.alt.clone(),
        ..link("enclosure", &url, Some(kind))
    });
    let page = link("alternate", &entry.page, Some("text/html"));
    let tags = post.tags.iter().map(|tag| Category {
        term: tag.clone(),
        ..Category::default()
    });
    let mut item = Item::default();
    item.set_id(post.uri.as_str());
    item.set_title(Text::plain(title(post)));
    item.set_published(date(post.created_at));
    item.set_updated(date(changed_at(post)));
    item.set_authors(vec![person(&entry.author)]);
    item.set_links(std::iter::once(page).chain(files).collect::<Vec<_>>());
    item.set_categories(tags.collect::<Vec<_>>());
    item.set_content(Content {
        lang: post.language.clone(),
        value: Some(described(post)),
        content_type: Some("html".to_owned()),
        ..Content::default()
    });
    item
}

/// RFC 3339, as the library wants it.
fn date(time: Time) -> FixedDateTime {
    let text = stamp(time).map(|stamp| stamp.to_string());
    text.and_then(|text| text.parse().ok()).unwrap_or_default()
}
