//! <https://docs.joinmastodon.org/entities/V1_Instance/>

use serde::Serialize;
use social::AccountView;
use social::community::{Community, Registration, Stats};

use super::Account;
use super::instance::{Configuration, Rule, VERSION, is_open, streaming_url};
use crate::app::App;

/// The older form of the community's description, which many apps still ask for.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct V1Instance {
    uri: String,
    title: String,
    short_description: String,
    description: String,
    email: String,
    version: &'static str,
    urls: Urls,
    stats: StatsEntity,
    thumbnail: String,
    languages: Vec<String>,
    registrations: bool,
    approval_required: bool,
    invites_enabled: bool,
    configuration: Configuration,
    contact_account: Option<Account>,
    rules: Vec<Rule>,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct Urls {
    streaming_api: String,
}

#[expect(clippy::struct_field_names, reason = "the names are the API's")]
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct StatsEntity {
    user_count: i64,
    status_count: i64,
    domain_count: i64,
}

impl V1Instance {
    pub(crate) fn new(
        app: &App,
        community: Community,
        stats: &Stats,
        contact: Option<AccountView>,
    ) -> Self {
        Self {
            uri: app.social.domain().to_string(),
            title: community.name,
            short_description: community.description,
            description: community.description_html,
            email: community.contact_email,
            version: VERSION,
            urls: Urls {
                streaming_api: streaming_url(app),
            },
            stats: StatsEntity {
                user_count: stats.members,
                status_count: stats.posts,
                domain_count: stats.peers,
            },
            thumbnail: app.social.url(&app.options.thumbnail_path),
            languages: community.languages,
            registrations: is_open(community.registration),
            approval_required: community.registration == Registration::Approval,
            invites_enabled: community.registration == Registration::Invite,
            configuration: Configuration::new(app),
            contact_account: contact.map(Account::from),
            rules: Rule::all(community.rules),
        }
    }
}
