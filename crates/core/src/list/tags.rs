//! Tags on lists: public posts with one of them are on the list, whoever wrote them.

use model::Id;

use crate::tag::checked_tag;
use crate::{Caller, Error, Result, Social};

/// The most tags on one list.
const MAX_TAGS: i64 = 50;

impl Social {
    /// The tags on a list of the caller's, by name.
    pub async fn list_tags(&self, caller: &Caller, id: Id) -> Result<Vec<String>> {
        let list = self.list_row(caller, id).await?.id;
        Ok(self
            .store()
            .read(move |conn| store::list::tags(conn, list))
            .await?)
    }

    /// Adds a tag. Adding it twice changes nothing.
    pub async fn add_list_tag(&self, caller: &Caller, id: Id, tag: &str) -> Result<Vec<String>> {
        let list = self.list_row(caller, id).await?.id;
        let (tag, membership) = (checked_tag(tag)?, self.new_id().get());
        let has_room = self
            .store()
            .write(move |tx| {
                if store::list::size(tx, list)?.1 >= MAX_TAGS {
                    return Ok(false);
                }
                store::list::add_tag(tx, membership, list, &tag)?;
                Ok(true)
            })
            .await?;
        if !has_room {
            return Err(Error::invalid(
                "tag",
                "too_many",
                format!("is too much: a list holds {MAX_TAGS} tags"),
            ));
        }
        self.list_tags(caller, id).await
    }

    /// Takes a tag off.
    pub async fn remove_list_tag(&self, caller: &Caller, id: Id, tag: &str) -> Result<Vec<String>> {
        let list = self.list_row(caller, id).await?.id;
        let tag = checked_tag(tag)?;
        let is_gone = self
            .store()
            .write(move |tx| store::list::remove_tag(tx, list, &tag))
            .await?;
        if is_gone {
            self.list_tags(caller, id).await
        } else {
            Err(Error::NotFound("This tag"))
        }
    }
}
