//! What somebody writes to everyone, and what everyone writes with a tag, for programs that read news: RSS, Atom and JSON Feed.
//!
//! Always true here: only what is for everyone ([`Audience::Public`]) is in a feed, and it is read as anybody may read it.

mod atom;
mod json;
mod rss;

use std::fmt::Write as _;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use edge::negotiate::{Wants, wants};
use edge::range::is_known;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use jiff::Timestamp;
use jiff::fmt::rfc2822::{DateTimeParser, DateTimePrinter};
use maud::{Markup, html};
use model::sanitize::{escape, plain_text};
use model::{Audience, Media, Time};
use social::account::PostFilter;
use social::timeline::TagFilter;
use social::{AccountView, Page, PostView, Viewer};

use super::profile::find;
use crate::partials::name;
use crate::partials::prose::percent;
use crate::refusal::Refusal;
use crate::sent::see_other;
use crate::state::Web;

/// Readers ask again and again; nobody has to be told within seconds.
const FOR_A_WHILE: HeaderValue = HeaderValue::from_static("public, max-age=300");
/// The longest title that is made of a text.
const TITLE_CHARS: usize = 80;
const POSTS: u32 = 40;

/// A way of writing feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// <https://www.rssboard.org/rss-specification>, for podcast apps too.
    Rss,
    /// RFC 4287.
    Atom,
    /// <https://www.jsonfeed.org/version/1.1/>
    Json,
}

const FORMATS: [Format; 3] = [Format::Rss, Format::Atom, Format::Json];

impl Format {
    const fn ending(self) -> &'static str {
        match self {
            Self::Rss => "rss",
            Self::Atom => "atom",
            Self::Json => "json",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Rss => "application/rss+xml",
            Self::Atom => "application/atom+xml",
            Self::Json => "application/feed+json",
        }
    }

    /// The name and the format that the last part of an address asks for: `alice.rss`. People elsewhere have a server in
    /// theirs, which may end in anything.
    pub(crate) fn split(part: &str) -> Option<(&str, Self)> {
        let (name, ending) = part.rsplit_once('.')?;
        let format = FORMATS.into_iter().find(|one| one.ending() == ending)?;
        let is_plain = !name.is_empty() && !name.contains('@');
        is_plain.then_some((name, format))
    }
}

/// A feed, before it is written in one format.
struct Feed {
    title: String,
    /// The page that it is of.
    home: String,
    /// Its own address.
    own: String,
    about: String,
    picture: Option<String>,
    /// Whose it is; of a tag, nobody's.
    author: Option<Author>,
    posts: Vec<Entry>,
}

struct Author {
    name: String,
    page: String,
    picture: String,
}

struct Entry {
    post: PostView,
    page: String,
    author: Author,
}

impl Feed {
    /// When something on it last changed.
    fn changed_at(&self) -> Time {
        let times = self.posts.iter().map(|entry| changed_at(&entry.post));
        times.max().unwrap_or(Time::from_seconds(0))
    }
}

fn changed_at(post: &PostView) -> Time {
    post.edited_at.unwrap_or(post.created_at)
}

/// The links of a page to its feeds, for readers that find them there.
pub(super) fn links(path: &str, title: &str) -> Markup {
    html! {
        @for format in FORMATS {
            link rel="alternate" type=(format.media_type()) title=(title) href={ (path) "." (format.ending()) };
        }
    }
}

/// GET /@{acct}/feed.rss — the RSS feed, where it was before there were others.
pub(crate) async fn get(
    State(web): State<Web>,
    Path(acct): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    of_account(&web, &acct, Format::Rss, &headers).await
}

