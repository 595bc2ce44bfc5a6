//! Deletions by others.

use model::AccountId;
use serde_json::json;
use store::post::Counter;

use crate::journal::{Change, Record};
use crate::post::count_answer;
use crate::{Error, NetworkId, Result, Social};

impl Social {
    /// Deletes what a uri names, a post, a boost or a story, and remembers the uri, known or not: a late copy must not come to
    /// life. Only its author can; that an unknown uri is the author's to delete has been checked by the network.
    pub async fn receive_delete(
        &self,
        network: NetworkId,
        author: AccountId,
        uri: &str,
    ) -> Result<()> {
        let (uri, author, now) = (uri.to_owned(), author.get(), self.now().micros());
        let is_theirs = self
            .store()
            .write(move |tx| {
                if let Some((story, owner)) = store::story::by_uri(tx, &uri)? {
                    if owner == author {
                        store::story::delete(tx, story)?;
                        store::tombstone::bury(tx, &uri, author, now)?;
                        Record::from_network(network.0, now, author, Change::StoryEnded, story)
                            .append(tx)?;
                    }
                    return Ok(owner == author);
                }
                let Some((id, known_author)) = store::post::find(tx, &uri)? else {
                    store::tombstone::bury(tx, &uri, author, now)?;
                    return Ok(true);
                };
                if known_author != author {
                    return Ok(false);
                }
                remove(tx, network.0, id, author, &uri, now)?;
                Ok(true)
            })
            .await?;
        self.journal_grew();
        if is_theirs {
            Ok(())
        } else {
            Err(Error::Forbidden("Only its author can delete a post."))
        }
    }

    /// Removes a remote account and everything of it.
    pub async fn receive_account_deleted(
        &self,
        network: NetworkId,
        account: AccountId,
    ) -> Result<()> {
        let (id, now) = (account.get(), self.now().micros());
        self.store()
            .write(move |tx| {
                let Some(row) = store::account::load(tx, &[id])?.into_iter().next() else {
                    return Ok(());
                };
                if row.is_local {
                    return Ok(());
                }
                store::account::release_counts(tx, id)?;
                store::account::delete(tx, id, now)?;
                Record::from_network(network.0, now, id, Change::AccountDeleted, id)
                    .with(json!({ "uri": row.uri }))
                    .append(tx)
            })
            .await?;
        self.journal_grew();
        Ok(())
    }

    /// What their network calls the newest posts and boosts of somebody that are known here, to be held against what is
    /// there still.
    pub async fn newest_uris(&self, author: AccountId, limit: u32) -> Result<Vec<String>> {
        let limit = i64::from(limit);
        Ok(self
            .store()
            .read(move |conn| store::timeline::newest_uris(conn, author.get(), limit))
            .await?)
    }

    /// Whether what this uri named was deleted.
    pub async fn is_tombstone(&self, uri: &str) -> Result<bool> {
        let uri = uri.to_owned();
        Ok(self
            .store()
            .read(move |conn| store::tombstone::is_buried(conn, &uri))
            .await?)
    }
}

/// Removes a post or boost with its counts and writes the entry.
pub(super) fn remove(
    tx: &mut store::Tx,
    network: &str,
    id: i64,
    author: i64,
    uri: &str,
    now: i64,
) -> store::Result<()> {
    let Some(summary) = store::post::summary(tx, id)? else {
        return Ok(());
    };
    let original_author = match summary.boost_of_id {
        Some(original) => store::post::summary(tx, original)?.map(|original| original.account_id),
        None => None,
    };
    if let Some(parent) = summary.reply_to_id {
        count_answer(tx, id, parent, -1)?;
    }
    store::post::delete(tx, id, now)?;
    store::account::count_post(tx, author, -1, None)?;
    if let Some(original) = summary.boost_of_id {
        store::post::count(tx, original, Counter::Boosts, -1)?;
        return Record::from_network(network, now, author, Change::BoostDeleted, id)
            .with(json!({
                "uri": uri,
                "original_id": original.to_string(),
                "original_author": original_author.map(|id| id.to_string()),
            }))
            .append(tx);
    }
    Record::from_network(network, now, author, Change::PostDeleted, id)
        .with(json!({ "uri": uri, "audience": summary.audience }))
        .append(tx)
}
