//! Edits by others.

use model::{AccountId, InteractionPolicy, PostId};
use store::poll::PollRow;

use super::RemotePost;
use super::poll::{Recount, compare, safe_poll};
use super::post::safe_edit;
use super::quote::{find_quoted, requote};
use crate::journal::{Change, Record};
use crate::{Error, NetworkId, Result, Social};

impl Social {
    /// Takes over what a post says now. `None` when we do not have it. Only its author can (security row A11), and
    /// nobody can make more people see it (row E7). An edit that says it is not newer than what we have changes
    /// nothing: it came twice, late, or is replayed by somebody. The counts of a poll change without an edit: then no moment
    /// of an edit is said, or the words are the same.
    pub async fn receive_edit(&self, remote: RemotePost) -> Result<Option<PostId>> {
        let edit = safe_edit(&remote, self.now());
        let said = remote.edited_at.map(|_| edit.edited_at);
        let poll = safe_poll(&remote, self.now());
        let (uri, author, network) = (remote.uri, remote.author.get(), remote.network.0);
        let (quote, now) = (remote.quote, self.now().micros());
        let outcome = self
            .store()
            .write(move |tx| {
                let Some((id, known_author)) = store::post::find(tx, &uri)? else {
                    return Ok(Ok(None));
                };
                if known_author != author {
                    return Ok(Err(()));
                }
                let known = store::version::edited_at(tx, id)?;
                let poll = poll.clone().map(|poll| PollRow {
                    post_id: id,
                    ..poll
                });
                let asked = store::poll::load(tx, &[id], 0)?.pop();
                let recount = compare(asked.as_ref(), poll.as_ref());
                let is_same = recount == Recount::Same;
                if is_same && (said.is_none() || store::version::says(tx, id, &edit)?) {
                    recount_poll(tx, poll.as_ref())?;
                    let counted = Change::PollCounted;
                    Record::from_network(network, now, author, counted, id).append(tx)?;
                    return Ok(Ok(Some(id)));
                }
                if said.zip(known).is_some_and(|(said, known)| said <= known) {
                    return Ok(Ok(Some(id)));
                }
                store::version::edit(tx, id, &edit)?;
                if recount == Recount::Other {
                    store::poll::remove(tx, id)?;
                    if let Some(poll) = &poll {
                        store::poll::insert(tx, poll)?;
                    }
                } else {
                    recount_poll(tx, poll.as_ref())?;
                }
                let quote = match &quote {
                    Some(quote) => find_quoted(tx, quote, author, now)?,
                    None => None,
                };
                requote(tx, id, quote)?;
                Record::from_network(network, now, author, Change::PostEdited, id).append(tx)?;
                Ok(Ok(Some(id)))
            })
            .await?;
        self.journal_grew();
        match outcome {
            Ok(id) => Ok(id.map(PostId::from)),
            Err(()) => Err(Error::Forbidden("Only its author can change a post.")),
        }
    }

    /// Takes over who may answer, quote and boost a post now. `None` when we do not have it. Only its author says so.
    pub async fn receive_policy(
        &self,
        network: NetworkId,
        author: AccountId,
        uri: &str,
        policy: InteractionPolicy,
    ) -> Result<Option<PostId>> {
        let json = serde_json::to_string(&policy).unwrap_or_default();
        let (uri, now) = (uri.to_owned(), self.now().micros());
        let outcome = self
            .store()
            .write(move |tx| {
                let Some((id, known_author)) = store::post::find(tx, &uri)? else {
                    return Ok(Ok(None));
                };
                if known_author != author.get() {
                    return Ok(Err(()));
                }
                store::quote::set_policy(tx, id, &json)?;
                let changed = Change::PolicyChanged;
                Record::from_network(network.0, now, author.get(), changed, id).append(tx)?;
                Ok(Ok(Some(id)))
            })
            .await?;
        self.journal_grew();
        let theirs = outcome.or(Err(Error::Forbidden("Only its author can change a post.")))?;
        Ok(theirs.map(PostId::from))
    }
}

fn recount_poll(tx: &mut store::Tx, poll: Option<&PollRow>) -> store::Result<()> {
    match poll {
        Some(poll) => store::poll::recount(tx, poll),
        None => Ok(()),
    }
}
