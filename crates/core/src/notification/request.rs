//! Those whose notifications wait, and what becomes of them.

use std::collections::HashMap;

use model::{AccountId, Id, Time};
use store::notification_request::RequestRow;

use super::list::PostsById;
use crate::bus::LiveEvent;
use crate::post::show::Loaded;
use crate::{AccountView, Caller, Error, Page, PostView, Result, Slice, Social, Viewer};

/// Somebody whose notifications wait.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestView {
    /// Its id.
    pub id: Id,
    /// Who.
    pub account: AccountView,
    /// Since when.
    pub created_at: Time,
    /// When the last one came.
    pub updated_at: Time,
    /// How many wait; 100 means that or more.
    pub count: i64,
    /// The newest post among what they are about.
    pub last_post: Option<PostView>,
}

/// Nobody reads a larger number than this.
const MOST_COUNTED: i64 = 100;

impl Social {
    /// Those whose notifications wait, newest first.
    pub async fn notification_requests(
        &self,
        caller: &Caller,
        page: Page,
    ) -> Result<Slice<RequestView>> {
        let (account, window, now) = (caller.account_id, page.window(), self.now());
        let (rows, loaded, people) = self
            .store()
            .read(move |conn| {
                let rows = store::notification_request::list(conn, account.get(), &window)?;
                load(conn, rows, account, now)
            })
            .await?;
        let cursors: Vec<i64> = rows.iter().map(|row| row.id).collect();
        Ok(Slice::of(
            self.request_views(account, rows, loaded, people).await?,
            &cursors,
        ))
    }

    /// One of those whose notifications wait.
    pub async fn notification_request(&self, caller: &Caller, id: Id) -> Result<RequestView> {
        let (account, now) = (caller.account_id, self.now());
        let (rows, loaded, people) = self
            .store()
            .read(move |conn| {
                let rows = store::notification_request::load(conn, account.get(), &[id.get()])?;
                load(conn, rows, account, now)
            })
            .await?;
        self.request_views(account, rows, loaded, people)
            .await?
            .pop()
            .ok_or(Error::NotFound("This request"))
    }

    /// Lets through what waited, and all that comes from these people later.
    pub async fn accept_notification_requests(&self, caller: &Caller, ids: Vec<Id>) -> Result<()> {
        let account = caller.account_id.get();
        let social = self.clone();
        let events = self
            .store()
            .write(move |tx| {
                let from = senders(tx, account, &ids)?;
                store::notification_policy::permit(tx, account, &from)?;
                let mut events = Vec::new();
                for post in store::notification_request::release(tx, account, &from)? {
                    events.extend(social.file_private(tx, account, post)?);
                }
                Ok((!from.is_empty()).then_some(events))
            })
            .await?
            .ok_or(Error::NotFound("This request"))?;
        for event in events {
            self.bus().tell(event);
        }
        self.bus()
            .tell(LiveEvent::NotificationsMerged(caller.account_id));
        Ok(())
    }

    /// Forgets what waited. What comes later waits again.
    pub async fn dismiss_notification_requests(&self, caller: &Caller, ids: Vec<Id>) -> Result<()> {
        let account = caller.account_id.get();
        let found = self
            .store()
            .write(move |tx| {
                let from = senders(tx, account, &ids)?;
                store::notification_request::discard(tx, account, &from)?;
                Ok(!from.is_empty())
            })
            .await?;
        if found {
            Ok(())
        } else {
            Err(Error::NotFound("This request"))
        }
    }

    async fn request_views(
        &self,
        account: AccountId,
        rows: Vec<RequestRow>,
        loaded: Loaded,
        people: Vec<store::account::AccountRow>,
    ) -> Result<Vec<RequestView>> {
        let posts = rows.iter().map(|row| row.last_post_id).collect();
        let posts = self.posts_of(account, posts, loaded).await?;
        let people = self.views_by_id(people);
        Ok(rows
            .into_iter()
            .filter_map(|row| view(&row, &people, &posts))
            .collect())
    }
}

fn view(
    row: &RequestRow,
    people: &HashMap<i64, AccountView>,
    posts: &PostsById,
) -> Option<RequestView> {
    Some(RequestView {
        id: Id::from(row.id),
        account: people.get(&row.from_id)?.clone(),
        created_at: Time::from_micros(row.created_at),
        updated_at: Time::from_micros(row.updated_at),
        count: row.count.min(MOST_COUNTED),
        last_post: posts.get(&row.last_post_id).cloned(),
    })
}

/// Whose notifications wait in these requests of an account.
fn senders(conn: &mut store::Conn, account: i64, ids: &[Id]) -> store::Result<Vec<i64>> {
    let ids: Vec<i64> = ids.iter().map(|id| id.get()).collect();
    let rows = store::notification_request::load(conn, account, &ids)?;
    Ok(rows.into_iter().map(|row| row.from_id).collect())
}

type LoadedRows = (Vec<RequestRow>, Loaded, Vec<store::account::AccountRow>);

fn load(
    conn: &mut store::Conn,
    rows: Vec<RequestRow>,
    account: AccountId,
    now: Time,
) -> store::Result<LoadedRows> {
    let posts: Vec<i64> = rows.iter().map(|row| row.last_post_id).collect();
    let loaded = Loaded::read(conn, &posts, Viewer::Member(account), now)?;
    let people: Vec<i64> = rows.iter().map(|row| row.from_id).collect();
    let people = store::account::load(conn, &people)?;
    Ok((rows, loaded, people))
}
