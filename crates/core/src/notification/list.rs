//! Reading and removing notifications.

use std::collections::HashMap;

use model::{AccountId, Id, PostId, Time};
use store::notification::NotificationRow;

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
    /// Only of this account's doing.
    pub from: Option<AccountId>,
}

/// Nobody reads a larger number than this.
const MOST_UNREAD: i64 = 100;

impl Social {
    /// What the caller was told of, newest first.
    pub async fn notifications(
        &self,
        caller: &Caller,
        filter: NotificationFilter,
        page: Page,
    ) -> Result<Slice<NotificationView>> {
        let kinds: Vec<&'static str> = NotificationKind::ALL
            .into_iter()
            .filter(|kind| filter.kinds.is_empty() || filter.kinds.contains(kind))
            .filter(|kind| !filter.exclude.contains(kind))
            .map(NotificationKind::as_str)
            .collect();
        let from = filter.from.map_or(0, AccountId::get);
        let (window, account) = (page.window(), caller.account_id);
        let now = self.now();
        let (rows, loaded, people) = self
            .store()
            .read(move |conn| {
                let rows = store::notification::list(conn, account.get(), &kinds, from, &window)?;
                load(conn, rows, Viewer::Member(account), now)
            })
            .await?;
        let cursors: Vec<i64> = rows.iter().map(|row| row.id).collect();
        Ok(Slice::of(
            self.notification_views(account, rows, loaded, people),
            &cursors,
        ))
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
        Ok(self.notification_views(account, rows, loaded, people).pop())
    }

    fn notification_views(
        &self,
        account: AccountId,
        rows: Vec<NotificationRow>,
        loaded: Loaded,
        people: Vec<store::account::AccountRow>,
    ) -> Vec<NotificationView> {
        let ids: Vec<i64> = rows
            .iter()
            .map(|row| row.post_id)
            .filter(|id| *id != 0)
            .collect();
        let posts: HashMap<i64, PostView> = self
            .views(Viewer::Member(account), &ids, loaded, Muted::Shown)
            .into_iter()
            .map(|post| (post.id.get(), post))
            .collect();
        let people = self.views_by_id(people);
        rows.into_iter()
            .filter_map(|row| view(&row, &people, &posts))
            .collect()
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

    /// How many notifications are newer than the `notifications` marker; 100 means that or more.
    pub async fn unread_notifications(&self, caller: &Caller) -> Result<i64> {
        let account = caller.account_id.get();
        Ok(self
            .store()
            .read(move |conn| store::notification::count_unread(conn, account, MOST_UNREAD))
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
    posts: &HashMap<i64, PostView>,
) -> Option<NotificationView> {
    let post = match row.post_id {
        0 => None,
        id => Some(posts.get(&PostId::from(id).get())?.clone()),
    };
    Some(NotificationView {
        id: Id::from(row.id),
        kind: NotificationKind::from_word(&row.kind)?,
        created_at: Time::from_micros(row.created_at),
        account: people.get(&row.from_id)?.clone(),
        post,
    })
}
