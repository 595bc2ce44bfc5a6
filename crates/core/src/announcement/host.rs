//! What the host does with announcements.

use model::{Id, Time};
use store::announcement::AnnouncementRow;

use super::AnnouncementView;
use crate::bus::LiveEvent;
use crate::caller::Role;
use crate::member::require;
use crate::post::write::More;
use crate::{Caller, Error, Result, Social};

/// What the host tells everybody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewAnnouncement {
    /// As typed.
    pub text: String,
    /// When what it is about begins.
    pub starts_at: Option<Time>,
    /// When that ends; it is not told any more then.
    pub ends_at: Option<Time>,
    /// Days count, not hours.
    pub is_all_day: bool,
}

impl Social {
    /// Tells everybody something. For admins.
    pub async fn announce(
        &self,
        caller: &Caller,
        new: NewAnnouncement,
    ) -> Result<AnnouncementView> {
        require(caller, Role::Admin)?;
        let now = self.now();
        self.put_announcement(caller, self.new_id(), now, new).await
    }

    /// Tells it differently. For admins.
    pub async fn change_announcement(
        &self,
        caller: &Caller,
        id: Id,
        new: NewAnnouncement,
    ) -> Result<AnnouncementView> {
        require(caller, Role::Admin)?;
        let before = self.announcement(caller, id).await?;
        self.put_announcement(caller, id, before.created_at, new)
            .await
    }

    /// Takes an announcement back. For admins.
    pub async fn delete_announcement(&self, caller: &Caller, id: Id) -> Result<()> {
        require(caller, Role::Admin)?;
        let was_there = self
            .store()
            .write(move |tx| store::announcement::delete(tx, id.get()))
            .await?;
        if !was_there {
            return Err(Error::NotFound("This announcement"));
        }
        self.bus().tell(LiveEvent::AnnouncementDeleted(id));
        Ok(())
    }

    async fn put_announcement(
        &self,
        caller: &Caller,
        id: Id,
        created_at: Time,
        new: NewAnnouncement,
    ) -> Result<AnnouncementView> {
        self.check_text(&new.text, "", More::Nothing)?;
        if let (Some(start), Some(end)) = (new.starts_at, new.ends_at)
            && end < start
        {
            return Err(Error::invalid(
                "ends_at",
                "invalid",
                "must not be before it starts",
            ));
        }
        let rendered = self
            .render(caller, &new.text, model::ContentType::Plain)
            .await?;
        let mentions: Vec<i64> = rendered.mentions.iter().map(|id| id.get()).collect();
        let row = AnnouncementRow {
            id: id.get(),
            text: new.text,
            html: rendered.html,
            tags: serde_json::to_string(&rendered.tags).unwrap_or_default(),
            mentions: serde_json::to_string(&mentions).unwrap_or_default(),
            starts_at: new.starts_at.map(Time::micros),
            ends_at: new.ends_at.map(Time::micros),
            is_all_day: new.is_all_day,
            created_at: created_at.micros(),
            updated_at: self.now().micros(),
        };
        self.store()
            .write(move |tx| store::announcement::put(tx, &row))
            .await?;
        self.bus().tell(LiveEvent::Announced(id));
        self.announcement(caller, id).await
    }
}
