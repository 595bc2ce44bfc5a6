//! `/api/v1/markers`: how far I have read, on all my devices.

mod create;
mod index;

use std::collections::BTreeMap;

use axum::Json;
use social::notification::MarkerView;

use crate::access::Rule;
use crate::entity::Marker;
use crate::table::Table;

pub(super) fn routes(table: Table) -> Table {
    table
        .get(
            "/api/v1/markers",
            Rule::User(&["read:statuses"]),
            index::index,
        )
        .post(
            "/api/v1/markers",
            Rule::User(&["write:statuses"]),
            create::create,
        )
}

/// The feeds that have a marker, by name.
type Markers = BTreeMap<String, Marker>;

fn by_timeline(views: Vec<MarkerView>) -> Json<Markers> {
    Json(
        views
            .into_iter()
            .map(|view| (view.timeline.clone(), Marker::from(view)))
            .collect(),
    )
}
