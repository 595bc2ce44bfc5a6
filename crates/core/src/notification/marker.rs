//! How far somebody has read, on all their devices.

use model::{Id, Time};
use store::notification::MarkerRow;

use crate::{Caller, Error, Result, Social};

/// How far somebody has read a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkerView {
    /// `home` or `notifications`.
    pub timeline: String,
    /// The newest that was read.
    pub last_read_id: Id,
    /// Counts the changes.
    pub version: i64,
    /// When.
    pub updated_at: Time,
}

/// The feeds that have a marker.
const MARKED: [&str; 2] = ["home", "notifications"];

impl Social {
    /// How far the caller has read some feeds.
    pub async fn markers(&self, caller: &Caller, timelines: &[&str]) -> Result<Vec<MarkerView>> {
        let account = caller.account_id.get();
        let wanted: Vec<&'static str> = MARKED
            .into_iter()
            .filter(|name| timelines.contains(name))
            .collect();
        let rows = self
            .store()
            .read(move |conn| store::notification::markers(conn, account, &wanted))
            .await?;
        Ok(rows.into_iter().map(marker_view).collect())
    }

    /// Moves a marker forward. An older id changes nothing: two devices cannot undo each other.
    pub async fn set_marker(
        &self,
        caller: &Caller,
        timeline: &str,
        last_read: Id,
    ) -> Result<MarkerView> {
        let Some(timeline) = MARKED.into_iter().find(|name| *name == timeline) else {
            return Err(Error::invalid(
                "timeline",
                "invalid",
                "must be home or notifications",
            ));
        };
        let (account, now) = (caller.account_id.get(), self.now().micros());
        let row = self
            .store()
            .write(move |tx| {
                store::notification::set_marker(tx, account, timeline, last_read.get(), now)
            })
            .await?;
        Ok(marker_view(row))
    }
}

fn marker_view(row: MarkerRow) -> MarkerView {
    MarkerView {
        timeline: row.timeline,
        last_read_id: Id::from(row.last_read_id),
        version: row.version,
        updated_at: Time::from_micros(row.updated_at),
    }
}
