//! Removing a file.

use model::MediaId;

use super::change::GONE;
use crate::{Caller, Error, Result, Social};

impl Social {
    /// Removes one's own file, which no post may have.
    pub async fn delete_media(&self, caller: &Caller, id: MediaId) -> Result<()> {
        let row = self.own_media(caller, &[id]).await?.pop().ok_or(GONE)?;
        if row.post_id.is_some() {
            return Err(Error::invalid(
                "file",
                "in_usage",
                "belongs to a post: delete the post, or edit it without the file",
            ));
        }
        self.drop_media(caller, &[id]).await
    }

    /// Removes some of one's own files, those that belong to no post.
    pub async fn drop_media(&self, caller: &Caller, ids: &[MediaId]) -> Result<()> {
        let account = caller.account_id.get();
        let ids: Vec<i64> = ids.iter().map(|id| id.get()).collect();
        self.release(move |tx| {
            let gone = store::media::delete_loose(tx, account, &ids)?;
            store::file::release(tx, store::file::MEDIA, &gone, &[])
        })
        .await
    }
}
