//! Posts of others.

use std::time::Duration;

use model::{
    Caption, Media, MediaKind, PostId, Preview, Time, VideoSize, language, sanitize, text,
};
use serde_json::json;
use store::poll::PollRow;
use store::post::{Counter, NewPost, PostRow};
use store::version::PostEdit;

use super::account::safe_emoji;
use super::person::find_copied;
use super::poll::safe_poll;
use super::quote::{count_quote, find_quoted};
use super::{Arrival, RemotePost};
use crate::journal::{Change, Record};
use crate::post::{count_answer, judge};
use crate::{Error, Result, Social};

const MAX_TITLE_CHARS: usize = 500;
const MAX_REMOTE_MENTIONS: usize = 500;
const MAX_EMOJIS: usize = 50;
const MAX_ALT_CHARS: usize = 10_000;
const MAX_CAPTIONS: usize = 50;
/// The most sizes of one video.
const MAX_SIZES: usize = 10;
/// 30 days.
const MAX_SECONDS: f64 = 30.0 * 86_400.0;
/// Clocks of others may be ahead by this much before we correct them.
const CLOCK_SKEW: Duration = Duration::from_mins(5);

/// What brought a post: under what it is remembered, and its exact bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The sender's own id for it.
    pub mark: String,
    /// The bytes.
    pub body: Vec<u8>,
}

/// What became of a post that was received.
enum Outcome {
    New(i64),
    Known(i64),
    Buried,
    Foreign,
}

impl Social {
    /// Adds a post of another server.
    ///
    /// A uri that is known gives the post that we have, if it is by the same author, and [`Error::Forbidden`]
    /// otherwise. What was deleted is [`Error::Gone`], however late the copy comes.
    pub async fn receive_post(&self, remote: RemotePost) -> Result<PostId> {
        self.receive_post_by(remote, None).await
    }

    /// The same with what brought it, which is noted as received with the post.
    pub async fn receive_post_by(
        &self,
        remote: RemotePost,
        letter: Option<Letter>,
    ) -> Result<PostId> {
        let new = self.safe_post(&remote);
        let now = self.now().micros();
        let outcome = self
            .store()
            .write(move |tx| {
                let outcome = insert(tx, &new, &remote, now)?;
                let is_kept = matches!(outcome, Outcome::New(_) | Outcome::Known(_));
                if let Some(letter) = letter.as_ref().filter(|_| is_kept) {
                    let (network, from) = (remote.network.0, remote.author.get());
                    store::outbox::mark_received(
                        tx,
                        network,
                        &letter.mark,
                        from,
                        &letter.body,
                        now,
                    )?;
                }
                Ok(outcome)
            })
            .await?;
        match outcome {
            Outcome::New(id) => {
                self.journal_grew();
                Ok(PostId::from(id))
            }
            Outcome::Known(id) => Ok(PostId::from(id)),
            Outcome::Buried => Err(Error::Gone("This post")),
            Outcome::Foreign => Err(Error::Forbidden("This post belongs to another account.")),
        }
    }

    /// What of a remote post is stored: safe, bounded, ours.
    fn safe_post(&self, remote: &RemotePost) -> NewPost {
        let now = self.now();
        let created_at = clamp(remote.created_at, now);
        let id = match remote.how {
            Arrival::Pushed | Arrival::Asked => self.new_id(),
            Arrival::Fetched => self.id_at(created_at),
        };
        let edit = safe_edit(remote, now);
        NewPost {
            row: PostRow {
                id: id.get(),
                account_id: remote.author.get(),
                origin: remote.network.0.to_owned(),
                uri: remote.uri.clone(),
                url: remote
                    .url
                    .as_deref()
                    .and_then(sanitize::web_url)
                    .filter(|page| is_same_host(page, &remote.uri)),
                kind: remote.kind.as_str().to_owned(),
                audience: remote.audience.code(),
                policy: serde_json::to_string(&remote.policy).unwrap_or_default(),
                title: edit.title,
                warning: edit.warning,
                is_sensitive: edit.is_sensitive,
                html: edit.html,
                language: edit.language,
                tags: edit.tags_json,
                media: edit.media,
                emojis: edit.emojis,
                thread_id: id.get(),
                created_at: created_at.micros(),
                edited_at: remote.edited_at.map(|at| clamp(at, now).micros()),
                ..PostRow::default()
            },
            tags: edit.tags,
            named: edit.named,
            ..NewPost::default()
        }
    }
}

