//! <https://docs.joinmastodon.org/entities/Instance/>

use model::ContentType;
use serde::Serialize;
use serde_json::{Map, Value};
use social::AccountView;
use social::community::{Community, Registration, Stats};

use super::Account;
use crate::app::App;

/// The newest API of Mastodon whose documentation this server can be held to, for those who compare versions as text.
pub(crate) const VERSION: &str = concat!(
    "4.5.0 (compatible; Folkmoot ",
    env!("CARGO_PKG_VERSION"),
    ")"
);

/// What can be relied on by number: grouped notifications are there, which is 2
/// (<https://docs.joinmastodon.org/entities/Instance/#api-versions>); 3 wants attribution domains.
const API_VERSION: u8 = 2;

/// What apps may rely on beyond Mastodon's API, one page of `docs/api` each.
const EXTENSIONS: &[&str] = &[
    // docs/api/community.md
    "community_admin",
    // docs/api/emojis.md
    "custom_emojis_admin",
    // docs/api/conversations.md
    "add_people",
    // docs/api/announcements.md
    "announcements",
    // docs/api/media.md
    "captions",
    "uploads",
    // docs/api/stories.md
    "stories",
    // docs/api/lists.md
    "list_tags",
    // docs/api/posts.md
    "markdown",
    "circles",
    "preview",
    "drafts",
    "answers",
    "emoji_reactions",
    "bookmark_folders",
];

