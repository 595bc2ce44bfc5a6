//! The posts of filters.

use model::{Id, PostId};
use store::filter::FilterPostRow;

use super::FilterPostView;
use crate::{Caller, Error, Result, Social};

/// The most posts of one filter.
const MAX_POSTS: usize = 500;

/// What became of a post that is to be filtered.
enum Added {
    Now,
    Before,
    TooMany,
}

impl Social {
    /// Adds a post that the caller can see to a filter of theirs.
    pub async fn add_filter_post(
        &self,
        caller: &Caller,
        filter: Id,
        post: PostId,
    ) -> Result<FilterPostView> {
        let filter = self.filter_row(caller, filter).await?.id;
        let post = self.post(caller.viewer(), post).await?.id;
        let row = FilterPostRow {
            id: self.new_id().get(),
            filter_id: filter,
            post_id: post.get(),
        };
        let added = self
            .store()
            .write(move |tx| {
                if store::filter::posts(tx, &[filter])?.len() >= MAX_POSTS {
                    return Ok(Added::TooMany);
                }
                let is_new = store::filter::insert_post(tx, &row)?;
                Ok(if is_new { Added::Now } else { Added::Before })
            })
            .await?;
        match added {
            Added::Now => {
                self.filters_changed(caller.account_id);
                Ok(FilterPostView::from(&row))
            }
            Added::Before => Err(Error::invalid(
                "status",
                "taken",
                "is in this filter already",
            )),
            Added::TooMany => Err(Error::invalid(
                "status",
                "too_many",
                format!("is too much: a filter can have {MAX_POSTS} posts"),
            )),
        }
    }

    /// Takes a post out of a filter of the caller's.
    pub async fn remove_filter_post(&self, caller: &Caller, id: Id) -> Result<FilterPostView> {
        let row = self.filter_post_row(caller, id).await?;
        self.store()
            .write(move |tx| store::filter::delete_post(tx, row.filter_id, row.id))
            .await?;
        self.filters_changed(caller.account_id);
        Ok(FilterPostView::from(&row))
    }
}
