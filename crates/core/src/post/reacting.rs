//! Which emoji it is that somebody puts under a post, and putting it there: the same for people here and elsewhere.

use model::{AccountId, Domain, PostId, sanitize, text};
use serde_json::{Value, json};
use store::reaction::ReactionRow;

use crate::journal::{Change, Record};
use crate::{Result, Social};

/// The most different emoji that one person puts under one post.
pub(super) const MAX_OF_ONE: i64 = 8;
/// The most different emoji under one post; whoever comes then joins one of them.
const MAX_OF_POST: i64 = 64;
/// The longest word of a custom emoji of another server.
const MAX_FAR_WORD: usize = 100;

/// An emoji that can be put under posts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reacting {
    /// As it is kept: the emoji itself, `:word:`, or `:word@host:`.
    pub(crate) word: String,
    /// The picture of a custom one of another server, which is kept beside it.
    far: Option<String>,
    /// The picture of any custom one, absolute, for those who are told.
    told: Option<String>,
}

/// Who does something with which post, and by which network they came.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deed {
    origin: &'static str,
    account: AccountId,
    post: PostId,
}

/// What became of an emoji.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Put {
    /// It is there.
    Done,
    /// The account has put too many under this post.
    TooManyOfOne,
    /// There are too many different ones under it.
    TooManyOfPost,
}

impl Deed {
    pub(crate) const fn of(origin: &'static str, account: AccountId, post: PostId) -> Self {
        Self {
            origin,
            account,
            post,
        }
    }

    fn record(&self, at: i64, change: Change, payload: Value) -> Record<'static> {
        let (account, post) = (self.account.get(), self.post.get());
        Record::from_network(self.origin, at, account, change, post).with(payload)
    }
}

impl Reacting {
    /// One that everybody has.
    pub(crate) fn plain(emoji: &str) -> Option<Self> {
        text::is_emoji(emoji).then(|| Self {
            word: emoji.to_owned(),
            far: None,
            told: None,
        })
    }

    /// One of another server.
    pub(crate) fn far(shortcode: &str, host: &Domain, url: &str) -> Option<Self> {
        let usable = (1..=MAX_FAR_WORD).contains(&shortcode.len())
            && shortcode
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_-+.".contains(&byte));
        let url = sanitize::web_url(url).filter(|_| usable)?;
        Some(Self {
            word: format!(":{shortcode}@{host}:"),
            far: Some(url.clone()),
            told: Some(url),
        })
    }
}

impl Social {
    /// A custom emoji of this community.
    pub(crate) async fn own_reacting(&self, shortcode: &str) -> Result<Option<Reacting>> {
        if !text::is_shortcode(shortcode) {
            return Ok(None);
        }
        let wanted = vec![shortcode.to_owned()];
        let found = self
            .store()
            .read(move |conn| store::emoji::named(conn, &wanted));
        Ok(found.await?.pop().map(|row| Reacting {
            word: format!(":{}:", row.shortcode),
            far: None,
            told: Some(self.shown_url(row.url)),
        }))
    }

    /// One of another server that somebody has put under this post: it can be joined, with the picture that is there.
    pub(super) async fn joined_reacting(
        &self,
        post: PostId,
        word: String,
    ) -> Result<Option<Reacting>> {
        let wanted = word.clone();
        let found = self
            .store()
            .read(move |conn| store::reaction::picture(conn, post.get(), &wanted));
        Ok(found.await?.map(|picture| Reacting {
            word,
            far: picture.clone(),
            told: picture,
        }))
    }

    /// Puts an emoji under a post, once.
    pub(crate) async fn put_reaction(
        &self,
        deed: Deed,
        emoji: Reacting,
        uri: Option<String>,
    ) -> Result<Put> {
        let now = self.now().micros();
        let row = ReactionRow {
            id: self.new_id().get(),
            post_id: deed.post.get(),
            account_id: deed.account.get(),
            emoji: emoji.word,
            uri,
            picture: emoji.far,
        };
        let payload = json!({ "emoji": row.emoji, "reaction_id": row.id, "picture": emoji.told });
        let put = self.store().write(move |tx| {
            let (post, account) = (row.post_id, row.account_id);
            if store::reaction::reaction_id(tx, post, account, &row.emoji)?.is_some() {
                return Ok(Put::Done);
            }
            if store::reaction::count_of_account(tx, post, account)? >= MAX_OF_ONE {
                return Ok(Put::TooManyOfOne);
            }
            if store::reaction::count_others(tx, post, &row.emoji)? >= MAX_OF_POST {
                return Ok(Put::TooManyOfPost);
            }
            if store::reaction::react(tx, &row)? {
                deed.record(now, Change::ReactionCreated, payload.clone())
                    .append(tx)?;
            }
            Ok(Put::Done)
        });
        let put = put.await?;
        self.journal_grew();
        Ok(put)
    }

    /// Takes an emoji back. `false` when it was not there.
    pub(crate) async fn take_reaction(&self, deed: Deed, word: String) -> Result<bool> {
        let now = self.now().micros();
        let taken = self.store().write(move |tx| {
            let (post, account) = (deed.post.get(), deed.account.get());
            let Some(id) = store::reaction::unreact(tx, post, account, &word)? else {
                return Ok(false);
            };
            let payload = json!({ "emoji": word, "reaction_id": id });
            deed.record(now, Change::ReactionDeleted, payload)
                .append(tx)?;
            Ok(true)
        });
        let taken = taken.await?;
        self.journal_grew();
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_another_server_is_short_and_has_no_other_signs() {
        let host = Domain::parse("far.example").unwrap();
        let url = "https://far.example/blob.png";
        let far = Reacting::far("blob-cat_2", &host, url).unwrap();
        assert_eq!(far.word, ":blob-cat_2@far.example:");
        let long = "a".repeat(101);
        for shortcode in ["", "a@b", "a:b", "<b>", "ü", long.as_str()] {
            assert_eq!(Reacting::far(shortcode, &host, url), None, "{shortcode}");
        }
        assert_eq!(Reacting::far("blob", &host, "javascript:alert(1)"), None);
        assert_eq!(Reacting::plain("blob"), None);
    }
}
