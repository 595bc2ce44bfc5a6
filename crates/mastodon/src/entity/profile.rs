//! <https://docs.joinmastodon.org/entities/Profile/>

use model::AccountId;
use serde::Serialize;
use social::AccountView;

use super::account::Field;

/// One's own profile as it was typed.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Profile {
    id: AccountId,
    display_name: String,
    note: String,
    fields: Vec<Field>,
    avatar: Option<String>,
    avatar_static: Option<String>,
    avatar_description: String,
    header: Option<String>,
    header_static: Option<String>,
    header_description: String,
    locked: bool,
    bot: bool,
    hide_collections: bool,
    discoverable: bool,
    indexable: bool,
    show_media: bool,
    show_media_replies: bool,
    show_featured: bool,
    attribution_domains: Vec<String>,
}

impl From<AccountView> for Profile {
    fn from(view: AccountView) -> Self {
        let avatar = view.has_avatar().then(|| view.avatar_url.clone());
        let header = view.has_header().then(|| view.header_url.clone());
        Self {
            id: view.id,
            display_name: view.display_name,
            note: view.note_source,
            fields: view.fields_source.into_iter().map(Field::from).collect(),
            avatar_static: avatar.clone(),
            avatar,
            avatar_description: view.showing.avatar_alt,
            header_static: header.clone(),
            header,
            header_description: view.showing.header_alt,
            locked: view.is_locked,
            bot: view.kind == model::AccountKind::Bot,
            hide_collections: view.showing.hides_network,
            discoverable: view.is_discoverable,
            indexable: view.is_indexable,
            show_media: view.showing.shows_media,
            show_media_replies: view.showing.shows_media_replies,
            show_featured: view.showing.shows_featured,
            attribution_domains: view.showing.credited_by,
        }
    }
}