/// A page counts as the post's own only on the post's own server, or anybody could answer for anybody's page; `www.` before its name
/// is the same server (Threads). Where a
/// network calls posts by something that is no address of the web, its adapter makes the page of that, and no stranger.
pub(super) fn is_same_host(page: &str, uri: &str) -> bool {
    if !uri.starts_with("https://") && !uri.starts_with("http://") {
        return true;
    }
    let bare = |host: &str| host.strip_prefix("www.").unwrap_or(host).to_owned();
    let host = |text: &str| {
        url::Url::parse(text)
            .ok()
            .and_then(|url| url.host_str().map(bare))
    };
    host(page).is_some_and(|page| Some(page) == host(uri))
}

/// Nothing was written in the future, or before there was anything to write with.
fn clamp(said: Time, now: Time) -> Time {
    if said > now.plus(CLOCK_SKEW) || said < Time::from_seconds(0) {
        now
    } else {
        said.min(now)
    }
}

/// The parts of a remote post that an edit may change, made safe.
pub(super) fn safe_edit(remote: &RemotePost, now: Time) -> PostEdit {
    let mut tags: Vec<String> = remote
        .tags
        .iter()
        .map(|tag| text::fold_tag(tag))
        .filter(|tag| !tag.is_empty())
        .collect();
    tags.dedup();
    tags.truncate(model::post::MAX_TAGS);
    let media: Vec<Media> = remote
        .media
        .iter()
        .filter_map(safe_media)
        .take(model::post::MAX_MEDIA)
        .collect();
    let emojis: Vec<_> = remote
        .emojis
        .iter()
        .filter_map(safe_emoji)
        .take(MAX_EMOJIS)
        .collect();
    PostEdit {
        title: remote
            .title
            .as_deref()
            .map(|title| sanitize::line(title, MAX_TITLE_CHARS))
            .filter(|title| !title.is_empty()),
        warning: sanitize::lines(&remote.warning, model::post::MAX_WARNING_CHARS),
        is_sensitive: remote.is_sensitive,
        source: String::new(),
        content_type: "text/html".to_owned(),
        html: sanitize::html(&remote.html),
        language: remote.language.as_deref().and_then(language::parse),
        tags_json: serde_json::to_string(&tags).unwrap_or_default(),
        tags,
        media: serde_json::to_string(&media).unwrap_or_default(),
        emojis: serde_json::to_string(&emojis).unwrap_or_default(),
        named: remote
            .named
            .iter()
            .take(MAX_REMOTE_MENTIONS)
            .map(|(id, is_mention)| (id.get(), *is_mention))
            .collect(),
        edited_at: remote.edited_at.map_or(now, |at| clamp(at, now)).micros(),
    }
}

pub(super) fn safe_media(media: &Media) -> Option<Media> {
    let is_video = media.kind == MediaKind::Video;
    Some(Media {
        id: None,
        url: sanitize::web_url(&media.url)?,
        preview: media.preview.as_ref().and_then(safe_preview),
        alt: media
            .alt
            .as_deref()
            .map(|alt| sanitize::lines(alt, MAX_ALT_CHARS)),
        media_type: media
            .media_type
            .as_deref()
            .map(|kind| sanitize::line(kind, 100)),
        blurhash: media
            .blurhash
            .clone()
            .filter(|hash| hash.len() <= 166 && hash.is_ascii()),
        duration: media
            .duration
            .filter(|seconds| (0.0..=MAX_SECONDS).contains(seconds)),
        sizes: media
            .sizes
            .iter()
            .filter(|_| is_video)
            .filter_map(safe_size)
            .take(MAX_SIZES)
            .collect(),
        playlist: media
            .playlist
            .as_deref()
            .filter(|_| is_video)
            .and_then(sanitize::web_url),
        captions: media
            .captions
            .iter()
            .filter_map(safe_caption)
            .take(MAX_CAPTIONS)
            .collect(),
        ..media.clone()
    })
}

fn safe_preview(preview: &Preview) -> Option<Preview> {
    Some(Preview {
        url: sanitize::web_url(&preview.url)?,
        ..preview.clone()
    })
}

fn safe_size(size: &VideoSize) -> Option<VideoSize> {
    Some(VideoSize {
        url: sanitize::web_url(&size.url)?,
        pieces: None,
        ..size.clone()
    })
}

