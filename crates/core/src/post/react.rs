//! Emoji under posts.

use std::collections::HashMap;

use model::{AccountId, PostId};

use super::reacting::{Deed, MAX_OF_ONE, Put, Reacting};
use crate::journal::LOCAL;
use crate::media::far::FarUse;
use crate::view::ReactionView;
use crate::{AccountView, Caller, Error, PostView, Result, Social, Viewer};

/// The most people who are named.
const MAX_NAMED: i64 = 1_000;

/// An emoji under a post, and whose it is.
#[derive(Debug, Clone, PartialEq)]
pub struct ReactedView {
    /// The emoji; a custom one as `:word:` or `:word@host:`.
    pub emoji: String,
    /// The picture of a custom one.
    pub picture: Option<String>,
    /// How many chose it.
    pub count: i64,
    /// The viewer did.
    pub mine: bool,
    /// Who did, the first first.
    pub accounts: Vec<AccountView>,
}

/// The emoji under posts, by post. Pictures are as they are kept.
pub(super) fn read_reactions(
    conn: &mut store::Conn,
    posts: &[i64],
    viewer: i64,
) -> store::Result<HashMap<i64, Vec<ReactionView>>> {
    let sums = store::reaction::summary(conn, posts, viewer)?;
    let own: Vec<String> = sums.iter().filter_map(|sum| own_word(&sum.emoji)).collect();
    let mut pictures: HashMap<String, String> = HashMap::new();
    if !own.is_empty() {
        let rows = store::emoji::named(conn, &own)?;
        pictures.extend(rows.into_iter().map(|row| (row.shortcode, row.url)));
    }
    let mut reactions: HashMap<i64, Vec<ReactionView>> = HashMap::new();
    for sum in sums {
        let own = own_word(&sum.emoji).and_then(|word| pictures.get(&word).cloned());
        reactions
            .entry(sum.post_id)
            .or_default()
            .push(ReactionView {
                picture: own.or(sum.picture),
                emoji: sum.emoji,
                count: sum.count,
                mine: sum.mine > 0,
            });
    }
    Ok(reactions)
}

/// The word of a custom emoji of this community.
fn own_word(emoji: &str) -> Option<String> {
    let word = emoji.strip_prefix(':')?.strip_suffix(':')?;
    (!word.contains('@')).then(|| word.to_owned())
}

impl Social {
    /// The emoji under a post, with pictures that can be looked at. Those of servers whose media are kept out have none.
    pub(super) fn shown_reactions(&self, kept: Option<&Vec<ReactionView>>) -> Vec<ReactionView> {
        let mut reactions = kept.cloned().unwrap_or_default();
        for reaction in &mut reactions {
            let host = reaction.emoji.trim_matches(':').split_once('@');
            let is_barred = host.is_some_and(|(_, host)| self.bars_media(host));
            let picture = reaction.picture.take().filter(|_| !is_barred);
            reaction.picture = picture.map(|url| self.shown_picture(FarUse::Emoji, url));
        }
        reactions
    }

    /// Puts an emoji under a post; twice is once. `emoji`: one that everybody has, the word of a custom one of this
    /// community, or `word@host` of one that is under the post already; with or without colons.
    pub async fn react(&self, caller: &Caller, id: PostId, emoji: &str) -> Result<PostView> {
        let post = self.post(caller.viewer(), id).await?.content().id;
        let no_emoji = || Error::invalid("emoji", "invalid", "is not an emoji");
        let emoji = self.chosen_emoji(post, emoji).await?;
        let deed = Deed::of(LOCAL, caller.account_id, post);
        let reason = match self
            .put_reaction(deed, emoji.ok_or_else(no_emoji)?, None)
            .await?
        {
            Put::Done => return self.post(caller.viewer(), post).await,
            Put::TooManyOfOne => format!("is one too many: {MAX_OF_ONE} of yours are there"),
            Put::TooManyOfPost => "is one too many: choose one of those that are there".to_owned(),
        };
        Err(Error::invalid("emoji", "too_many", reason))
    }

    async fn chosen_emoji(&self, post: PostId, emoji: &str) -> Result<Option<Reacting>> {
        if let Some(plain) = Reacting::plain(emoji) {
            return Ok(Some(plain));
        }
        let word = emoji.trim_matches(':');
        if word.contains('@') {
            self.joined_reacting(post, format!(":{word}:")).await
        } else {
            self.own_reacting(word).await
        }
    }

    /// Takes an emoji back, named as in [`Self::react`].
    pub async fn unreact(&self, caller: &Caller, id: PostId, emoji: &str) -> Result<PostView> {
        let post = self.post(caller.viewer(), id).await?.content().id;
        let word = match Reacting::plain(emoji) {
            Some(plain) => plain.word,
            None => format!(":{}:", emoji.trim_matches(':')),
        };
        self.take_reaction(Deed::of(LOCAL, caller.account_id, post), word)
            .await?;
        self.post(caller.viewer(), post).await
    }

    /// The id of an emoji that the caller has put under a post.
    pub async fn reaction_id(
        &self,
        caller: &Caller,
        id: PostId,
        emoji: &str,
    ) -> Result<Option<i64>> {
        let (account, post, emoji) = (caller.account_id.get(), id.get(), emoji.to_owned());
        let found = self
            .store()
            .read(move |conn| store::reaction::reaction_id(conn, post, account, &emoji));
        Ok(found.await?)
    }

    /// The emoji under a post and whose they are.
    pub async fn reacted_by(&self, viewer: Viewer, id: PostId) -> Result<Vec<ReactedView>> {
        let post = self.post(viewer, id).await?.content().clone();
        let id = post.id.get();
        let (pairs, rows) = self
            .store()
            .read(move |conn| {
                let pairs = store::reaction::reacted_by(conn, id, MAX_NAMED)?;
                let people: Vec<i64> = pairs.iter().map(|(_, account)| *account).collect();
                Ok((pairs, store::account::load(conn, &people)?))
            })
            .await?;
        let people = self.views_by_id(rows);
        let mut accounts: HashMap<String, Vec<AccountView>> = HashMap::new();
        for (emoji, account) in pairs {
            let view = people.get(&AccountId::from(account).get()).cloned();
            accounts.entry(emoji).or_default().extend(view);
        }
        Ok(post
            .reactions
            .into_iter()
            .map(|reaction| ReactedView {
                accounts: accounts.remove(&reaction.emoji).unwrap_or_default(),
                emoji: reaction.emoji,
                picture: reaction.picture,
                count: reaction.count,
                mine: reaction.mine,
            })
            .collect())
    }
}
