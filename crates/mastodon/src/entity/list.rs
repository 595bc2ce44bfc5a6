//! <https://docs.joinmastodon.org/entities/List/>

use model::Id;
use serde::Serialize;
use social::list::ListView;

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct List {
    id: Id,
    title: String,
    replies_policy: &'static str,
    exclusive: bool,
}

impl From<ListView> for List {
    fn from(view: ListView) -> Self {
        Self {
            id: view.id,
            title: view.title,
            replies_policy: view.replies.as_str(),
            exclusive: view.is_exclusive,
        }
    }
}
