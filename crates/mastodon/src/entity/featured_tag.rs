//! <https://docs.joinmastodon.org/entities/FeaturedTag/>

use model::{Id, Time};
use serde::Serialize;
use social::tag::FeaturedTagView;

use super::Lens;

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct FeaturedTag {
    id: Id,
    name: String,
    url: String,
    /// A number, as text.
    statuses_count: String,
    last_status_at: Option<String>,
}

impl FeaturedTag {
    pub(crate) fn new(view: FeaturedTagView, lens: &Lens<'_>) -> Self {
        Self {
            id: view.id,
            url: lens.tag_url(&view.name),
            name: view.name,
            statuses_count: view.posts.to_string(),
            last_status_at: view.last_post_at.map(Time::date),
        }
    }

    pub(crate) fn all(views: Vec<FeaturedTagView>, lens: &Lens<'_>) -> Vec<Self> {
        views
            .into_iter()
            .map(|view| Self::new(view, lens))
            .collect()
    }
}
