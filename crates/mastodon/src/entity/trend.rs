//! What trends: <https://docs.joinmastodon.org/entities/Trends_Link/> and what moderators see of it,
//! <https://docs.joinmastodon.org/entities/Tag/#admin>.

use model::Id;
use serde::Serialize;
use social::trend::{LinkTrend, TagState};

use super::tag::History;
use super::{Lens, PreviewCard, Tag};

/// A link with its last days.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct TrendingLink {
    #[serde(flatten)]
    card: PreviewCard,
    history: Vec<History>,
}

impl From<LinkTrend> for TrendingLink {
    fn from(link: LinkTrend) -> Self {
        Self {
            card: link.card.into(),
            history: link.history.into_iter().map(History::from).collect(),
        }
    }
}

/// A link as moderators see it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct AdminLink {
    id: Id,
    requires_review: bool,
    #[serde(flatten)]
    link: TrendingLink,
}

impl AdminLink {
    pub(crate) fn new(link: LinkTrend, requires_review: bool) -> Self {
        Self {
            id: link.card.id,
            requires_review,
            link: link.into(),
        }
    }
}

/// A tag as moderators see it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct AdminTag {
    #[serde(flatten)]
    tag: Tag,
    trendable: bool,
    usable: bool,
    listable: bool,
    requires_review: bool,
}

impl AdminTag {
    pub(crate) fn new(state: TagState, lens: &Lens<'_>) -> Self {
        Self {
            tag: Tag::named(state.tag, lens).with_history(state.history),
            trendable: state.is_trendable,
            usable: state.is_usable,
            listable: state.is_listable,
            requires_review: state.needs_review,
        }
    }
}
