//! Answers that need the word of whoever wrote what they answer.
//!
//! Always true here: an answer that was not let in is seen by its author, and by the one it waits for, and by nobody else
//! (`model::audience`); one of somebody here has left for nowhere.

use model::{AccountId, InteractionPolicy, Permission, PostId};
use serde_json::json;
use store::Tx;
use store::answer::{AnswerRow, LET_IN, REFUSED, WAITS};
use store::post::{Counter, Summary};

use crate::journal::{Change, Record};
use crate::{Caller, Error, NetworkId, Page, PostView, Result, Slice, Social};

const NO_ANSWER: Error = Error::NotFound("This answer");

/// What becomes of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// Nobody has said anything yet.
    Waits,
    /// It may be there.
    LetIn,
    /// It may not.
    Refused,
}

/// An answer, for the network that has to speak of it. Whoever may see the posts is not asked: these are only their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What its network calls it.
    pub uri: String,
    /// Who wrote it.
    pub author: AccountId,
    /// What it answers.
    pub parent: PostId,
    /// Who wrote that.
    pub owner: AccountId,
    /// What became of it.
    pub judgement: Judgement,
    /// What its network calls the question.
    pub request: Option<String>,
    /// Where others can look up that it may be there.
    pub written_uri: Option<String>,
}

impl Social {
    /// Answers that wait for the caller, newest first.
    pub async fn waiting_answers(&self, caller: &Caller, page: Page) -> Result<Slice<PostView>> {
        let owner = caller.account_id.get();
        self.show_list(caller.viewer(), page, move |conn, window| {
            store::answer::waiting(conn, owner, window)
        })
        .await
    }

    /// Lets an answer to a post of the caller in, or does not. Its author's network is told.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] when no such answer waits for the caller.
    pub async fn judge_answer(&self, caller: &Caller, answer: PostId, lets_in: bool) -> Result<()> {
        let (owner, id, now) = (caller.account_id.get(), answer.get(), self.now().micros());
        let judged = self.store().write(move |tx| {
            let waits = store::answer::find(tx, id)?;
            let waits = waits.filter(|row| row.owner_id == owner && row.state == WAITS);
            let Some(row) = waits else {
                return Ok(false);
            };
            let state = if lets_in { LET_IN } else { REFUSED };
            let row = AnswerRow { state, ..row };
            store::answer::set(tx, &row)?;
            tell(tx, &row, now)?;
            let Some(post) = store::post::summary(tx, id)?.filter(|_| lets_in) else {
                return Ok(true);
            };
            if let Some(parent) = post.reply_to_id {
                count_answer(tx, id, parent, 1)?;
            }
            // What was written here goes out now, as if it had just been written.
            if store::post::own_policy(tx, id)?.is_some() {
                Record::local(now, post.account_id, Change::PostCreated, id).append(tx)?;
            }
            Ok(true)
        });
        let judged = judged.await?;
        self.journal_grew();
        if judged { Ok(()) } else { Err(NO_ANSWER) }
    }

    /// An answer that somebody has, or had, to let in.
    pub async fn answer(&self, answer: PostId) -> Result<Option<Answer>> {
        let id = answer.get();
        let found = self
            .store()
            .read(move |conn| {
                let row = store::answer::find(conn, id)?;
                let post = store::post::summary(conn, id)?;
                Ok(row.zip(post))
            })
            .await?;
        let answer = found.and_then(|(row, post)| {
            Some(Answer {
                uri: post.uri,
                author: AccountId::from(post.account_id),
                parent: PostId::from(post.reply_to_id?),
                owner: AccountId::from(row.owner_id),
                judgement: match row.state {
                    LET_IN => Judgement::LetIn,
                    WAITS => Judgement::Waits,
                    _ => Judgement::Refused,
                },
                request: row.request,
                written_uri: row.written_uri,
            })
        });
        Ok(answer)
    }

    /// Somebody elsewhere asks, under the id `request`, whether an answer of theirs may be there, which is kept already. It is
    /// answered as the rules say, or when the author has decided.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] when it is no answer of theirs to a post of ours.
    pub async fn receive_answer_request(
        &self,
        author: AccountId,
        answer: PostId,
        request: &str,
    ) -> Result<()> {
        let (author, id, now) = (author.get(), answer.get(), self.now().micros());
        let request = request.to_owned();
        let asked = self.store().write(move |tx| {
            let post = store::post::summary(tx, id)?;
            let Some(post) = post.filter(|post| post.account_id == author) else {
                return Ok(false);
            };
            let (Some(parent), Some(owner)) = (post.reply_to_id, post.reply_to_account_id) else {
                return Ok(false);
            };
            if store::post::own_policy(tx, parent)?.is_none() {
                return Ok(false);
            }
            // Where anybody may, nothing was noted.
            let known = store::answer::find(tx, id)?.map(|row| row.state);
            let row = AnswerRow {
                post_id: id,
                owner_id: owner,
                state: known.unwrap_or(LET_IN),
                request: Some(request.clone()),
                written_uri: None,
            };
            store::answer::set(tx, &row)?;
            if row.state != WAITS {
                tell(tx, &row, now)?;
            }
            Ok(true)
        });
        let asked = asked.await?;
        self.journal_grew();
        if asked { Ok(()) } else { Err(NO_ANSWER) }
    }

