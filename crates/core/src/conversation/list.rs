//! Reading one's conversations.

use std::collections::HashMap;

use model::{AccountId, Id, Time};
use store::conversation::ConversationRow;

use crate::post::show::{Loaded, Muted};
use crate::{AccountView, Caller, Error, Page, PostView, Result, Slice, Social, Viewer};

/// A conversation as one of its people sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct ConversationView {
    /// Its id; the others have their own.
    pub id: Id,
    /// The others, or oneself when there is nobody else.
    pub accounts: Vec<AccountView>,
    /// Something in it was not read.
    pub is_unread: bool,
    /// The newest post.
    pub last_post: PostView,
}

type LoadedRows = (
    Vec<ConversationRow>,
    Loaded,
    Vec<store::account::AccountRow>,
);

impl Social {
    /// The caller's conversations, paged by their newest posts. Where that may not be seen (any more), the conversation
    /// is left out.
    pub async fn conversations(
        &self,
        caller: &Caller,
        page: Page,
    ) -> Result<Slice<ConversationView>> {
        let (window, account, now) = (page.window(), caller.account_id, self.now());
        let (rows, loaded, people) = self
            .store()
            .read(move |conn| {
                let rows = store::conversation::list(conn, account.get(), &window)?;
                load(conn, rows, account, now)
            })
            .await?;
        let cursors: Vec<i64> = rows.iter().map(|row| row.last_post_id).collect();
        Ok(Slice::of(
            self.conversation_views(account, rows, loaded, people)
                .await?,
            &cursors,
        ))
    }

    /// One of the caller's conversations.
    pub async fn conversation(&self, caller: &Caller, id: Id) -> Result<ConversationView> {
        self.find_conversation(caller.account_id, id)
            .await?
            .ok_or(Error::NotFound("This conversation"))
    }

    pub(crate) async fn find_conversation(
        &self,
        account: AccountId,
        id: Id,
    ) -> Result<Option<ConversationView>> {
        let now = self.now();
        let (rows, loaded, people) = self
            .store()
            .read(move |conn| {
                let row = store::conversation::find(conn, account.get(), id.get())?;
                load(conn, row.into_iter().collect(), account, now)
            })
            .await?;
        Ok(self
            .conversation_views(account, rows, loaded, people)
            .await?
            .pop())
    }

    /// The posts of all of the caller's conversations, newest first.
    pub async fn private_posts(&self, caller: &Caller, page: Page) -> Result<Slice<PostView>> {
        let account = caller.account_id.get();
        self.show_list(caller.viewer(), page, move |conn, window| {
            store::conversation::posts(conn, account, window).map(crate::account::same_ids)
        })
        .await
    }

    async fn conversation_views(
        &self,
        account: AccountId,
        rows: Vec<ConversationRow>,
        loaded: Loaded,
        people: Vec<store::account::AccountRow>,
    ) -> Result<Vec<ConversationView>> {
        let ids: Vec<i64> = rows.iter().map(|row| row.last_post_id).collect();
        let mut posts: HashMap<i64, PostView> = self
            .views(Viewer::Member(account), &ids, loaded, Muted::Shown)
            .await?
            .into_iter()
            .map(|post| (post.id.get(), post))
            .collect();
        let people = self.views_by_id(people);
        Ok(rows
            .into_iter()
            .filter_map(|row| {
                Some(ConversationView {
                    id: Id::from(row.id),
                    accounts: participants(&row)
                        .iter()
                        .filter_map(|id| people.get(id).cloned())
                        .collect(),
                    is_unread: row.is_unread,
                    last_post: posts.remove(&row.last_post_id)?,
                })
            })
            .collect())
    }
}

/// The others; who writes to nobody talks to themselves.
fn participants(row: &ConversationRow) -> Vec<i64> {
    let others: Vec<i64> = serde_json::from_str(&row.participants).unwrap_or_default();
    if others.is_empty() {
        vec![row.account_id]
    } else {
        others
    }
}

fn load(
    conn: &mut store::Conn,
    rows: Vec<ConversationRow>,
    account: AccountId,
    now: Time,
) -> store::Result<LoadedRows> {
    let posts: Vec<i64> = rows.iter().map(|row| row.last_post_id).collect();
    let loaded = Loaded::read(conn, &posts, Viewer::Member(account), now)?;
    let mut people: Vec<i64> = rows.iter().flat_map(participants).collect();
    people.sort_unstable();
    people.dedup();
    let people = store::account::load(conn, &people)?;
    Ok((rows, loaded, people))
}
