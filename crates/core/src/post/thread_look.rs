//! The rest of a thread, at other servers: whoever opens a post has it looked for, not more often than is polite.

use std::time::Duration;

use model::{PostId, Time};

use crate::bus::LiveEvent;
use crate::post::Thread;
use crate::{Result, Social, Viewer};

/// How long what was found is good enough.
const FRESH: Duration = Duration::from_mins(15);
/// The same for whoever asks again.
const FRESH_AGAIN: Duration = Duration::from_mins(1);
/// A search that is older than this has ended without a word: the server was stopped.
const LOST: Duration = Duration::from_mins(10);

/// Whether somebody wants it looked for although that was done a while ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// They only opened the post.
    No,
    /// They asked for it.
    Yes,
}

/// How the search for the rest of a thread stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThreadLook {
    /// It goes on.
    pub is_running: bool,
    /// When it began.
    pub begun_at: Time,
    /// How many posts it brought.
    pub found: i64,
    /// How many posts it could not get.
    pub missing: i64,
}

impl Social {
    /// Has the rest of the thread around a post looked for, unless it was a while ago, and says how that stands. `thread` is
    /// what the viewer sees of it. `None`: there is nobody to ask. Only members set this off; what is not open to everyone is
    /// not asked about.
    pub async fn look_for_thread(
        &self,
        viewer: Viewer,
        thread: &Thread,
        again: Again,
    ) -> Result<Option<ThreadLook>> {
        let Some(post) = thread.id else {
            return Ok(None);
        };
        let is_ours = thread.uri.starts_with(&self.url("/"));
        let mut others = thread.ancestors.iter().chain(&thread.descendants);
        let is_here = is_ours && others.all(|other| other.is_local);
        if is_here || !thread.is_open || !matches!(viewer, Viewer::Member(_)) {
            return Ok(None);
        }
        let (id, uri) = (post.get(), &thread.uri);
        let known = self.thread_look(post).await?;
        let good_for = match again {
            Again::No => FRESH,
            Again::Yes => FRESH_AGAIN,
        };
        if known.is_some_and(|known| self.now().since(known.begun_at) < good_for) {
            return Ok(known);
        }
        let now = self.now();
        let since = now.minus(good_for).micros();
        let has_begun = self
            .store()
            .write(move |tx| store::look::begin_thread(tx, id, now.micros(), since))
            .await?;
        let networks = self.networks();
        if has_begun && !networks.iter().any(|one| one.look_for_thread(post, uri)) {
            self.thread_looked(post, 0, 0).await?;
        }
        self.thread_look(post).await
    }

    /// How the search for the rest of a thread stands; `None` if there never was one.
    pub async fn thread_look(&self, post: PostId) -> Result<Option<ThreadLook>> {
        let id = post.get();
        let row = self
            .store()
            .read(move |conn| store::look::thread(conn, id))
            .await?;
        let now = self.now();
        Ok(row.map(|row| {
            let begun_at = Time::from_micros(row.begun_at);
            ThreadLook {
                is_running: row.done_at.is_none() && now.since(begun_at) < LOST,
                begun_at,
                found: row.found,
                missing: row.missing,
            }
        }))
    }

    /// A network has looked for the rest of a thread: how many posts came, and how many could not be had.
    pub async fn thread_looked(&self, post: PostId, found: usize, missing: usize) -> Result<()> {
        let count = |many: usize| i64::try_from(many).unwrap_or(i64::MAX);
        let (id, now) = (post.get(), self.now().micros());
        let (found, missing) = (count(found), count(missing));
        self.store()
            .write(move |tx| store::look::end_thread(tx, id, now, found, missing))
            .await?;
        self.bus().tell(LiveEvent::ThreadLooked(post));
        Ok(())
    }

    /// The first post of the thread of a post of ours, if that is of this community and for everyone to see.
    pub async fn open_root(&self, post: PostId) -> Result<Option<PostId>> {
        let id = post.get();
        let root = self
            .store()
            .read(move |conn| store::thread::first_of(conn, id))
            .await?;
        let Some(root) = root.map(PostId::from) else {
            return Ok(None);
        };
        match self.post(Viewer::Anyone, root).await {
            Ok(root) if root.is_local && root.reply_to.is_none() => Ok(Some(root.id)),
            Ok(_) | Err(crate::Error::NotFound(_) | crate::Error::Gone(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