/// GET /@{name}.rss, .atom, .json — the newest posts to everyone, without answers to others and boosts.
pub(crate) async fn of_account(
    web: &Web,
    acct: &str,
    format: Format,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let account = find(web, acct).await?;
    if account.is_suspended {
        return Err(Refusal::status(StatusCode::GONE));
    }
    if account.is_away {
        return Err(Refusal::not_found());
    }
    // Where Mastodon has the object, other servers may look for it.
    if format == Format::Json && asks_for_object(headers) && account.is_local() {
        return Ok(see_other(&account.uri));
    }
    let filter = PostFilter {
        exclude_replies: true,
        exclude_boosts: true,
        ..PostFilter::default()
    };
    let posts = web
        .social
        .account_posts(Viewer::Anyone, account.id, filter, Page::first(POSTS))
        .await?;
    let about = plain_text(&account.note_html);
    let author = author(web, &account);
    let feed = Feed {
        title: author.name.clone(),
        home: author.page.clone(),
        own: web
            .social
            .url(&format!("{}.{}", account.path(), format.ending())),
        about: if about.is_empty() {
            author.name.clone()
        } else {
            about
        },
        picture: Some(author.picture.clone()),
        author: Some(author),
        posts: entries(web, posts.items),
    };
    Ok(answer(&feed, format, headers))
}

/// GET /tags/{tag}.rss, .atom, .json — the newest posts to everyone with a tag.
pub(crate) async fn of_tag(
    web: &Web,
    tag: &str,
    format: Format,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let tag = model::text::fold_tag(tag);
    let posts = web
        .social
        .tag_timeline(
            Viewer::Anyone,
            &tag,
            TagFilter::default(),
            Page::first(POSTS),
        )
        .await?;
    let community = web.social.community().await?.name;
    let path = format!("/tags/{}", percent(&tag));
    let feed = Feed {
        title: format!("#{tag}"),
        home: web.social.url(&path),
        own: web.social.url(&format!("{path}.{}", format.ending())),
        about: format!("Posts with #{tag}, as {community} knows them"),
        picture: None,
        author: None,
        posts: entries(web, posts.items),
    };
    Ok(answer(&feed, format, headers))
}

/// Whether another server looks for the object; a feed reader that takes any JSON does not.
fn asks_for_object(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT);
    let accepted = accepted.and_then(|accepted| accepted.to_str().ok());
    let names_it = accepted.is_some_and(|accepted| {
        accepted.contains("application/activity+json") || accepted.contains("application/ld+json")
    });
    names_it && wants(headers) == Wants::Activity
}

fn author(web: &Web, account: &AccountView) -> Author {
    Author {
        name: name::shown(account).to_owned(),
        page: web.social.url(&account.path()),
        picture: account.avatar_url.clone(),
    }
}

fn entries(web: &Web, posts: Vec<PostView>) -> Vec<Entry> {
    let open = posts
        .into_iter()
        .filter(|post| post.audience == Audience::Public && post.boost_of.is_none());
    open.map(|post| Entry {
        page: web.social.url(&post.path()),
        author: author(web, &post.account),
        post,
    })
    .collect()
}

/// The feed in its format, or word that who asks has it already (RFC 9110, section 13).
fn answer(feed: &Feed, format: Format, headers: &HeaderMap) -> Response {
    let body = match format {
        Format::Rss => rss::write(feed),
        Format::Atom => atom::write(feed),
        Format::Json => json::write(feed),
    };
    let digest = HEXLOWER.encode(&crypto::sha256(body.as_bytes()));
    let tag = format!("\"{digest}\"");
    let changed_at = feed.changed_at();
    let has_it = if headers.contains_key(header::IF_NONE_MATCH) {
        is_known(headers, &tag)
    } else {
        !feed.posts.is_empty() && is_unchanged(headers, changed_at)
    };
    let mut response = if has_it {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        body.into_response()
    };
    let modified = stamp(changed_at).and_then(|stamp| {
        DateTimePrinter::new()
            .timestamp_to_rfc9110_string(&stamp)
            .ok()
    });
    let kind = format!("{}; charset=utf-8", format.media_type());
    let all = [
        (header::CONTENT_TYPE, Some(kind)),
        (header::ETAG, Some(tag)),
        (header::LAST_MODIFIED, modified),
    ];
    for (name, value) in all {
        if let Some(Ok(value)) = value.map(HeaderValue::try_from) {
            response.headers_mut().insert(name, value);
        }
    }
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, FOR_A_WHILE);
    headers.insert(header::VARY, HeaderValue::from_static("Accept"));
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    response
}