/// What is ours.
#[derive(Debug, Clone, Copy, Serialize, utoipa::ToSchema)]
struct Folkmoot {
    extensions: &'static [&'static str],
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Instance {
    domain: String,
    title: String,
    version: &'static str,
    source_url: String,
    description: String,
    usage: Usage,
    thumbnail: Thumbnail,
    #[schema(value_type = Vec<serde_json::Value>)]
    icon: [(); 0],
    languages: Vec<String>,
    configuration: Configuration,
    registrations: Registrations,
    api_versions: ApiVersions,
    contact: Contact,
    rules: Vec<Rule>,
    folkmoot: Folkmoot,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct Usage {
    users: ActiveUsers,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct ActiveUsers {
    active_month: i64,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct Thumbnail {
    url: String,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct ApiVersions {
    mastodon: u8,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct Contact {
    email: String,
    account: Option<Account>,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct Registrations {
    enabled: bool,
    approval_required: bool,
    reason_required: bool,
    message: Option<String>,
    url: Option<String>,
}

impl From<Registration> for Registrations {
    fn from(registration: Registration) -> Self {
        let needs_approval = registration == Registration::Approval;
        Self {
            enabled: is_open(registration),
            approval_required: needs_approval,
            reason_required: needs_approval,
            message: None,
            url: None,
        }
    }
}

/// Whether somebody without an invitation can register.
pub(super) fn is_open(registration: Registration) -> bool {
    matches!(registration, Registration::Open | Registration::Approval)
}

/// <https://docs.joinmastodon.org/entities/Rule/>
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Rule {
    id: String,
    text: String,
    hint: &'static str,
    translations: Map<String, Value>,
}

impl Rule {
    /// The rules of the community, numbered from one.
    pub(crate) fn all(rules: Vec<String>) -> Vec<Self> {
        let numbered = rules.into_iter().zip(1..);
        numbered.map(|(text, id)| Self::new(id, text)).collect()
    }

    /// One rule and its number.
    pub(crate) fn new(number: usize, text: String) -> Self {
        Self {
            id: number.to_string(),
            text,
            hint: "",
            translations: Map::new(),
        }
    }
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(super) struct Configuration {
    #[serde(skip_serializing_if = "Option::is_none")]
    urls: Option<Urls>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vapid: Option<Vapid>,
    accounts: AccountLimits,
    statuses: StatusLimits,
    media_attachments: MediaLimits,
    polls: PollLimits,
    translation: Translation,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct Urls {
    streaming: String,
    about: String,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct Vapid {
    public_key: String,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct AccountLimits {
    max_featured_tags: u8,
    max_pinned_statuses: u8,
    max_display_name_length: usize,
    max_note_length: usize,
    max_profile_fields: usize,
    profile_field_name_limit: usize,
    profile_field_value_limit: usize,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct StatusLimits {
    max_characters: usize,
    max_media_attachments: usize,
    characters_reserved_per_url: usize,
    /// Ours, as in other servers that have it.
    supported_mime_types: Vec<&'static str>,
}

/// Video cannot be uploaded yet, so its numbers are nought.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct MediaLimits {
    supported_mime_types: Vec<&'static str>,
    description_limit: usize,
    image_size_limit: usize,
    image_matrix_limit: u64,
    video_size_limit: usize,
    video_frame_rate_limit: u32,
    video_matrix_limit: u32,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct PollLimits {
    max_options: usize,
    max_characters_per_option: usize,
    min_expiration: u64,
    max_expiration: u64,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct Translation {
    enabled: bool,
}

impl Configuration {
    /// What both versions of the entity say.
    pub(super) fn new(app: &App) -> Self {
        let limits = app.social.limits();
        Self {
            urls: None,
            vapid: None,
            accounts: AccountLimits {
                max_featured_tags: 0,
                max_pinned_statuses: 5,
                max_display_name_length: model::account::MAX_DISPLAY_NAME_CHARS,
                max_note_length: model::account::MAX_NOTE_CHARS,
                max_profile_fields: model::account::MAX_FIELDS,
                profile_field_name_limit: model::account::MAX_FIELD_CHARS,
                profile_field_value_limit: model::account::MAX_FIELD_CHARS,
            },
            statuses: StatusLimits {
                max_characters: limits.post_chars,
                max_media_attachments: limits.media,
                characters_reserved_per_url: model::post::LINK_CHARS,
                supported_mime_types: ContentType::ALL.map(ContentType::as_str).to_vec(),
            },
            media_attachments: MediaLimits {
                supported_mime_types: app.social.media_types(),
                description_limit: model::post::MAX_ALT_CHARS,
                image_size_limit: social::media::MAX_BYTES,
                image_matrix_limit: social::media::MAX_PIXELS,
                video_size_limit: limits.playing_bytes,
                video_frame_rate_limit: 120,
                video_matrix_limit: social::media::MAX_VIDEO_PIXELS,
            },
            polls: PollLimits {
                max_options: limits.poll_options,
                max_characters_per_option: model::post::MAX_POLL_OPTION_CHARS,
                min_expiration: model::post::MIN_POLL_SECONDS,
                max_expiration: model::post::MAX_POLL_SECONDS,
            },
            translation: Translation {
                enabled: app.social.has_translator(),
            },
        }
    }
}

/// Where streams are: the base URL with the scheme of a WebSocket.
pub(super) fn streaming_url(app: &App) -> String {
    app.social.url("").replacen("http", "ws", 1)
}

impl Instance {
    /// The same, with the key by which push services know this server.
    pub(crate) fn with_push_key(mut self, public_key: String) -> Self {
        self.configuration.vapid = Some(Vapid { public_key });
        self
    }

    pub(crate) fn new(
        app: &App,
        community: Community,
        stats: &Stats,
        contact: Option<AccountView>,
    ) -> Self {
        let urls = Urls {
            streaming: streaming_url(app),
            about: app.social.url("/about"),
        };
        Self {
            domain: app.social.domain().to_string(),
            title: community.name,
            version: VERSION,
            source_url: app.options.source_url.clone(),
            description: community.description,
            usage: Usage {
                users: ActiveUsers {
                    active_month: stats.active_month,
                },
            },
            thumbnail: Thumbnail {
                url: app.social.url(&app.options.thumbnail_path),
            },
            icon: [],
            languages: community.languages,
            configuration: Configuration {
                urls: Some(urls),
                ..Configuration::new(app)
            },
            registrations: community.registration.into(),
            api_versions: ApiVersions {
                mastodon: API_VERSION,
            },
            contact: Contact {
                email: community.contact_email,
                account: contact.map(Account::from),
            },
            rules: Rule::all(community.rules),
            folkmoot: Folkmoot {
                extensions: EXTENSIONS,
            },
        }
    }
}
