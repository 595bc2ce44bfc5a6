//! Putting a private post into the conversations of its people.

use model::{AccountId, Audience, Id};
use store::Tx;
use store::conversation::ConversationRow;

use crate::Social;
use crate::bus::LiveEvent;

/// The most people that a conversation can be told apart by.
const MOST_PEOPLE: usize = 500;

impl Social {
    /// Files a private post with the conversation of one of its people, in the transaction of the reader. Nothing for
    /// posts of any other audience, and for people without a login here.
    pub(crate) fn file_private(
        &self,
        tx: &mut Tx,
        who: i64,
        post: i64,
    ) -> store::Result<Option<LiveEvent>> {
        let Some(summary) = store::post::summary(tx, post)? else {
            return Ok(None);
        };
        if Audience::from_code(summary.audience) != Audience::Mentioned {
            return Ok(None);
        }
        let mut others: Vec<i64> = store::post::named(tx, &[post])?
            .into_iter()
            .filter(|(_, _, is_mention)| *is_mention)
            .map(|(_, named, _)| named)
            .chain([summary.account_id])
            .filter(|id| *id != who)
            .collect();
        others.sort_unstable();
        others.dedup();
        others.truncate(MOST_PEOPLE);
        let row = ConversationRow {
            id: self.new_id().get(),
            account_id: who,
            thread_id: summary.thread_id,
            participants: serde_json::to_string(&others).unwrap_or_default(),
            last_post_id: post,
            is_unread: summary.account_id != who,
        };
        let filed = store::conversation::file(tx, &row)?;
        Ok(filed.map(|id| LiveEvent::ConversationChanged(AccountId::from(who), Id::from(id))))
    }
}
