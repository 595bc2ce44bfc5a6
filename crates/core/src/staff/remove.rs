//! Removing a post.

use model::{AccountId, PostId};

use crate::caller::Role;
use crate::member::{reason, require};
use crate::post::end_post;
use crate::{Caller, Error, Result, Social, Viewer};

impl Social {
    /// Deletes a post of a member, whatever its audience, notes it, and tells its author. It does not come back. For
    /// moderators; nobody's of their own rank or above.
    pub async fn remove_post(&self, caller: &Caller, author: AccountId, id: PostId) -> Result<()> {
        require(caller, Role::Moderator)?;
        let post = self.post(Viewer::Member(author), id).await?;
        if post.account.id != author || !post.is_local || post.boost_of.is_some() {
            return Err(Error::NotFound("This post"));
        }
        let note = self.note_about(caller, author, "A post of yours was removed.");
        let note = note.await?.about_post(id.get());
        let done = self.store().write(move |tx| {
            note.member(tx)?;
            end_post(tx, &post, note.now())?;
            note.write(tx)
        });
        done.await.map_err(reason)?;
        self.journal_grew();
        Ok(())
    }
}
