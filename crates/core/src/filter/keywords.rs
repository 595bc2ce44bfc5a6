//! The words of filters, one at a time.

use model::Id;

use super::{FilterDraft, FilterView, KeywordDraft, KeywordView};
use crate::{Caller, Error, Result, Social};

impl Social {
    /// Adds a word to a filter of the caller's.
    pub async fn add_filter_keyword(
        &self,
        caller: &Caller,
        filter: Id,
        draft: KeywordDraft,
    ) -> Result<KeywordView> {
        let draft = KeywordDraft { id: None, ..draft };
        let mut filter = self.update_filter(caller, filter, only(draft)).await?;
        // The newest is the last.
        filter.keywords.pop().ok_or(Error::NotFound("This keyword"))
    }

    /// Changes a word of the caller's filters.
    pub async fn update_filter_keyword(
        &self,
        caller: &Caller,
        id: Id,
        draft: KeywordDraft,
    ) -> Result<KeywordView> {
        let filter = self.keep_keyword(caller, id, draft).await?;
        let mut keywords = filter.keywords.into_iter();
        keywords
            .find(|keyword| keyword.id == id)
            .ok_or(Error::NotFound("This keyword"))
    }

    /// Removes a word of the caller's filters.
    pub async fn remove_filter_keyword(&self, caller: &Caller, id: Id) -> Result<()> {
        let draft = KeywordDraft {
            is_removed: true,
            ..KeywordDraft::default()
        };
        self.keep_keyword(caller, id, draft).await?;
        Ok(())
    }

    async fn keep_keyword(
        &self,
        caller: &Caller,
        id: Id,
        draft: KeywordDraft,
    ) -> Result<FilterView> {
        let filter = Id::from(self.keyword_row(caller, id).await?.filter_id);
        let draft = KeywordDraft {
            id: Some(id),
            ..draft
        };
        self.update_filter(caller, filter, only(draft)).await
    }
}

fn only(keyword: KeywordDraft) -> FilterDraft {
    FilterDraft {
        keywords: vec![keyword],
        ..FilterDraft::default()
    }
}
