//! Relays: servers that pass on what is for everyone among all that have asked them to, so that those who know nobody yet
//! see something. The core knows which there are; what a network says to them is its own.

mod answer;
mod join;
mod show;

use model::{Id, Time};
use store::relay::{ACCEPTED, REFUSED, RelayRow};

/// The most relays of a community: each brings the work of a whole network.
const MAX_RELAYS: usize = 20;

/// How a relay can be asked, as its network found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayFace {
    /// Where it takes deliveries.
    pub inbox: String,
    /// What is followed to be told by it.
    pub followed: String,
}

/// What a relay said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelayState {
    /// Nothing yet.
    Asked,
    /// It passes on.
    Accepted,
    /// It does not.
    Refused,
}

/// A relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayView {
    /// Its id here.
    pub id: Id,
    /// Where it takes deliveries.
    pub inbox: String,
    /// What was followed to be told by it.
    pub followed: String,
    /// Who it is, once it has answered.
    pub actor: Option<String>,
    /// What it said.
    pub state: RelayState,
    /// When it was asked.
    pub created_at: Time,
}

impl From<RelayRow> for RelayView {
    fn from(row: RelayRow) -> Self {
        Self {
            id: Id::from(row.id),
            inbox: row.inbox,
            followed: row.followed,
            actor: row.actor_uri,
            state: match row.state {
                ACCEPTED => RelayState::Accepted,
                REFUSED => RelayState::Refused,
                _ => RelayState::Asked,
            },
            created_at: Time::from_micros(row.created_at),
        }
    }
}
