//! Reading announcements.

use std::collections::{HashMap, HashSet};

use model::{AccountId, Id, Time};
use store::announcement::{AnnouncementRow, ReactionRow};

use crate::{AccountView, Caller, Error, Result, Social};

/// Something the host tells everybody.
#[derive(Debug, Clone, PartialEq)]
pub struct AnnouncementView {
    /// Its id.
    pub id: Id,
    /// As typed.
    pub text: String,
    /// Safe HTML.
    pub html: String,
    /// Folded tags.
    pub tags: Vec<String>,
    /// Those it mentions.
    pub mentions: Vec<AccountView>,
    /// When what it is about begins.
    pub starts_at: Option<Time>,
    /// When that ends.
    pub ends_at: Option<Time>,
    /// Days count, not hours.
    pub is_all_day: bool,
    /// When it was first told.
    pub created_at: Time,
    /// When it was last changed.
    pub updated_at: Time,
    /// Whether the viewer has read it.
    pub is_read: bool,
    /// What was said to it.
    pub reactions: Vec<ReactionView>,
}

/// Something that was said to an announcement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReactionView {
    /// An emoji.
    pub name: String,
    /// How often.
    pub count: i64,
    /// Whether the viewer is one of them.
    pub is_mine: bool,
}

type Loaded = (
    Vec<AnnouncementRow>,
    Vec<i64>,
    Vec<ReactionRow>,
    Vec<store::account::AccountRow>,
);

impl Social {
    /// What is told at this moment, oldest first.
    pub async fn announcements(&self, caller: &Caller) -> Result<Vec<AnnouncementView>> {
        let (account, now) = (caller.account_id.get(), self.now().micros());
        let loaded = self
            .store()
            .read(move |conn| {
                let rows = store::announcement::current(conn, now)?;
                load(conn, rows, account)
            })
            .await?;
        Ok(self.announcement_views(loaded))
    }

    /// One announcement.
    pub async fn announcement(&self, caller: &Caller, id: Id) -> Result<AnnouncementView> {
        self.find_announcement(caller.account_id, id)
            .await?
            .ok_or(Error::NotFound("This announcement"))
    }

    pub(crate) async fn find_announcement(
        &self,
        viewer: AccountId,
        id: Id,
    ) -> Result<Option<AnnouncementView>> {
        let loaded = self
            .store()
            .read(move |conn| {
                let row = store::announcement::find(conn, id.get())?;
                load(conn, row.into_iter().collect(), viewer.get())
            })
            .await?;
        Ok(self.announcement_views(loaded).pop())
    }

    /// Notes that the caller has read an announcement.
    pub async fn dismiss_announcement(&self, caller: &Caller, id: Id) -> Result<()> {
        self.announcement(caller, id).await?;
        let account = caller.account_id.get();
        Ok(self
            .store()
            .write(move |tx| store::announcement::mark_read(tx, account, id.get()))
            .await?)
    }

    fn announcement_views(&self, loaded: Loaded) -> Vec<AnnouncementView> {
        let (rows, read, reactions, people) = loaded;
        let read: HashSet<i64> = read.into_iter().collect();
        let people = self.views_by_id(people);
        let mut said: HashMap<i64, Vec<ReactionView>> = HashMap::new();
        for row in reactions {
            said.entry(row.announcement_id)
                .or_default()
                .push(ReactionView {
                    name: row.name,
                    count: row.count,
                    is_mine: row.is_mine,
                });
        }
        rows.into_iter()
            .map(|row| AnnouncementView {
                id: Id::from(row.id),
                mentions: mentions(&row)
                    .iter()
                    .filter_map(|id| people.get(id).cloned())
                    .collect(),
                text: row.text,
                html: row.html,
                tags: serde_json::from_str(&row.tags).unwrap_or_default(),
                starts_at: row.starts_at.map(Time::from_micros),
                ends_at: row.ends_at.map(Time::from_micros),
                is_all_day: row.is_all_day,
                created_at: Time::from_micros(row.created_at),
                updated_at: Time::from_micros(row.updated_at),
                is_read: read.contains(&row.id),
                reactions: said.remove(&row.id).unwrap_or_default(),
            })
            .collect()
    }
}

fn mentions(row: &AnnouncementRow) -> Vec<i64> {
    serde_json::from_str(&row.mentions).unwrap_or_default()
}

fn load(conn: &mut store::Conn, rows: Vec<AnnouncementRow>, viewer: i64) -> store::Result<Loaded> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let read = store::announcement::read_by(conn, viewer, &ids)?;
    let reactions = store::announcement::reactions(conn, &ids, viewer)?;
    let people: Vec<i64> = rows.iter().flat_map(mentions).collect();
    let people = store::account::load(conn, &people)?;
    Ok((rows, read, reactions, people))
}
