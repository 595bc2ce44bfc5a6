//! <https://docs.joinmastodon.org/entities/Search/>

use serde::Serialize;
use social::search::SearchResults;
use social::tag::TagView;

use super::{Account, Lens, Status, Tag};

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Search {
    accounts: Vec<Account>,
    statuses: Vec<Status>,
    hashtags: Vec<Tag>,
}

impl Search {
    pub(crate) fn new(found: SearchResults, tags: Vec<TagView>, lens: &Lens<'_>) -> Self {
        Self {
            accounts: found.accounts.into_iter().map(Account::from).collect(),
            statuses: found
                .posts
                .into_iter()
                .map(|post| Status::new(post, lens))
                .collect(),
            hashtags: tags.into_iter().map(|tag| Tag::new(tag, lens)).collect(),
        }
    }
}