    /// Somebody elsewhere says whether an answer of ours to a post of theirs may be there, and where that is written. `false`
    /// when it is none.
    pub async fn receive_answer_judged(
        &self,
        network: NetworkId,
        answer: PostId,
        owner: AccountId,
        written_uri: Option<&str>,
    ) -> Result<bool> {
        let (owner, id, now) = (owner.get(), answer.get(), self.now().micros());
        let written_uri = written_uri.map(str::to_owned);
        let judged = self.store().write(move |tx| {
            let post = store::post::summary(tx, id)?;
            let is_ours = store::post::own_policy(tx, id)?.is_some();
            let is_theirs = |post: &Summary| post.reply_to_account_id == Some(owner);
            let Some(post) = post.filter(|post| is_ours && is_theirs(post)) else {
                return Ok(false);
            };
            let accepted = written_uri.is_some();
            let before = store::answer::find(tx, id)?.map(|row| row.state);
            let row = AnswerRow {
                post_id: id,
                owner_id: owner,
                state: if accepted { LET_IN } else { REFUSED },
                request: None,
                written_uri: written_uri.clone(),
            };
            let parent = post.reply_to_id.unwrap_or_default();
            if !accepted {
                count_answer(tx, id, parent, -1)?;
            }
            store::answer::set(tx, &row)?;
            Record::from_network(network.0, now, owner, Change::AnswerJudged, id)
                .with(json!({ "accepted": accepted }))
                .append(tx)?;
            if accepted && before.is_some_and(|state| state != LET_IN) {
                count_answer(tx, id, parent, 1)?;
            }
            if accepted && before == Some(WAITS) {
                Record::local(now, post.account_id, Change::PostCreated, id).append(tx)?;
            }
            Ok(true)
        });
        let judged = judged.await?;
        self.journal_grew();
        Ok(judged)
    }
}

/// Counts an answer at what it answers, or does so no longer, as long as it is there for everybody.
pub(crate) fn count_answer(
    tx: &mut Tx,
    answer: i64,
    parent: i64,
    change: i64,
) -> store::Result<()> {
    let state = store::answer::find(tx, answer)?.map(|row| row.state);
    if matches!(state, None | Some(LET_IN)) {
        store::post::count(tx, parent, Counter::Replies, change)?;
    }
    Ok(())
}

/// An answer of somebody here, who may give it: it waits if it has to, and where not everybody may answer it is noted that this
/// one was let in, so that others can look that up.
pub(super) fn note(
    tx: &mut Tx,
    answer: (i64, i64),
    parent: (i64, i64),
    waits: bool,
) -> store::Result<()> {
    let ((post_id, author), (parent, owner_id)) = (answer, parent);
    let state = if waits {
        WAITS
    } else if limits(tx, parent, owner_id, author)?.is_some() {
        LET_IN
    } else {
        return Ok(());
    };
    let row = AnswerRow {
        post_id,
        owner_id,
        state,
        request: None,
        written_uri: None,
    };
    store::answer::set(tx, &row)
}

/// The rules for answers to a post of ours, if they are not that anybody may.
fn limits(
    tx: &mut Tx,
    post: i64,
    owner: i64,
    author: i64,
) -> store::Result<Option<InteractionPolicy>> {
    let Some(policy) = store::post::own_policy(tx, post)? else {
        return Ok(None);
    };
    let policy: InteractionPolicy = serde_json::from_str(&policy).unwrap_or_default();
    let is_open = policy.reply == Permission::Anyone || author == owner;
    Ok(Some(policy).filter(|_| !is_open))
}

/// The network of whoever answered is told what became of it.
fn tell(tx: &mut Tx, row: &AnswerRow, now: i64) -> store::Result<()> {
    let payload = json!({ "request": row.request, "accepted": row.state == LET_IN });
    Record::local(now, row.owner_id, Change::AnswerJudged, row.post_id)
        .with(payload)
        .append(tx)
}

/// Notes what becomes of an answer of somebody elsewhere to a post of ours, if its author has said who may answer. `is_told`: who
/// wrote it is told.
pub(crate) fn judge(
    tx: &mut Tx,
    answer: (i64, i64),
    parent: (i64, i64),
    is_told: bool,
    now: i64,
) -> store::Result<()> {
    let ((post_id, author), (parent, owner_id)) = (answer, parent);
    let Some(policy) = limits(tx, parent, owner_id, author)? else {
        return Ok(());
    };
    let rows = store::post::load(tx, &[parent], author, now)?;
    let Some(row) = rows.iter().find(|row| row.id == parent) else {
        return Ok(());
    };
    let seen = &row.seen_by;
    let may = match policy.reply {
        Permission::Anyone => true,
        Permission::Followers => seen.is_follower || seen.is_named,
        Permission::Named => seen.is_named,
        Permission::Nobody => false,
    };
    let state = match may {
        true => LET_IN,
        false if policy.asks => WAITS,
        false => REFUSED,
    };
    let row = AnswerRow {
        post_id,
        owner_id,
        state,
        request: None,
        written_uri: None,
    };
    store::answer::set(tx, &row)?;
    if state != WAITS && is_told {
        tell(tx, &row, now)?;
    }
    Ok(())
}
