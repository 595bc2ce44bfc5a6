//! <https://docs.joinmastodon.org/entities/Tag/>

use serde::Serialize;
use social::tag::{MyTag, TagView};
use social::trend::DayUse;

use super::Lens;

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Tag {
    id: String,
    name: String,
    url: String,
    history: Vec<History>,
    #[serde(skip_serializing_if = "Option::is_none")]
    following: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    featuring: Option<bool>,
}

/// One day of a tag or a link. Numbers are texts, as in Mastodon.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct History {
    day: String,
    uses: String,
    accounts: String,
}

impl From<DayUse> for History {
    fn from(day: DayUse) -> Self {
        Self {
            day: day.day.seconds().to_string(),
            uses: day.uses.to_string(),
            accounts: day.accounts.to_string(),
        }
    }
}

impl Tag {
    /// The same with its last days.
    pub(crate) fn with_history(mut self, days: Vec<DayUse>) -> Self {
        self.history = days.into_iter().map(History::from).collect();
        self
    }

    /// A tag of which only the name was asked for.
    pub(crate) fn named(name: String, lens: &Lens<'_>) -> Self {
        let mine = lens.is_member().then(MyTag::default);
        Self::new(TagView { name, mine }, lens)
    }

    /// A tag by its folded name, which is its id as well.
    pub(crate) fn new(tag: TagView, lens: &Lens<'_>) -> Self {
        let TagView { name, mine } = tag;
        Self {
            id: name.clone(),
            url: lens.tag_url(&name),
            name,
            history: Vec::new(),
            following: mine.map(|mine| mine.following),
            featuring: mine.map(|mine| mine.featuring),
        }
    }
}
