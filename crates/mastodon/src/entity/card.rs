//! <https://docs.joinmastodon.org/entities/PreviewCard/>

use serde::Serialize;
use social::Card;

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct PreviewCard {
    url: String,
    title: String,
    description: String,
    language: Option<String>,
    #[serde(rename = "type")]
    kind: &'static str,
    author_name: String,
    author_url: &'static str,
    authors: Vec<Author>,
    provider_name: String,
    provider_url: String,
    /// Never anything: no HTML of others is shown.
    html: &'static str,
    width: u8,
    height: u8,
    image: Option<String>,
    image_description: String,
    embed_url: &'static str,
    blurhash: Option<()>,
    published_at: Option<()>,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct Author {
    name: String,
    url: &'static str,
    account: Option<()>,
}

impl From<Card> for PreviewCard {
    fn from(card: Card) -> Self {
        let shown = card.shown;
        let author = (!shown.author.is_empty()).then(|| Author {
            name: shown.author.clone(),
            url: "",
            account: None,
        });
        Self {
            url: card.url,
            title: shown.title,
            description: shown.description,
            language: shown.language,
            kind: "link",
            author_name: shown.author,
            author_url: "",
            authors: author.into_iter().collect(),
            provider_name: shown.site,
            provider_url: shown.site_url,
            html: "",
            width: 0,
            height: 0,
            image: shown.image,
            image_description: shown.image_alt,
            embed_url: "",
            blurhash: None,
            published_at: None,
        }
    }
}
