//! Emoji under posts.

use std::collections::HashMap;

use model::{AccountId, PostId, text};
use serde_json::json;

use crate::journal::{Change, Record};
use crate::{AccountView, Caller, Error, PostView, Result, Social, Viewer};

/// The most different emoji that one person puts under one post.
const MAX_OF_ONE: i64 = 8;
/// The most people who are named.
const MAX_NAMED: i64 = 1_000;

/// An emoji under a post, and whose it is.
#[derive(Debug, Clone, PartialEq)]
pub struct ReactedView {
    /// The emoji.
    pub emoji: String,
    /// How many chose it.
    pub count: i64,
    /// The viewer did.
    pub mine: bool,
    /// Who did, the first first.
    pub accounts: Vec<AccountView>,
}

impl Social {
    /// Puts an emoji under a post; twice is once.
    pub async fn react(&self, caller: &Caller, id: PostId, emoji: &str) -> Result<PostView> {
        if !text::is_emoji(emoji) {
            return Err(Error::invalid("emoji", "invalid", "is not an emoji"));
        }
        let post = self.post(caller.viewer(), id).await?.content().id;
        let (reaction, now, account) = (
            self.new_id().get(),
            self.now().micros(),
            caller.account_id.get(),
        );
        let emoji = emoji.to_owned();
        let is_too_many = self
            .store()
            .write(move |tx| {
                if store::reaction::count_of_account(tx, post.get(), account)? >= MAX_OF_ONE {
                    return Ok(true);
                }
                if store::reaction::react(tx, reaction, post.get(), account, &emoji)? {
                    Record::local(now, account, Change::ReactionCreated, post.get())
                        .with(json!({ "emoji": emoji, "reaction_id": reaction }))
                        .append(tx)?;
                }
                Ok(false)
            })
            .await?;
        if is_too_many {
            return Err(Error::invalid(
                "emoji",
                "too_many",
                format!("is one too many: {MAX_OF_ONE} of yours are there"),
            ));
        }
        self.journal_grew();
        self.post(caller.viewer(), post).await
    }

    /// Takes an emoji back.
    pub async fn unreact(&self, caller: &Caller, id: PostId, emoji: &str) -> Result<PostView> {
        let post = self.post(caller.viewer(), id).await?.content().id;
        let (now, account, emoji) = (
            self.now().micros(),
            caller.account_id.get(),
            emoji.to_owned(),
        );
        self.store()
            .write(move |tx| {
                if let Some(reaction) = store::reaction::unreact(tx, post.get(), account, &emoji)? {
                    Record::local(now, account, Change::ReactionDeleted, post.get())
                        .with(json!({ "emoji": emoji, "reaction_id": reaction }))
                        .append(tx)?;
                }
                Ok(())
            })
            .await?;
        self.journal_grew();
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
                count: reaction.count,
                mine: reaction.mine,
            })
            .collect())
    }
}
