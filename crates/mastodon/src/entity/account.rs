//! <https://docs.joinmastodon.org/entities/Account/>

use model::sanitize::escape;
use model::{AccountId, AccountKind, Time};
use serde::Serialize;
use social::AccountView;
use social::view::AlsoView;

use super::emoji::{self, CustomEmoji};

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Account {
    pub(super) id: AccountId,
    username: String,
    pub(super) acct: String,
    display_name: String,
    pub(super) locked: bool,
    pub(super) bot: bool,
    discoverable: bool,
    indexable: bool,
    noindex: bool,
    group: bool,
    created_at: String,
    note: String,
    pub(super) url: String,
    uri: String,
    pub(super) avatar: String,
    pub(super) avatar_static: String,
    pub(super) avatar_description: String,
    header: String,
    header_static: String,
    header_description: String,
    followers_count: i64,
    following_count: i64,
    statuses_count: i64,
    last_status_at: Option<String>,
    hide_collections: Option<bool>,
    emojis: Vec<CustomEmoji>,
    fields: Vec<Field>,
    #[schema(value_type = Vec<serde_json::Value>)]
    roles: [(); 0],
    #[serde(skip_serializing_if = "is_false")]
    suspended: bool,
    #[serde(skip_serializing_if = "is_false")]
    limited: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    pub(crate) moved: Option<Box<Account>>,
}

/// One row of a profile.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Field {
    name: String,
    value: String,
    verified_at: Option<Time>,
}

impl From<model::Field> for Field {
    fn from(field: model::Field) -> Self {
        Self {
            name: field.name,
            value: field.value,
            verified_at: None,
        }
    }
}

/// The rows of a profile. The account that the same person has on another network is one of them, and the only one that
/// was verified.
fn fields(rows: Vec<model::Field>, also: Option<AlsoView>) -> Vec<Field> {
    let also = also.map(|also| {
        let (page, acct) = (escape(&also.page_url), escape(&also.acct));
        Field {
            name: "Also here as".to_owned(),
            value: format!("<a href=\"{page}\" rel=\"me\">@{acct}</a>"),
            verified_at: Some(also.since),
        }
    });
    also.into_iter()
        .chain(rows.into_iter().map(Field::from))
        .collect()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "it is what serde passes")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// The day something began, as Mastodon tells it: the moment would tell more than anybody needs.
fn midnight(time: Time) -> String {
    format!("{}T00:00:00.000Z", time.date())
}

impl From<AccountView> for Account {
    fn from(view: AccountView) -> Self {
        // Apps have one word for both.
        let is_hidden = view.is_suspended || view.is_away;
        Self {
            id: view.id,
            acct: view.acct(),
            username: view.username,
            display_name: if is_hidden {
                String::new()
            } else {
                view.display_name
            },
            locked: view.is_locked,
            bot: matches!(view.kind, AccountKind::Bot | AccountKind::Server),
            discoverable: view.is_discoverable,
            indexable: view.is_indexable,
            noindex: !view.is_indexable,
            group: view.kind == AccountKind::Group,
            created_at: midnight(view.created_at),
            note: view.note_html,
            url: view.page_url,
            uri: view.uri,
            avatar_static: view.still_avatar_url,
            avatar: view.avatar_url,
            avatar_description: view.showing.avatar_alt,
            header_static: view.header_url.clone(),
            header: view.header_url,
            header_description: view.showing.header_alt,
            followers_count: view.followers_count,
            following_count: view.following_count,
            statuses_count: view.posts_count,
            last_status_at: view.last_post_at.map(Time::date),
            hide_collections: Some(view.showing.hides_network),
            emojis: emoji::all(view.emojis),
            fields: fields(view.fields, view.also),
            roles: [],
            suspended: is_hidden,
            limited: view.is_silenced && !is_hidden,
            moved: None,
        }
    }
}

/// <https://docs.joinmastodon.org/entities/Account/#MutedAccount>
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct MutedAccount {
    #[serde(flatten)]
    account: Account,
    mute_expires_at: Option<Time>,
}

impl MutedAccount {
    pub(crate) fn new(view: AccountView, until: Option<Time>) -> Self {
        Self {
            account: view.into(),
            mute_expires_at: until,
        }
    }
}
