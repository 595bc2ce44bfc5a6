//! Entities of a few fields.

use model::{Id, PostId, Time};
use serde::Serialize;
use social::member::MemberSettings;
use social::notification::MarkerView;
use social::post::{PostSource, Thread};

use super::credential::quote_policy;
use super::status::visibility;
use super::{Lens, Status};

/// `{}`, where there is nothing to say but "done".
#[derive(Debug, Clone, Copy, Serialize, utoipa::ToSchema)]
pub(crate) struct Empty {}

/// How many.
#[derive(Debug, Clone, Copy, Serialize, utoipa::ToSchema)]
pub(crate) struct Count {
    pub(crate) count: i64,
}

/// <https://docs.joinmastodon.org/entities/Context/>
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Context {
    ancestors: Vec<Status>,
    descendants: Vec<Status>,
}

impl Context {
    pub(crate) fn new(thread: Thread, lens: &Lens<'_>) -> Self {
        let all = |posts: Vec<social::PostView>| {
            posts
                .into_iter()
                .map(|post| Status::new(post, lens))
                .collect()
        };
        Self {
            ancestors: all(thread.ancestors),
            descendants: all(thread.descendants),
        }
    }
}

/// <https://docs.joinmastodon.org/entities/StatusSource/>
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct StatusSource {
    id: PostId,
    text: String,
    spoiler_text: String,
    /// Ours, as in other servers that have it.
    content_type: &'static str,
}

impl StatusSource {
    pub(crate) fn new(id: PostId, source: PostSource) -> Self {
        Self {
            id,
            text: source.text,
            spoiler_text: source.warning,
            content_type: source.content_type.as_str(),
        }
    }
}

/// <https://docs.joinmastodon.org/entities/Marker/>
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Marker {
    last_read_id: Id,
    version: i64,
    updated_at: Time,
}

impl From<MarkerView> for Marker {
    fn from(view: MarkerView) -> Self {
        Self {
            last_read_id: view.last_read_id,
            version: view.version,
            updated_at: view.updated_at,
        }
    }
}

/// <https://docs.joinmastodon.org/entities/Preferences/>
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Preferences {
    #[serde(rename = "posting:default:visibility")]
    visibility: &'static str,
    #[serde(rename = "posting:default:sensitive")]
    sensitive: bool,
    #[serde(rename = "posting:default:language")]
    language: Option<String>,
    #[serde(rename = "posting:default:quote_policy")]
    quote_policy: &'static str,
    #[serde(rename = "reading:expand:media")]
    expand_media: &'static str,
    #[serde(rename = "reading:expand:spoilers")]
    expand_spoilers: bool,
    #[serde(rename = "reading:autoplay:gifs")]
    autoplay_gifs: bool,
}

impl From<MemberSettings> for Preferences {
    fn from(settings: MemberSettings) -> Self {
        Self {
            visibility: visibility(settings.default_audience),
            sensitive: settings.default_sensitive,
            language: settings.default_language,
            quote_policy: quote_policy(settings.default_quote),
            expand_media: "default",
            expand_spoilers: false,
            autoplay_gifs: false,
        }
    }
}

/// <https://docs.joinmastodon.org/entities/ExtendedDescription/>
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct ExtendedDescription {
    pub(crate) updated_at: Time,
    pub(crate) content: String,
}
