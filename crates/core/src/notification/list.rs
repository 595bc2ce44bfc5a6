//! Reading and removing notifications.

use std::collections::HashMap;

use model::{AccountId, Id, Time};
use store::notification::{NotificationRow, Wanted};
use store::notification_group::ALONE;

use super::papers::Paper;
use crate::post::show::{Loaded, Muted};
use crate::view::{NotificationKind, NotificationView};
use crate::{AccountView, Caller, Error, Page, PostView, Result, Slice, Social, Viewer};

/// Which notifications are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NotificationFilter {
    /// Only these kinds; empty for all.
    pub kinds: Vec<NotificationKind>,
    /// None of these kinds.
    pub exclude: Vec<NotificationKind>,
    /// Only of this account's doing, held back or not.
    pub from: Option<AccountId>,
    /// Also what is held back.
    pub with_filtered: bool,
}

impl NotificationFilter {
    /// In the store's words.
    pub(super) fn wanted(&self, account: AccountId) -> Wanted {
        let kinds = NotificationKind::ALL
            .into_iter()
            .filter(|kind| self.kinds.is_empty() || self.kinds.contains(kind))
            .filter(|kind| !self.exclude.contains(kind))
            .map(|kind| kind.as_str().to_owned())
            .collect();
        Wanted {
            account: account.get(),
            kinds,
            from: self.from.map_or(0, AccountId::get),
            with_filtered: self.with_filtered || self.from.is_some(),
        }
    }
}

/// Posts as somebody may see them, by id.
pub(super) type PostsById = HashMap<i64, PostView>;

impl Social {
    /// What the caller was told of, newest first.
    pub async fn notifications(
        &self,
        caller: &Caller,
        filter: NotificationFilter,
        page: Page,
    ) -> Result<Slice<NotificationView>> {
        let wanted = filter.wanted(caller.account_id);
        let (window, account) = (page.window(), caller.account_id);
        let now = self.now();
        let (rows, loaded, people) = self
            .store()
            .read(move |conn| {
                let rows = store::notification::list(conn, &wanted, &window)?;
                load(conn, rows, Viewer::Member(account), now)
            })
            .await?;
        let cursors: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let views = self
            .notification_views(account, rows, loaded, people)
            .await?;
        Ok(Slice::of(self.with_papers(account, views).await?, &cursors))
    }

    /// One notification of the caller.
    pub async fn notification(&self, caller: &Caller, id: Id) -> Result<NotificationView> {
        self.find_notification(caller.account_id, id)
            .await?
            .ok_or(Error::NotFound("This notification"))
    }

    pub(crate) async fn find_notification(
        &self,
        account: AccountId,
        id: Id,
    ) -> Result<Option<NotificationView>> {
        let now = self.now();
        let (rows, loaded, people) = self
            .store()
            .read(move |conn| {
                let row = store::notification::find(conn, account.get(), id.get())?;
                load(
                    conn,
                    row.into_iter().collect(),
                    Viewer::Member(account),
                    now,
                )
            })
            .await?;
        let views = self
            .notification_views(account, rows, loaded, people)
            .await?;
        Ok(self.with_papers(account, views).await?.pop())
    }

    /// One whose report or decision is gone is nothing.
    async fn with_papers(
        &self,
        account: AccountId,
        mut views: Vec<NotificationView>,
    ) -> Result<Vec<NotificationView>> {
        let papers = views.iter_mut().map(|view| (view.kind, &mut view.about));
        self.read_papers(account, papers.collect()).await?;
        views.retain(|view| view.about.as_ref().is_none_or(|paper| paper.is_there()));
        Ok(views)
    }

    async fn notification_views(
        &self,
        account: AccountId,
        rows: Vec<NotificationRow>,
        loaded: Loaded,
        people: Vec<store::account::AccountRow>,
    ) -> Result<Vec<NotificationView>> {
        let posts = rows.iter().map(|row| row.post_id).collect();
        let posts = self.posts_of(account, posts, loaded).await?;
        let people = self.views_by_id(people);
        Ok(rows
            .into_iter()
            .filter_map(|row| view(&row, &people, &posts))
            .collect())
    }

    /// The posts that notifications are about, as far as who is told may see them.
    pub(super) async fn posts_of(
        &self,
        account: AccountId,
        mut ids: Vec<i64>,
        loaded: Loaded,
    ) -> Result<PostsById> {
        ids.retain(|id| *id != 0);
        ids.sort_unstable();
        ids.dedup();
        let views = self
            .views(Viewer::Member(account), &ids, loaded, Muted::Shown)
            .await?;
        Ok(views
            .into_iter()
            .map(|post| (post.id.get(), post))
            .collect())
    }

    /// Removes one notification.
    pub async fn dismiss_notification(&self, caller: &Caller, id: Id) -> Result<()> {
        let account = caller.account_id.get();
        let was_there = self
            .store()
            .write(move |tx| store::notification::dismiss(tx, account, id.get()))
            .await?;
        if was_there {
            Ok(())
        } else {
            Err(Error::NotFound("This notification"))
        }
    }

    /// Removes all notifications.
    pub async fn clear_notifications(&self, caller: &Caller) -> Result<()> {
        let account = caller.account_id.get();
        Ok(self
            .store()
            .write(move |tx| store::notification::clear(tx, account))
            .await?)
    }

    /// How many notifications are newer than the `notifications` marker; `most` means that or more.
    pub async fn unread_notifications(
        &self,
        caller: &Caller,
        filter: &NotificationFilter,
        most: u32,
    ) -> Result<i64> {
        let wanted = filter.wanted(caller.account_id);
        Ok(self
            .store()
            .read(move |conn| store::notification::count_unread(conn, &wanted, i64::from(most)))
            .await?)
    }
}

type LoadedRows = (
    Vec<NotificationRow>,
    Loaded,
    Vec<store::account::AccountRow>,
);

fn load(
    conn: &mut store::Conn,
    rows: Vec<NotificationRow>,
    viewer: Viewer,
    now: Time,
) -> store::Result<LoadedRows> {
    let posts: Vec<i64> = rows
        .iter()
        .map(|row| row.post_id)
        .filter(|id| *id != 0)
        .collect();
    let loaded = Loaded::read(conn, &posts, viewer, now)?;
    let people: Vec<i64> = rows.iter().map(|row| row.from_id).collect();
    let people = store::account::load(conn, &people)?;
    Ok((rows, loaded, people))
}

/// A notification about a post that may not be seen any more is nothing.
fn view(
    row: &NotificationRow,
    people: &HashMap<i64, AccountView>,
    posts: &PostsById,
) -> Option<NotificationView> {
    let kind = NotificationKind::from_word(&row.kind)?;
    let about = Paper::of(kind, row.post_id);
    let post = match row.post_id {
        0 => None,
        _ if about.is_some() => None,
        id => Some(posts.get(&id)?.clone()),
    };
    Some(NotificationView {
        id: Id::from(row.id),
        kind,
        created_at: Time::from_micros(row.created_at),
        account: people.get(&row.from_id)?.clone(),
        post,
        group_key: if row.group_key.is_empty() {
            format!("{ALONE}{}", row.id)
        } else {
            row.group_key.clone()
        },
        is_filtered: row.is_filtered,
        about,
    })
}