fn safe_caption(caption: &Caption) -> Option<Caption> {
    Some(Caption {
        language: language::parse(&caption.language)?,
        label: sanitize::line(&caption.label, 100),
        url: sanitize::web_url(&caption.url)?,
    })
}

fn insert(
    tx: &mut store::Tx,
    new: &NewPost,
    remote: &RemotePost,
    now: i64,
) -> store::Result<Outcome> {
    let row = &new.row;
    if let Some((id, author)) = store::post::find(tx, &row.uri)? {
        return Ok(if author == row.account_id {
            Outcome::Known(id)
        } else {
            Outcome::Foreign
        });
    }
    if store::tombstone::is_buried_for(tx, &row.uri, row.account_id)? {
        return Ok(Outcome::Buried);
    }
    let mut new = new.clone();
    if let Some(uri) = &remote.reply_to {
        match store::post::find(tx, uri)? {
            Some((parent, author)) => {
                new.row.reply_to_id = Some(parent);
                new.row.reply_to_account_id = Some(author);
                new.row.thread_id = store::thread::first_of(tx, parent)?.unwrap_or(row.id);
            }
            None => new.reply_to_uri = Some(uri.clone()),
        }
    }
    if let Some(quote) = &remote.quote
        && let Some(quote) = find_quoted(tx, quote, row.account_id, now)?
    {
        (new.row.quote_of_id, new.row.quote_state) = (Some(quote.0), quote.1);
        count_quote(tx, quote)?;
    }
    new.copy_of = find_copied(tx, &new)?;
    store::post::insert(tx, &new)?;
    if let Some(parent) = new.row.reply_to_id.zip(new.row.reply_to_account_id) {
        let is_told = remote.how == Arrival::Pushed;
        judge(tx, (row.id, row.account_id), parent, is_told, now)?;
        count_answer(tx, row.id, parent.0, 1)?;
    }
    if let Some(poll) = safe_poll(remote, Time::from_micros(now)) {
        let post_id = row.id;
        store::poll::insert(tx, &PollRow { post_id, ..poll })?;
    }
    store::account::count_post(tx, row.account_id, 1, Some(row.created_at))?;
    let adopted =
        store::thread::adopt_replies(tx, &row.uri, row.id, row.account_id, new.row.thread_id)?;
    store::post::count(
        tx,
        row.id,
        Counter::Replies,
        i64::try_from(adopted).unwrap_or(0),
    )?;
    let network = remote.network.0;
    let entry = Record::from_network(network, now, row.account_id, Change::PostCreated, row.id);
    let entry = if remote.how == Arrival::Fetched {
        entry.with(json!({ "fetched": true }))
    } else {
        entry
    };
    entry.append(tx)?;
    Ok(Outcome::New(row.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_on_the_server_of_its_post() {
        let uri = "https://threads.example/ap/1";
        assert!(is_same_host("https://www.threads.example/@ada/1", uri));
        assert!(is_same_host("https://threads.example/@ada/1", uri));
        assert!(!is_same_host("https://evil.example/@ada/1", uri));
        assert!(!is_same_host(
            "https://www.threads.example.evil.example/",
            uri
        ));
    }

    #[test]
    fn only_a_video_has_sizes_and_only_addresses_of_the_web() {
        let size = |url: &str| VideoSize {
            url: url.to_owned(),
            width: 426,
            height: 240,
            pieces: Some("/media/ours.m3u8".to_owned()),
        };
        let sent = |kind| Media {
            kind,
            url: "https://far.example/1".to_owned(),
            sizes: [
                vec![size("file:///etc/passwd")],
                vec![size("https://far.example/2"); 40],
            ]
            .concat(),
            playlist: Some("https://far.example/3.m3u8".to_owned()),
            ..Media::default()
        };
        let video = safe_media(&sent(MediaKind::Video)).unwrap();
        assert_eq!(video.sizes.len(), MAX_SIZES);
        let is_safe = |size: &VideoSize| size.url.starts_with("https://") && size.pieces.is_none();
        assert!(video.sizes.iter().all(is_safe));
        assert!(video.playlist.is_some());
        let image = safe_media(&sent(MediaKind::Image)).unwrap();
        assert_eq!((image.sizes.len(), image.playlist), (0, None));
    }
}
