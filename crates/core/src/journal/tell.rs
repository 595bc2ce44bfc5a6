//! Telling one person of one thing.

use model::AccountId;
use store::Tx;
use store::notification::NotificationRow;

use super::Entry;
use super::live::Telling;
use crate::bus::LiveEvent;
use crate::notification::{Treatment, group_key, treatment};
use crate::view::NotificationKind;
use crate::{Social, push};

impl Social {
    /// Writes a notification, unless there is one or it is not wanted; a private mention also comes into the
    /// conversation of who is told. What their policy holds back is neither heard nor filed: it waits.
    pub(super) fn tell(
        &self,
        tx: &mut Tx,
        entry: &Entry,
        new: &Telling,
    ) -> store::Result<Vec<LiveEvent>> {
        // One's own poll is the only thing one is told of oneself.
        if new.who == new.from && new.kind != NotificationKind::PollEnded {
            return Ok(Vec::new());
        }
        let treatment = treatment(tx, new.who, new.kind, new.from, new.post, entry.at)?;
        if treatment == Treatment::Drop {
            return Ok(Vec::new());
        }
        let id = self.new_id();
        let row = NotificationRow {
            id: id.get(),
            account_id: new.who,
            kind: new.kind.as_str().to_owned(),
            from_id: new.from,
            post_id: new.post,
            created_at: entry.at.micros(),
            group_key: group_key(new.kind, new.post, id),
            is_filtered: treatment == Treatment::Filter,
        };
        // One who hears no more of a thread still finds a private mention in its conversation.
        let is_wanted = new.post == 0 || !store::thread::is_muted(tx, new.who, new.post)?;
        let mut events = Vec::new();
        if is_wanted {
            if !store::notification::insert(tx, &row)? {
                return Ok(Vec::new());
            }
            if row.is_filtered {
                let request = self.new_id().get();
                store::notification_request::open(tx, request, new.who, new.from, row.created_at)?;
                return Ok(Vec::new());
            }
            events.push(LiveEvent::Notified(AccountId::from(new.who), id));
            push::enqueue(self, tx, new.who, new.from, (id, new.kind), entry.at)?;
        }
        if new.kind == NotificationKind::Mention {
            events.extend(self.file_private(tx, new.who, new.post)?);
        }
        Ok(events)
    }
}
