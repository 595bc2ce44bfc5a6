//! What belongs together among notifications: likes and boosts of one post, new followers and newcomers, of one
//! half-day.

use std::collections::HashMap;

use model::{AccountId, Id, PostId, Time};
use store::notification_group::GroupRow;

use super::list::{NotificationFilter, PostsById};
use super::papers::Paper;
use crate::post::show::Loaded;
use crate::view::NotificationKind;
use crate::{AccountView, Caller, Error, Page, PostView, Result, Slice, Social, Viewer};

/// The kinds that come together.
pub const GROUPED: [NotificationKind; 4] = [
    NotificationKind::Like,
    NotificationKind::Boost,
    NotificationKind::Follow,
    NotificationKind::SignUp,
];

const HALF_DAY_SECONDS: i64 = 12 * 60 * 60;
/// The longest key that can be one.
const MAX_KEY_CHARS: usize = 100;

/// What belongs together.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupView {
    /// What its notifications have in common.
    pub key: String,
    /// What happened.
    pub kind: NotificationKind,
    /// How many there are, on all pages.
    pub total: i64,
    /// The newest of them.
    pub newest: Id,
    /// What of them is on the page, when there is one.
    pub on_page: Option<OnPage>,
    /// Who did it, newest first; the newest few.
    pub people: Vec<AccountView>,
    /// To which post.
    pub post: Option<PostView>,
    /// What it is about, when that is no post.
    pub about: Option<Box<Paper>>,
}

/// What of a group is on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnPage {
    /// The newest.
    pub max: Id,
    /// The oldest.
    pub min: Id,
    /// When the newest was told.
    pub at: Time,
}

type LoadedRows = (Vec<GroupRow>, Loaded, Vec<store::account::AccountRow>);

/// The key that a notification is stored with; empty when it stands alone.
pub(crate) fn key(kind: NotificationKind, post: i64, id: Id) -> String {
    // Ids of all kinds hold the time in the same place.
    let half_day = PostId::from(id)
        .time()
        .seconds()
        .div_euclid(HALF_DAY_SECONDS);
    match kind {
        kind if !GROUPED.contains(&kind) => String::new(),
        NotificationKind::Like | NotificationKind::Boost => {
            format!("{}-{post}-{half_day}", kind.as_str())
        }
        kind => format!("{}-{half_day}", kind.as_str()),
    }
}

impl Social {
    /// What the caller was told of, newest first; what belongs together is one. Only kinds in `grouped` come together.
    pub async fn notification_groups(
        &self,
        caller: &Caller,
        filter: &NotificationFilter,
        grouped: &[NotificationKind],
        page: Page,
    ) -> Result<Slice<GroupView>> {
        let (window, account, now) = (page.window(), caller.account_id, self.now());
        let wanted = filter.wanted(account);
        let grouped = words(grouped);
        let (cursors, (rows, loaded, people)) = self
            .store()
            .read(move |conn| {
                let heads = store::notification_group::heads(conn, &wanted, &grouped, &window)?;
                let cursors: Vec<i64> = heads.iter().map(|head| head.id).collect();
                let keys: Vec<String> = heads.into_iter().map(|head| head.key).collect();
                let range = range(&cursors, &window);
                let rows = store::notification_group::load(
                    conn,
                    account.get(),
                    &keys,
                    wanted.with_filtered,
                    range,
                )?;
                Ok((cursors, load(conn, rows, account, now)?))
            })
            .await?;
        let views = self.group_views(account, rows, loaded, people).await?;
        Ok(Slice::of(views, &cursors))
    }

    /// One group.
    pub async fn notification_group(&self, caller: &Caller, key: String) -> Result<GroupView> {
        check_key(&key)?;
        let (account, now, keys) = (caller.account_id, self.now(), [key]);
        let (rows, loaded, people) = self
            .store()
            .read(move |conn| {
                let rows =
                    store::notification_group::load(conn, account.get(), &keys, true, (0, 0))?;
                load(conn, rows, account, now)
            })
            .await?;
        self.group_views(account, rows, loaded, people)
            .await?
            .pop()
            .ok_or(Error::NotFound("This notification"))
    }

    /// Who did what a group tells of, newest first; not more than 80.
    pub async fn notification_group_people(
        &self,
        caller: &Caller,
        key: String,
    ) -> Result<Vec<AccountView>> {
        check_key(&key)?;
        let account = caller.account_id.get();
        let people = self
            .store()
            .read(move |conn| store::notification_group::people(conn, account, &key))
            .await?;
        if people.is_empty() {
            return Err(Error::NotFound("This notification"));
        }
        let people: Vec<AccountId> = people.into_iter().map(AccountId::from).collect();
        self.account_views(&people).await
    }

