//! The end of a story.

use model::Id;
use serde_json::json;

use crate::journal::{Change, Record};
use crate::{Caller, Error, Result, Social};

/// Stories that are ended in one go.
const AT_ONCE: i64 = 100;

impl Social {
    /// Takes one's own story back.
    pub async fn delete_story(&self, caller: &Caller, id: Id) -> Result<()> {
        let story = self.story(caller.viewer(), id).await?;
        if story.account.id != caller.account_id {
            return Err(Error::Forbidden("Only its owner can delete a story."));
        }
        let owner = story.account.id.get();
        self.remove_stories(vec![(
            id.get(),
            owner,
            crate::journal::LOCAL.to_owned(),
            story.uri,
        )])
        .await
    }

    /// Removes the stories whose day is over. Gives how many there were.
    pub async fn end_stories(&self) -> Result<usize> {
        let now = self.now().micros();
        let due = self
            .store()
            .read(move |conn| store::story::due(conn, now, AT_ONCE))
            .await?;
        let found = due.len();
        if found > 0 {
            self.remove_stories(due).await?;
        }
        Ok(found)
    }

    /// Removes stories, (id, owner, origin, uri) each, with their files; each is told of once.
    pub(crate) async fn remove_stories(
        &self,
        stories: Vec<(i64, i64, String, String)>,
    ) -> Result<()> {
        let now = self.now().micros();
        self.release(move |tx| {
            let mut gone = Vec::new();
            for (id, owner, origin, uri) in &stories {
                if store::story::delete(tx, *id)? {
                    gone.push(*id);
                    Record::from_network(origin, now, *owner, Change::StoryEnded, *id)
                        .with(json!({ "uri": uri }))
                        .append(tx)?;
                }
            }
            store::file::release(tx, store::file::STORY, &gone, &[])
        })
        .await?;
        self.journal_grew();
        Ok(())
    }
}
