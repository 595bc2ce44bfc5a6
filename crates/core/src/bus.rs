//! "Look now": what is told to those who are listening at this moment. Only ids go over it; each listener asks the
//! core again with its own eyes, so the bus can never show anybody what is not theirs. What is missed is not lost:
//! the rows are there.

use model::{AccountId, Id, PostId};
use tokio::sync::broadcast;

/// How many events a slow listener may lag behind before it is told to reload.
const CAPACITY: usize = 1_024;

/// Something that listeners may want to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    /// What.
    pub event: LiveEvent,
}

/// What happened, by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LiveEvent {
    /// A post or boost is new.
    PostCreated(PostId),
    /// A post that was written elsewhere before is here now: for those who look at its thread.
    PostFound(PostId),
    /// The rest of the thread around a post was looked for.
    ThreadLooked(PostId),
    /// A post was edited.
    PostEdited(PostId),
    /// A post or boost is gone. Its author, for those who cannot ask any more.
    PostDeleted(PostId, AccountId),
    /// Somebody is told of something.
    Notified(AccountId, Id),
    /// A member's view of a conversation changed.
    ConversationChanged(AccountId, Id),
    /// Notifications that waited came to the others.
    NotificationsMerged(AccountId),
    /// An announcement is new or says something else.
    Announced(Id),
    /// Something was said to an announcement, or taken back.
    AnnouncementReacted(Id, String),
    /// An announcement is gone.
    AnnouncementDeleted(Id),
    /// Somebody changed their filters.
    FiltersChanged(AccountId),
    /// A token or session ended; its streams must end too.
    AccessEnded(AccountId),
}

/// The bus of one process.
#[derive(Debug, Clone)]
pub struct Bus {
    sender: broadcast::Sender<Live>,
}

impl Bus {
    /// A bus without listeners.
    pub fn new() -> Self {
        Self {
            sender: broadcast::Sender::new(CAPACITY),
        }
    }

    /// Tells everybody who listens now.
    pub fn tell(&self, event: LiveEvent) {
        // Nobody listening is not an error.
        let _ = self.sender.send(Live { event });
    }

    /// Listens from now on.
    pub fn listen(&self) -> broadcast::Receiver<Live> {
        self.sender.subscribe()
    }
}

impl Default for Bus {
    fn default() -> Self {
        Self::new()
    }
}