    /// Forgets a whole group.
    pub async fn dismiss_notification_group(&self, caller: &Caller, key: String) -> Result<()> {
        check_key(&key)?;
        let account = caller.account_id.get();
        let was_there = self
            .store()
            .write(move |tx| store::notification_group::dismiss(tx, account, &key))
            .await?;
        if was_there {
            Ok(())
        } else {
            Err(Error::NotFound("This notification"))
        }
    }

    /// How many groups are newer than the `notifications` marker; `most` means that or more.
    pub async fn unread_notification_groups(
        &self,
        caller: &Caller,
        filter: &NotificationFilter,
        grouped: &[NotificationKind],
        most: u32,
    ) -> Result<i64> {
        let wanted = filter.wanted(caller.account_id);
        let grouped = words(grouped);
        Ok(self
            .store()
            .read(move |conn| {
                store::notification_group::count_unread(conn, &wanted, &grouped, i64::from(most))
            })
            .await?)
    }

    async fn group_views(
        &self,
        account: AccountId,
        rows: Vec<GroupRow>,
        loaded: Loaded,
        people: Vec<store::account::AccountRow>,
    ) -> Result<Vec<GroupView>> {
        let posts = rows.iter().map(|row| row.post_id).collect();
        let posts = self.posts_of(account, posts, loaded).await?;
        let people = self.views_by_id(people);
        let mut views: Vec<GroupView> = rows
            .into_iter()
            .filter_map(|row| view(row, &people, &posts))
            .collect();
        let papers = views.iter_mut().map(|view| (view.kind, &mut view.about));
        self.read_papers(account, papers.collect()).await?;
        views.retain(|view| view.about.as_ref().is_none_or(|paper| paper.is_there()));
        Ok(views)
    }
}

/// From which to which notification a page goes. One that is not full goes to the end of what was asked for.
fn range(cursors: &[i64], window: &store::Window) -> (i64, i64) {
    let oldest = cursors.iter().copied().min().unwrap_or(0);
    let newest = cursors.iter().copied().max().unwrap_or(0);
    let is_full = i64::try_from(cursors.len()).is_ok_and(|count| count >= window.limit);
    match window.from {
        _ if is_full => (oldest, newest),
        store::End::Newest => (window.above.saturating_add(1), newest),
        store::End::Oldest => (oldest, window.below.saturating_sub(1).min(i64::MAX / 2)),
    }
}

fn words(kinds: &[NotificationKind]) -> Vec<String> {
    kinds.iter().map(|kind| kind.as_str().to_owned()).collect()
}

fn check_key(key: &str) -> Result<()> {
    if key.is_empty() || key.len() > MAX_KEY_CHARS || key.contains('\0') {
        return Err(Error::NotFound("This notification"));
    }
    Ok(())
}

/// A group about a post that may not be seen any more is nothing.
fn view(row: GroupRow, people: &HashMap<i64, AccountView>, posts: &PostsById) -> Option<GroupView> {
    let kind = NotificationKind::from_word(&row.kind)?;
    let about = Paper::of(kind, row.post_id);
    let post = match row.post_id {
        0 => None,
        _ if about.is_some() => None,
        id => Some(posts.get(&id)?.clone()),
    };
    let people: Vec<AccountView> = row
        .people
        .iter()
        .filter_map(|id| people.get(id).cloned())
        .collect();
    if people.is_empty() {
        return None;
    }
    Some(GroupView {
        key: row.key,
        kind,
        total: row.total,
        newest: Id::from(row.newest_id),
        on_page: (row.page_max_id != 0).then(|| OnPage {
            max: Id::from(row.page_max_id),
            min: Id::from(row.page_min_id),
            at: Time::from_micros(row.page_at),
        }),
        people,
        post,
        about,
    })
}

fn load(
    conn: &mut store::Conn,
    rows: Vec<GroupRow>,
    account: AccountId,
    now: Time,
) -> store::Result<LoadedRows> {
    let posts: Vec<i64> = rows.iter().map(|row| row.post_id).collect();
    let loaded = Loaded::read(conn, &posts, Viewer::Member(account), now)?;
    let mut people: Vec<i64> = rows.iter().flat_map(|row| row.people.clone()).collect();
    people.sort_unstable();
    people.dedup();
    let people = store::account::load(conn, &people)?;
    Ok((rows, loaded, people))
}
