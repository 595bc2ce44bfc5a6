//! <https://docs.joinmastodon.org/entities/GroupedNotificationsResults/>

use std::collections::BTreeSet;

use model::{AccountId, Id, PostId, Time};
use serde::Serialize;
use social::NotificationView;

use super::notification::word;
use super::{Account, GroupKey, Lens, Status};

/// How many of the people of a group are shown.
const SAMPLE: usize = 8;

/// A page of notifications in which what belongs together is one.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct GroupedNotifications {
    accounts: Vec<Account>,
    statuses: Vec<Status>,
    notification_groups: Vec<Group>,
}

#[expect(clippy::struct_field_names, reason = "the names are the API's")]
#[derive(Debug, Clone, Serialize)]
struct Group {
    group_key: String,
    notifications_count: u32,
    #[serde(rename = "type")]
    kind: &'static str,
    /// A number, unlike every other id: <https://docs.joinmastodon.org/entities/NotificationGroup/>.
    most_recent_notification_id: i64,
    page_max_id: Id,
    page_min_id: Id,
    latest_page_notification_at: Time,
    sample_account_ids: Vec<AccountId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_id: Option<PostId>,
}

impl GroupedNotifications {
    /// Groups a page, newest first.
    pub(crate) fn new(page: Vec<NotificationView>, lens: &Lens<'_>) -> Self {
        let mut grouped = Self::default();
        let (mut people, mut posts) = (BTreeSet::new(), BTreeSet::new());
        for view in page {
            let is_sampled = grouped.add(&view);
            if is_sampled && people.insert(view.account.id) {
                grouped.accounts.push(view.account.into());
            }
            if let Some(post) = view.post
                && posts.insert(post.id)
            {
                grouped.statuses.push(Status::new(post, lens));
            }
        }
        grouped
    }

    /// Puts one into its group. Whether its author is one of those shown.
    fn add(&mut self, view: &NotificationView) -> bool {
        let key = GroupKey::of(view).to_string();
        let Some(group) = self
            .notification_groups
            .iter_mut()
            .find(|group| group.group_key == key)
        else {
            self.notification_groups.push(Group::new(key, view));
            return true;
        };
        group.notifications_count += 1;
        group.page_min_id = group.page_min_id.min(view.id);
        let known = group.sample_account_ids.contains(&view.account.id);
        if !known && group.sample_account_ids.len() < SAMPLE {
            group.sample_account_ids.push(view.account.id);
            return true;
        }
        known
    }
}

impl Group {
    fn new(group_key: String, view: &NotificationView) -> Self {
        Self {
            group_key,
            notifications_count: 1,
            kind: word(view.kind),
            most_recent_notification_id: view.id.get(),
            page_max_id: view.id,
            page_min_id: view.id,
            latest_page_notification_at: view.created_at,
            sample_account_ids: vec![view.account.id],
            status_id: view.post.as_ref().map(|post| post.id),
        }
    }
}
