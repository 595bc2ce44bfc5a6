//! Deleting a post. The row goes, a tombstone stays.

use model::{AccountId, Audience, PostId};
use store::Tx;
use store::answer::WAITS;

use super::count_answer;
use crate::journal::{Change, Record, deleted_payload};
use crate::{Caller, PostView, Result, Social};

impl Social {
    /// Deletes one's own post and gives it back as it was, for those who want to write it anew. A boost is taken back.
    pub async fn delete_post(&self, caller: &Caller, id: PostId) -> Result<PostView> {
        let post = self.own_post(caller, id).await?;
        if let Some(original) = &post.boost_of {
            self.unboost(caller, original.id).await?;
            return Ok(post);
        }
        let gone = post.clone();
        let now = self.now().micros();
        self.store()
            .write(move |tx| end_post(tx, &gone, now))
            .await?;
        self.journal_grew();
        Ok(post)
    }
}

/// Takes a post of a member away, and tells of it.
pub(crate) fn end_post(tx: &mut Tx, gone: &PostView, now: i64) -> store::Result<()> {
    let account = gone.account.id.get();
    let waits = store::answer::find(tx, gone.id.get())?.filter(|answer| answer.state == WAITS);
    // An answer that waits is nowhere but where it was asked for.
    let (audience, named): (_, Vec<AccountId>) = if let Some(answer) = waits {
        (Audience::Mentioned, vec![answer.owner_id.into()])
    } else {
        let named = store::post::named(tx, &[gone.id.get()])?.into_iter();
        (gone.audience, named.map(|(_, id, _)| id.into()).collect())
    };
    // Who was asked for their consent has the post as well.
    let quoted = store::quote::of(tx, gone.id.get())?;
    let quoted = match quoted {
        Some((quoted, _)) => store::post::summary(tx, quoted)?,
        None => None,
    };
    if let Some(parent) = gone.reply_to {
        count_answer(tx, gone.id.get(), parent.get(), -1)?;
    }
    store::post::delete(tx, gone.id.get(), now)?;
    store::account::count_post(tx, account, -1, None)?;
    Record::local(now, account, Change::PostDeleted, gone.id.get())
        .with(deleted_payload(
            gone,
            audience,
            &named,
            quoted.map(|quoted| quoted.account_id.into()),
        ))
        .append(tx)
}
