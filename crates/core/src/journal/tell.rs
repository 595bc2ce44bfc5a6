//! Telling one person of one thing.

use model::{AccountId, Id};
use store::Tx;
use store::notification::NotificationRow;

use super::Entry;
use super::live::Telling;
use crate::Social;
use crate::bus::LiveEvent;
use crate::view::NotificationKind;

impl Social {
    /// Writes a notification, unless there is one or it is not wanted; a private mention also comes into the
    /// conversation of who is told.
    pub(super) fn tell(
        &self,
        tx: &mut Tx,
        entry: &Entry,
        new: &Telling,
    ) -> store::Result<Vec<LiveEvent>> {
        let row = NotificationRow {
            id: self.new_id().get(),
            account_id: new.who,
            kind: new.kind.as_str().to_owned(),
            from_id: new.from,
            post_id: new.post,
            created_at: entry.at.micros(),
        };
        if new.who == new.from || !store::notification::insert(tx, &row)? {
            return Ok(Vec::new());
        }
        let mut events = vec![LiveEvent::Notified(
            AccountId::from(row.account_id),
            Id::from(row.id),
        )];
        if new.kind == NotificationKind::Mention {
            events.extend(self.file_private(tx, new.who, new.post)?);
        }
        Ok(events)
    }
}
