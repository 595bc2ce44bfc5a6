//! `GET /api/v1/markers`

use serde::Deserialize;

use super::{Markers, by_timeline};
use crate::access::Me;
use crate::app::App;
use crate::error::Answer;
use crate::form::Form;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Which {
    timeline: Vec<String>,
}

/// `GET /api/v1/markers?timeline[]=` — how far I have read these feeds.
pub(super) async fn index(app: App, Me(caller): Me, Form(which): Form<Which>) -> Answer<Markers> {
    let timelines: Vec<&str> = which.timeline.iter().map(String::as_str).collect();
    Ok(by_timeline(app.social.markers(&caller, &timelines).await?))
}
