//! <https://docs.joinmastodon.org/entities/CustomEmoji/>

use model::Emoji;
use serde::Serialize;
use social::emoji::EmojiView;

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct CustomEmoji {
    shortcode: String,
    url: String,
    static_url: String,
    visible_in_picker: bool,
    category: Option<String>,
    /// Ours: the server it was copied from.
    #[serde(skip_serializing_if = "Option::is_none")]
    credit: Option<String>,
}

impl From<Emoji> for CustomEmoji {
    fn from(emoji: Emoji) -> Self {
        Self {
            shortcode: emoji.shortcode,
            static_url: emoji.still_url.unwrap_or_else(|| emoji.url.clone()),
            url: emoji.url,
            visible_in_picker: false,
            category: None,
            credit: None,
        }
    }
}

impl From<EmojiView> for CustomEmoji {
    fn from(emoji: EmojiView) -> Self {
        Self {
            shortcode: emoji.shortcode,
            static_url: emoji.still_url.unwrap_or_else(|| emoji.url.clone()),
            url: emoji.url,
            visible_in_picker: emoji.is_in_picker,
            category: emoji.category,
            credit: emoji.credit,
        }
    }
}

/// Several at once.
pub(crate) fn all(emojis: Vec<Emoji>) -> Vec<CustomEmoji> {
    emojis.into_iter().map(CustomEmoji::from).collect()
}
