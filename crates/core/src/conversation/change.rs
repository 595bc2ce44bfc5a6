//! What somebody does with their own view of a conversation.

use model::Id;

use super::ConversationView;
use crate::bus::LiveEvent;
use crate::{Caller, Error, Result, Social};

impl Social {
    /// Marks a conversation as read, or as unread again.
    pub async fn mark_conversation(
        &self,
        caller: &Caller,
        id: Id,
        is_unread: bool,
    ) -> Result<ConversationView> {
        let account = caller.account_id.get();
        let was_there = self
            .store()
            .write(move |tx| store::conversation::mark(tx, account, id.get(), is_unread))
            .await?;
        if !was_there {
            return Err(Error::NotFound("This conversation"));
        }
        self.bus()
            .tell(LiveEvent::ConversationChanged(caller.account_id, id));
        self.conversation(caller, id).await
    }

    /// Puts a conversation away. The posts stay, and a new one brings it back.
    pub async fn delete_conversation(&self, caller: &Caller, id: Id) -> Result<()> {
        let account = caller.account_id.get();
        let was_there = self
            .store()
            .write(move |tx| store::conversation::delete(tx, account, id.get()))
            .await?;
        if was_there {
            Ok(())
        } else {
            Err(Error::NotFound("This conversation"))
        }
    }
}
