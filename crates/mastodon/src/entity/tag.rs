//! <https://docs.joinmastodon.org/entities/Tag/>

use serde::Serialize;

use super::Lens;

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Tag {
    id: String,
    name: String,
    url: String,
    /// How often it was used lately is not counted yet.
    history: [(); 0],
    #[serde(skip_serializing_if = "Option::is_none")]
    following: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    featuring: Option<bool>,
}

impl Tag {
    /// A tag by its folded name, which is its id as well. Tags cannot be followed here yet.
    pub(crate) fn new(name: String, lens: &Lens<'_>) -> Self {
        let mine = lens.is_member().then_some(false);
        Self {
            id: name.clone(),
            url: lens.tag_url(&name),
            name,
            history: [],
            following: mine,
            featuring: mine,
        }
    }
}
