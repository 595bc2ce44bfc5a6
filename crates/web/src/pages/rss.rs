//! What somebody writes to everyone as a feed for news readers, and for podcast apps when they publish sound
//! (<https://www.rssboard.org/rss-specification>, <https://help.apple.com/itc/podcasts_connect/#/itcb54353390>).

use std::fmt::Write as _;

use ::rss::extension::itunes::{ITunesChannelExtension, ITunesItemExtension};
use ::rss::{Channel, Enclosure, Guid, Image, Item};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use model::sanitize::{escape, plain_text, web_url};
use model::{Audience, Media, MediaKind, Time};
use social::account::PostFilter;
use social::{AccountView, Page, PostView, Viewer};

use super::profile::find;
use crate::partials::name;
use crate::refusal::Refusal;
use crate::state::Web;

/// Readers ask again and again; nobody has to be told within seconds.
const FOR_A_WHILE: HeaderValue = HeaderValue::from_static("public, max-age=300");
const RSS: HeaderValue = HeaderValue::from_static("application/rss+xml; charset=utf-8");
/// The longest title that is made of a text.
const TITLE_CHARS: usize = 80;
const POSTS: u32 = 40;

/// GET /@{acct}/feed.rss — the newest posts to everyone, without answers to others and boosts.
pub(crate) async fn get(
    State(web): State<Web>,
    Path(acct): Path<String>,
) -> Result<Response, Refusal> {
    let account = find(&web, &acct).await?;
    if account.is_suspended {
        return Err(Refusal::status(StatusCode::GONE));
    }
    let filter = PostFilter {
        exclude_replies: true,
        exclude_boosts: true,
        ..PostFilter::default()
    };
    let page = Page::first(POSTS);
    let posts = web
        .social
        .account_posts(Viewer::Anyone, account.id, filter, page)
        .await?;
    let address = |path: &str| web.social.url(path);
    let items: Vec<Item> = posts
        .items
        .iter()
        .filter(|post| post.audience == Audience::Public)
        .map(|post| item(post, &address(&post.path())))
        .collect();
    let feed = channel(&account, &address(&account.path()), items);
    let headers = [
        (header::CONTENT_TYPE, RSS),
        (header::CACHE_CONTROL, FOR_A_WHILE),
    ];
    Ok((headers, feed.to_string()).into_response())
}

fn channel(account: &AccountView, page: &str, items: Vec<Item>) -> Channel {
    let name = name::shown(account).to_owned();
    let about = plain_text(&account.note_html);
    let mut image = Image::default();
    image.set_url(account.avatar_url.clone());
    image.set_title(name.clone());
    image.set_link(page.to_owned());
    let is_heard = items.iter().any(|item| {
        item.enclosure()
            .is_some_and(|file| file.mime_type().starts_with("audio/"))
    });
    let mut channel = Channel::default();
    channel.set_title(name.clone());
    channel.set_link(page.to_owned());
    channel.set_description(if about.is_empty() {
        name.clone()
    } else {
        about.clone()
    });
    channel.set_image(image);
    channel.set_generator("Folkmoot".to_owned());
    channel.set_last_build_date(items.first().and_then(|item| item.pub_date.clone()));
    if is_heard {
        let mut itunes = ITunesChannelExtension::default();
        itunes.set_author(name);
        itunes.set_summary(about);
        itunes.set_image(account.avatar_url.clone());
        itunes.set_explicit("false".to_owned());
        itunes.set_type("episodic".to_owned());
        channel.set_itunes_ext(itunes);
    }
    channel.set_items(items);
    channel
}

fn item(post: &PostView, page: &str) -> Item {
    let mut guid = Guid::default();
    guid.set_value(post.uri.clone());
    guid.set_permalink(false);
    let mut item = Item::default();
    item.set_title(title(post));
    item.set_link(page.to_owned());
    item.set_guid(guid);
    item.set_pub_date(rfc2822(post.created_at));
    item.set_description(described(post));
    let file = [MediaKind::Audio, MediaKind::Video, MediaKind::Image]
        .iter()
        .find_map(|kind| post.media.iter().find(|file| file.kind == *kind));
    if let Some(file) = file
        && let Some(enclosure) = enclosed(file)
    {
        if file.kind == MediaKind::Audio {
            let mut itunes = ITunesItemExtension::default();
            itunes.set_explicit(post.is_sensitive.to_string());
            item.set_itunes_ext(itunes);
        }
        item.set_enclosure(enclosure);
    }
    item
}

/// Its own title, its warning, or how it begins.
fn title(post: &PostView) -> String {
    if let Some(title) = &post.title {
        return title.clone();
    }
    if !post.warning.is_empty() {
        return post.warning.clone();
    }
    let text = plain_text(&post.html);
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= TITLE_CHARS {
        return line.to_owned();
    }
    let cut: String = line.chars().take(TITLE_CHARS).collect();
    format!("{}…", cut.trim_end())
}

/// The text, behind its warning, and what its files show: a reader for the ear has nothing else of them.
fn described(post: &PostView) -> String {
    let mut out = String::new();
    if !post.warning.is_empty() {
        // Writing into a text cannot fail.
        let _ = write!(out, "<p><strong>{}</strong></p><hr>", escape(&post.warning));
    }
    out.push_str(&post.html);
    for alt in post.media.iter().filter_map(|file| file.alt.as_deref()) {
        let _ = write!(out, "<p><em>{}</em></p>", escape(alt));
    }
    out
}

/// How long a file is is not known here; 0 is what the specification's readers take for that.
fn enclosed(file: &Media) -> Option<Enclosure> {
    let mut enclosure = Enclosure::default();
    enclosure.set_url(web_url(&file.url)?);
    enclosure.set_mime_type(file.media_type.clone()?);
    enclosure.set_length("0");
    Some(enclosure)
}

/// A time as mail and RSS write it: `Sun, 22 Nov 2026 04:30:00 +0000` (RFC 2822, section 3.3).
fn rfc2822(time: Time) -> Option<String> {
    let stamp = jiff::Timestamp::from_microsecond(time.micros()).ok()?;
    jiff::fmt::rfc2822::DateTimePrinter::new()
        .timestamp_to_string(&stamp)
        .ok()
}
