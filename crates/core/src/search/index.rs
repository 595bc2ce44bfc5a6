//! The reader that keeps the index of words behind what is written.
//!
//! Always true here: what has to be indexed was listed in the transaction that changed it, and leaves the list in the
//! transaction that indexes it. The index may lag; it never forgets.

use std::collections::HashMap;

use model::words::words;
use model::{Audience, Media, MediaKind, sanitize};
use store::search::{Document, Kind, PostSource, Todo};

use super::mark;
use super::query::HAS;
use crate::journal::Progress;
use crate::{Result, Social};

/// How many posts or accounts are indexed in one transaction: some milliseconds of the writer's time.
const BATCH: i64 = 200;
/// How many ids are put on the list in one transaction.
const LISTED: i64 = 1_000;
/// The words of a post that are indexed; PostgreSQL counts positions up to 16,383.
const MOST_WORDS: usize = 4_000;
const MOST_NAME_WORDS: usize = 64;

impl Social {
    /// Indexes some of what waits, the newest first.
    pub async fn index_step(&self) -> Result<Progress> {
        let posts = self.index_posts().await?;
        let accounts = self.index_accounts().await?;
        let consents = self.list_consents().await?;
        Ok(if posts || accounts || consents {
            Progress::Moved
        } else {
            Progress::Idle
        })
    }

    /// How much waits to be indexed.
    pub async fn count_unindexed(&self) -> Result<i64> {
        Ok(self.store().read(store::search::count_waiting).await?)
    }

    /// Puts every post and account on the list, so that the index is made anew. `progress` hears how many so far.
    pub async fn list_everything_to_index(
        &self,
        mut progress: impl FnMut(i64) + Send,
    ) -> Result<()> {
        let mut listed = 0;
        for kind in [Kind::Account, Kind::Post] {
            let mut above = -1;
            while let Some(last) = self.list_some(kind, 0, above).await? {
                above = last;
                listed += LISTED;
                progress(listed);
            }
        }
        Ok(())
    }

    async fn list_some(&self, kind: Kind, account: i64, above: i64) -> Result<Option<i64>> {
        Ok(self
            .store()
            .write(move |tx| match kind {
                Kind::Account => store::search::list_accounts(tx, above, LISTED),
                Kind::Post | Kind::PostsOf => store::search::list_posts(tx, account, above, LISTED),
            })
            .await?)
    }

    async fn index_posts(&self) -> Result<bool> {
        let (todos, sources, holders) = self
            .store()
            .read(|conn| {
                let todos = store::search::waiting(conn, Kind::Post, BATCH)?;
                let ids = ids(&todos);
                let sources = store::search::posts(conn, &ids)?;
                let holders = store::search::holders(conn, &ids)?;
                Ok((todos, sources, holders))
            })
            .await?;
        if todos.is_empty() {
            return Ok(false);
        }
        let mut held_by: HashMap<i64, Vec<i64>> = HashMap::new();
        for (post, member) in holders {
            held_by.entry(post).or_default().push(member);
        }
        let documents: Vec<Document> = sources
            .iter()
            .filter_map(|post| document(post, held_by.remove(&post.id).unwrap_or_default()))
            .collect();
        let gone: Vec<i64> = todos
            .iter()
            .map(|todo| todo.id)
            .filter(|id| !documents.iter().any(|document| document.id == *id))
            .collect();
        self.store()
            .write(move |tx| {
                store::search::put_posts(tx, &documents)?;
                store::search::remove_posts(tx, &gone)?;
                store::search::done(tx, Kind::Post, &todos)
            })
            .await?;
        Ok(true)
    }

