//! <https://docs.joinmastodon.org/entities/Account/#CredentialAccount>

use model::Permission;
use serde::Serialize;
use social::member::MemberView;

use super::account::{Account, Field};
use super::role::RoleEntity;
use super::status::visibility;

/// One's own account, with what only its owner sees.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct CredentialAccount {
    #[serde(flatten)]
    account: Account,
    source: Source,
    role: RoleEntity,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct Source {
    privacy: &'static str,
    sensitive: bool,
    language: Option<String>,
    note: String,
    fields: Vec<Field>,
    follow_requests_count: i64,
    discoverable: bool,
    indexable: bool,
    hide_collections: Option<bool>,
    attribution_domains: Vec<String>,
    quote_policy: &'static str,
}

/// Who may quote, in Mastodon's words, which know no "those named".
pub(crate) fn quote_policy(quote: Permission) -> &'static str {
    match quote {
        Permission::Anyone => "public",
        Permission::Followers => "followers",
        Permission::Named | Permission::Nobody => "nobody",
    }
}

impl From<MemberView> for CredentialAccount {
    fn from(member: MemberView) -> Self {
        let view = member.account;
        let source = Source {
            privacy: visibility(member.settings.default_audience),
            sensitive: member.settings.default_sensitive,
            language: member.settings.default_language,
            note: view.note_source.clone(),
            fields: view
                .fields_source
                .iter()
                .cloned()
                .map(Field::from)
                .collect(),
            follow_requests_count: member.follow_requests_count,
            discoverable: view.is_discoverable,
            indexable: view.is_indexable,
            hide_collections: Some(view.showing.hides_network),
            attribution_domains: view.showing.credited_by.clone(),
            quote_policy: quote_policy(member.settings.default_quote),
        };
        Self {
            account: view.into(),
            source,
            role: member.role.into(),
        }
    }
}
