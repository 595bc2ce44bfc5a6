//! <https://docs.joinmastodon.org/entities/GroupedNotificationsResults/>

use std::collections::BTreeSet;

use model::{AccountId, Id, PostId, Time};
use serde::Serialize;
use social::notification::GroupView;
use social::{AccountView, NotificationKind, PostView};

use super::notification::word;
use super::{Account, AccountWarning, Lens, Report, Status};

/// A page of notifications in which what belongs together is one.
#[derive(Debug, Clone, Default, Serialize, utoipa::ToSchema)]
pub(crate) struct GroupedNotifications {
    accounts: Vec<Account>,
    #[serde(skip_serializing_if = "Option::is_none")]
    partial_accounts: Option<Vec<PartialAccount>>,
    statuses: Vec<Status>,
    notification_groups: Vec<Group>,
}

/// How much is said of the people of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expand {
    /// Everything.
    Full,
    /// Everything of the newest, and of the others what is needed to show their pictures.
    PartialAvatars,
}

/// <https://docs.joinmastodon.org/entities/PartialAccountWithAvatar/>
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct PartialAccount {
    id: AccountId,
    acct: String,
    url: String,
    avatar: String,
    avatar_static: String,
    avatar_description: String,
    locked: bool,
    bot: bool,
}

#[expect(clippy::struct_field_names, reason = "the names are the API's")]
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct Group {
    group_key: String,
    notifications_count: i64,
    #[serde(rename = "type")]
    kind: &'static str,
    /// A number, unlike every other id: <https://docs.joinmastodon.org/entities/NotificationGroup/>.
    most_recent_notification_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    page_max_id: Option<Id>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page_min_id: Option<Id>,
    #[serde(skip_serializing_if = "Option::is_none")]
    latest_page_notification_at: Option<Time>,
    sample_account_ids: Vec<AccountId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_id: Option<PostId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<Report>,
    #[serde(skip_serializing_if = "Option::is_none")]
    moderation_warning: Option<AccountWarning>,
}

impl GroupedNotifications {
    /// The groups of a page, newest first.
    pub(crate) fn new(groups: Vec<GroupView>, expand: Expand, lens: &Lens<'_>) -> Self {
        let (mut all, mut people, mut posts) = (Self::default(), Vec::new(), BTreeSet::new());
        for view in groups {
            all.notification_groups.push(Group::new(&view));
            people.push(view.people);
            if let Some(post) = view.post
                && posts.insert(post.id)
            {
                all.add_status(post, lens);
            }
        }
        all.add_people(people, expand);
        all
    }

    fn add_status(&mut self, post: PostView, lens: &Lens<'_>) {
        self.statuses.push(Status::new(post, lens));
    }

    fn add_people(&mut self, groups: Vec<Vec<AccountView>>, expand: Expand) {
        let mut full = BTreeSet::new();
        let mut others = Vec::new();
        for mut people in groups {
            let rest = match expand {
                Expand::Full => Vec::new(),
                Expand::PartialAvatars => people.split_off(1.min(people.len())),
            };
            others.extend(rest);
            for person in people {
                if full.insert(person.id) {
                    self.accounts.push(person.into());
                }
            }
        }
        if expand == Expand::PartialAvatars {
            others.retain(|person| full.insert(person.id));
            self.partial_accounts = Some(others.into_iter().map(PartialAccount::from).collect());
        }
    }
}

impl From<AccountView> for PartialAccount {
    fn from(view: AccountView) -> Self {
        let account = Account::from(view);
        Self {
            id: account.id,
            acct: account.acct,
            url: account.url,
            avatar: account.avatar,
            avatar_static: account.avatar_static,
            avatar_description: account.avatar_description,
            locked: account.locked,
            bot: account.bot,
        }
    }
}

impl Group {
    fn new(view: &GroupView) -> Self {
        let paper = view.about.as_deref();
        Self {
            group_key: view.key.clone(),
            notifications_count: view.total,
            kind: word(view.kind),
            most_recent_notification_id: view.newest.get(),
            page_max_id: view.on_page.map(|page| page.max),
            page_min_id: view.on_page.map(|page| page.min),
            latest_page_notification_at: view.on_page.map(|page| page.at),
            sample_account_ids: view.people.iter().map(|person| person.id).collect(),
            status_id: view.post.as_ref().map(|post| post.id),
            report: paper
                .and_then(|paper| paper.report.clone())
                .map(Report::from),
            moderation_warning: paper
                .and_then(|paper| paper.strike.clone())
                .map(AccountWarning::from),
        }
    }
}

/// The kinds of an app's words that come together here.
pub(crate) fn grouped_kinds(asked: &[String]) -> Vec<NotificationKind> {
    social::notification::GROUPED
        .into_iter()
        .filter(|kind| asked.is_empty() || asked.iter().any(|asked| asked == word(*kind)))
        .collect()
}