fn is_unchanged(headers: &HeaderMap, changed_at: Time) -> bool {
    let since = headers.get(header::IF_MODIFIED_SINCE);
    let since = since.and_then(|since| since.to_str().ok());
    let since = since.and_then(|since| DateTimeParser::new().parse_timestamp(since).ok());
    let changed = stamp(changed_at).map(Timestamp::as_second);
    matches!((since, changed), (Some(since), Some(changed)) if since.as_second() >= changed)
}

fn stamp(time: Time) -> Option<Timestamp> {
    Timestamp::from_microsecond(time.micros()).ok()
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
    // Writing into a text cannot fail.
    if !post.warning.is_empty() {
        let _ = write!(out, "<p><strong>{}</strong></p><hr>", escape(&post.warning));
    }
    out.push_str(&post.html);
    for alt in post.media.iter().filter_map(|file| file.alt.as_deref()) {
        let _ = write!(out, "<p><em>{}</em></p>", escape(alt));
    }
    out
}

/// The files that have an address and a type.
fn files(post: &PostView) -> impl Iterator<Item = (String, &str, &Media)> {
    post.media.iter().filter_map(|file| {
        let url = model::sanitize::web_url(&file.url)?;
        Some((url, file.media_type.as_deref()?, file))
    })
}

#[cfg(test)]
mod tests {
    use super::{Author, Entry, FORMATS, Feed, Format, answer, atom, json, rss};
    use crate::tests::hostile::{EVIL, post};

    fn hostile() -> Feed {
        // Ends a passage that is quoted as a whole.
        let evil = || format!("{EVIL}]]>--><script>alert(2)</script>");
        let author = || Author {
            name: evil(),
            page: evil(),
            picture: evil(),
        };
        let mut shown = post();
        shown.title = Some(evil());
        Feed {
            title: evil(),
            home: evil(),
            own: evil(),
            about: evil(),
            picture: Some(evil()),
            author: Some(author()),
            posts: vec![Entry {
                post: shown,
                page: evil(),
                author: author(),
            }],
        }
    }

    /// C4: what is meant for programs that read news is read by them as text, too, and does not end where it should not.
    #[test]
    fn nobodys_text_becomes_part_of_a_feed() {
        let feed = hostile();
        for format in FORMATS {
            let body = match format {
                Format::Rss => rss::write(&feed),
                Format::Atom => atom::write(&feed),
                Format::Json => json::write(&feed),
            };
            if format != Format::Json {
                assert!(!body.contains("<script>"), "{format:?}: {body}");
                assert!(!body.contains("<img src=x"), "{format:?}: {body}");
            }
            let answered = answer(&feed, format, &http::HeaderMap::new());
            let kind = answered.headers()[http::header::CONTENT_TYPE].to_str();
            assert!(!kind.unwrap().contains("text/html"));
        }
        let read: serde_json::Value = serde_json::from_str(&json::write(&feed)).unwrap();
        let html = read["items"][0]["content_html"].as_str().unwrap();
        assert!(
            !html.contains("<script") && !html.contains("<img"),
            "{html}"
        );
        assert_eq!(read["title"], hostile().title);
    }

    #[test]
    fn only_a_plain_name_has_an_ending() {
        assert_eq!(Format::split("alice.rss"), Some(("alice", Format::Rss)));
        assert_eq!(Format::split("alice.json"), Some(("alice", Format::Json)));
        for other in ["alice", "alice.txt", "alice@far.atom", ".rss", "rss"] {
            assert_eq!(Format::split(other), None, "{other}");
        }
    }
}
