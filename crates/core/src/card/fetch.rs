//! The reader of the journal that asks what links lead to.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::StreamExt as _;
use model::{Audience, page};
use store::card::CardRow;
use store::post::PostRow;
use url::Url;

use super::{Browser, CardFacts};
use crate::journal::{Change, Entry, Progress};
use crate::post::without_quote_link;
use crate::{Error, Result, Social};

const READER: &str = "cards";
/// How many pages are asked for at the same time.
const AT_ONCE: usize = 8;
/// How long what was learned of a page is good for posts that name it anew.
const KEEPS: Duration = Duration::from_hours(14 * 24);
/// Longer links are not followed.
const MAX_URL: usize = 2_048;

impl Social {
    /// Reads the next entries and asks what the links of new posts lead to. A page that cannot be had is not asked for
    /// again for two weeks.
    pub async fn cards_step(&self, browser: &dyn Browser) -> Result<Progress> {
        let slice = self.read_journal(READER).await?;
        let Some(last) = slice.entries.last().map(|entry| entry.seq) else {
            let waits = slice.held_back;
            return Ok(if waits {
                Progress::Waiting
            } else {
                Progress::Idle
            });
        };
        if self.community().await?.link_previews {
            let entries = slice
                .entries
                .into_iter()
                .filter_map(|row| Entry::try_from(row).ok());
            let mut posts: Vec<i64> = entries
                .filter(|entry| matches!(entry.change, Change::PostCreated | Change::PostEdited))
                .map(|entry| entry.subject_id)
                .collect();
            posts.sort_unstable();
            posts.dedup();
            self.card_posts(browser, posts).await?;
        }
        self.move_cursor(READER, last).await?;
        Ok(Progress::Moved)
    }

    async fn card_posts(&self, browser: &dyn Browser, posts: Vec<i64>) -> Result<()> {
        let now = self.now().micros();
        let rows = self
            .store()
            .read(move |conn| store::post::load(conn, &posts, 0, now))
            .await?;
        let mut bare = Vec::new();
        let mut by_link: HashMap<Url, Vec<i64>> = HashMap::new();
        for row in rows {
            match self.link_of(&row) {
                Some(url) => by_link.entry(url).or_default().push(row.id),
                None if row.edited_at.is_some() => bare.push(row.id),
                None => {}
            }
        }
        let asked = by_link.into_iter().map(async |(url, posts)| {
            let card = self.card_of(browser, &url).await?;
            self.attach_card(posts, card).await
        });
        let mut done = futures_util::stream::iter(asked).buffer_unordered(AT_ONCE);
        while let Some(result) = done.next().await {
            result?;
        }
        let taken = self.store().write(move |tx| {
            bare.iter()
                .try_for_each(|post| store::card::detach(tx, *post))
        });
        Ok(taken.await?)
    }

    async fn attach_card(&self, posts: Vec<i64>, card: i64) -> Result<()> {
        let done = self.store().write(move |tx| {
            posts
                .iter()
                .try_for_each(|post| store::card::attach(tx, *post, card))
        });
        Ok(done.await?)
    }

    /// The link that stands for a post: its first that leads to another server, and not to what it quotes.
    fn link_of(&self, row: &PostRow) -> Option<Url> {
        let audience = Audience::from_code(row.audience);
        let is_for_few = matches!(audience, Audience::Mentioned | Audience::Circle);
        if is_for_few || row.boost_of_id.is_some() {
            return None;
        }
        let own = self.base_url().origin();
        page::links(&without_quote_link(&row.html))
            .into_iter()
            .find(|url| url.origin() != own && url.as_str().len() <= MAX_URL)
    }

    /// The id of what is known of a link, asked now if it is not known or known for long.
    async fn card_of(&self, browser: &dyn Browser, url: &Url) -> Result<i64> {
        let text = url.to_string();
        let known = self
            .store()
            .read(move |conn| store::card::find(conn, &text))
            .await?;
        let now = self.now();
        let oldest = now.minus(KEEPS).micros();
        if let Some(known) = known.filter(|known| known.fetched_at > oldest) {
            return Ok(known.id);
        }
        let facts = browser
            .page(url)
            .await
            .and_then(|got| facts(&got.html, &got.address));
        let about = facts.map(|facts| serde_json::to_string(&facts)).transpose();
        let row = CardRow {
            id: self.new_id().get(),
            url: url.to_string(),
            host: url.host_str().unwrap_or_default().to_owned(),
            about: about.map_err(Error::internal)?,
            fetched_at: now.micros(),
        };
        let done = self.store().write(move |tx| store::card::upsert(tx, &row));
        Ok(done.await?)
    }
}

/// What is shown of a page; a page without a title has nothing to show.
fn facts(html: &str, address: &Url) -> Option<CardFacts> {
    let facts = page::read(html, address);
    if facts.title.is_empty() {
        return None;
    }
    let site_url = address.origin().ascii_serialization();
    let host = address.host_str().unwrap_or_default();
    Some(CardFacts {
        title: facts.title,
        description: facts.description,
        author: facts.author,
        site: if facts.site.is_empty() {
            host.to_owned()
        } else {
            facts.site
        },
        site_url,
        language: facts.language,
        image: facts.image,
        image_alt: facts.image_alt,
    })
}
