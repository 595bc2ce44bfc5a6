//! <https://docs.joinmastodon.org/entities/Filter/>

use model::{Id, PostId, Time};
use serde::Serialize;
use social::filter::{Action, FilterMatch, FilterPostView, FilterView, KeywordView, Place};

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Filter {
    id: Id,
    title: String,
    context: Vec<&'static str>,
    expires_at: Option<Time>,
    #[serde(rename = "filter_action")]
    action: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    keywords: Option<Vec<FilterKeyword>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    statuses: Option<Vec<FilterStatus>>,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct FilterKeyword {
    id: Id,
    keyword: String,
    whole_word: bool,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct FilterStatus {
    id: Id,
    status_id: PostId,
}

/// <https://docs.joinmastodon.org/entities/FilterResult/>
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct FilterResult {
    filter: Filter,
    keyword_matches: Option<Vec<String>>,
    status_matches: Option<Vec<PostId>>,
}

/// <https://docs.joinmastodon.org/entities/V1_Filter/>: one word of a filter.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct V1Filter {
    id: Id,
    phrase: String,
    context: Vec<&'static str>,
    whole_word: bool,
    expires_at: Option<Time>,
    irreversible: bool,
}

impl Filter {
    /// Without what is in it.
    fn bare(view: &FilterView) -> Self {
        Self {
            id: view.id,
            title: view.title.clone(),
            context: words(view),
            expires_at: view.expires_at,
            action: view.action.as_str(),
            keywords: None,
            statuses: None,
        }
    }
}

impl From<FilterView> for Filter {
    fn from(view: FilterView) -> Self {
        let bare = Self::bare(&view);
        Self {
            keywords: Some(view.keywords.into_iter().map(Into::into).collect()),
            statuses: Some(view.posts.into_iter().map(Into::into).collect()),
            ..bare
        }
    }
}

impl From<KeywordView> for FilterKeyword {
    fn from(view: KeywordView) -> Self {
        Self {
            id: view.id,
            keyword: view.keyword,
            whole_word: view.is_whole_word,
        }
    }
}

impl From<FilterPostView> for FilterStatus {
    fn from(view: FilterPostView) -> Self {
        Self {
            id: view.id,
            status_id: view.post_id,
        }
    }
}

impl From<FilterMatch> for FilterResult {
    fn from(found: FilterMatch) -> Self {
        Self {
            filter: Filter::bare(&found.filter),
            keyword_matches: Some(found.keywords).filter(|words| !words.is_empty()),
            status_matches: Some(found.posts).filter(|posts| !posts.is_empty()),
        }
    }
}

impl V1Filter {
    /// One for each word.
    pub(crate) fn all(filter: &FilterView) -> Vec<Self> {
        let keywords = filter.keywords.iter();
        keywords.map(|word| Self::new(filter, word)).collect()
    }

    /// The one for this word.
    pub(crate) fn find(filter: &FilterView, keyword: Id) -> Option<Self> {
        let mut keywords = filter.keywords.iter();
        let word = keywords.find(|word| word.id == keyword)?;
        Some(Self::new(filter, word))
    }

    fn new(filter: &FilterView, word: &KeywordView) -> Self {
        Self {
            id: word.id,
            phrase: word.keyword.clone(),
            context: words(filter),
            whole_word: word.is_whole_word,
            expires_at: filter.expires_at,
            irreversible: filter.action == Action::Hide,
        }
    }
}

fn words(filter: &FilterView) -> Vec<&'static str> {
    filter.places.iter().copied().map(Place::as_str).collect()
}