    async fn index_accounts(&self) -> Result<bool> {
        let (todos, names) = self
            .store()
            .read(|conn| {
                let todos = store::search::waiting(conn, Kind::Account, BATCH)?;
                let names = store::search::names(conn, &ids(&todos))?;
                Ok((todos, names))
            })
            .await?;
        if todos.is_empty() {
            return Ok(false);
        }
        let documents: Vec<Document> = names
            .into_iter()
            .map(|(id, username, display_name, host)| Document {
                id,
                words: words(
                    &format!("{username} {host} {display_name}"),
                    MOST_NAME_WORDS,
                ),
                marks: Vec::new(),
            })
            .collect();
        self.store()
            .write(move |tx| {
                store::search::put_accounts(tx, &documents)?;
                store::search::done(tx, Kind::Account, &todos)
            })
            .await?;
        Ok(true)
    }

    /// Whoever gave or took back their consent: all their posts are looked at again.
    async fn list_consents(&self) -> Result<bool> {
        let todos = self
            .store()
            .read(|conn| store::search::waiting(conn, Kind::PostsOf, 1))
            .await?;
        let Some(todo) = todos.first() else {
            return Ok(false);
        };
        let mut above = -1;
        while let Some(last) = self.list_some(Kind::PostsOf, todo.id, above).await? {
            above = last;
        }
        self.store()
            .write(move |tx| store::search::done(tx, Kind::PostsOf, &todos))
            .await?;
        Ok(true)
    }
}

fn ids(todos: &[Todo]) -> Vec<i64> {
    todos.iter().map(|todo| todo.id).collect()
}

/// What the index knows of a post; nothing when nobody could find it.
fn document(post: &PostSource, held_by: Vec<i64>) -> Option<Document> {
    let mut marks: Vec<String> = held_by.into_iter().map(mark::library).collect();
    if post.is_by_member {
        marks.push(mark::library(post.account_id));
    }
    if post.is_indexable && Audience::from_code(post.audience) == Audience::Public {
        marks.push(mark::public());
    }
    if marks.is_empty() {
        return None;
    }
    let media: Vec<Media> = serde_json::from_str(&post.media).unwrap_or_default();
    let mut text = post.title.clone().unwrap_or_default();
    for part in [&post.warning, &sanitize::plain_text(&post.html)] {
        text.push('\n');
        text.push_str(part);
    }
    for alt in media.iter().filter_map(|file| file.alt.as_deref()) {
        text.push('\n');
        text.push_str(alt);
    }
    marks.push(mark::author(post.account_id));
    marks.extend(kind_marks(post, &media));
    let tags: Vec<String> = serde_json::from_str(&post.tags).unwrap_or_default();
    marks.extend(tags.iter().map(|tag| mark::tag(tag)));
    if let Some(language) = &post.language {
        marks.push(mark::language(language));
        if let Some((primary, _)) = language.split_once('-') {
            marks.push(mark::language(primary));
        }
    }
    marks.sort_unstable();
    marks.dedup();
    Some(Document {
        id: post.id,
        words: words(&text, MOST_WORDS),
        marks,
    })
}

fn kind_marks(post: &PostSource, media: &[Media]) -> Vec<String> {
    let mut has = Vec::new();
    if !media.is_empty() {
        has.push("media");
    }
    for file in media {
        has.push(match file.kind {
            MediaKind::Image => "image",
            MediaKind::Video => "video",
            MediaKind::Audio => "audio",
            MediaKind::Unknown => "media",
        });
    }
    if has_link(&post.html) {
        has.push("link");
    }
    let mut marks: Vec<String> = HAS
        .iter()
        .filter(|word| has.contains(word))
        .map(|word| mark::has(word))
        .collect();
    if post.is_reply {
        marks.push(mark::is("reply"));
    }
    if post.is_sensitive {
        marks.push(mark::is("sensitive"));
    }
    marks
}

/// Whether safe HTML links to something that is neither a person nor a tag.
fn has_link(html: &str) -> bool {
    html.split("<a ").skip(1).any(|link| {
        let link = link.split('>').next().unwrap_or("");
        !link.contains("mention") && !link.contains("hashtag")
    })
}
