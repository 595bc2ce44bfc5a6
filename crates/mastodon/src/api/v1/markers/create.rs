//! `POST /api/v1/markers`

use model::Id;
use serde::Deserialize;

use super::{Markers, by_timeline};
use crate::access::Me;
use crate::app::App;
use crate::error::Answer;
use crate::form::Form;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Positions {
    home: Option<Position>,
    notifications: Option<Position>,
}

#[derive(Deserialize)]
struct Position {
    last_read_id: Id,
}

/// `POST /api/v1/markers` — how far I have read now.
pub(super) async fn create(
    app: App,
    Me(caller): Me,
    Form(positions): Form<Positions>,
) -> Answer<Markers> {
    let Positions {
        home,
        notifications,
    } = positions;
    let mut moved = Vec::new();
    for (timeline, position) in [("home", home), ("notifications", notifications)] {
        if let Some(position) = position {
            moved.push(
                app.social
                    .set_marker(&caller, timeline, position.last_read_id)
                    .await?,
            );
        }
    }
    Ok(by_timeline(moved))
}
