//! `/api/v1/folkmoot/admin/announcements`: the host writes announcements (docs/api/announcements.md).

use axum::Json;
use edge::forms::non_blank;
use http::Method;
use model::{Id, Time};
use serde::Deserialize;
use social::announcement::NewAnnouncement;

use crate::access::{Me, Rule};
use crate::app::App;
use crate::entity::{Announcement, Empty};
use crate::error::{Answer, Error, Result};
use crate::form::{Form, Target};
use crate::table::Table;

const WRITE: Rule = Rule::Admin(&["admin:write"]);

pub(super) fn routes(table: Table) -> Table {
    table
        .post("/api/v1/folkmoot/admin/announcements", WRITE, create)
        .route(
            Method::PUT,
            "/api/v1/folkmoot/admin/announcements/{id}",
            WRITE,
            update,
        )
        .route(
            Method::DELETE,
            "/api/v1/folkmoot/admin/announcements/{id}",
            WRITE,
            destroy,
        )
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Words {
    text: String,
    #[serde(deserialize_with = "non_blank")]
    starts_at: Option<String>,
    #[serde(deserialize_with = "non_blank")]
    ends_at: Option<String>,
    all_day: bool,
}

impl Words {
    fn read(self) -> Result<NewAnnouncement> {
        Ok(NewAnnouncement {
            starts_at: moment("starts_at", self.starts_at)?,
            ends_at: moment("ends_at", self.ends_at)?,
            text: self.text,
            is_all_day: self.all_day,
        })
    }
}

fn moment(name: &'static str, text: Option<String>) -> Result<Option<Time>> {
    match text {
        None => Ok(None),
        Some(text) => Time::parse(&text)
            .map(Some)
            .ok_or(Error::parameter(name, "must be a moment of ISO 8601")),
    }
}

/// `POST /api/v1/folkmoot/admin/announcements` — tells everybody something.
async fn create(app: App, Me(caller): Me, Form(words): Form<Words>) -> Answer<Announcement> {
    let view = app.social.announce(&caller, words.read()?).await?;
    Ok(Json(Announcement::new(view, &app.lens(caller.viewer()))))
}

/// `PUT /api/v1/folkmoot/admin/announcements/:id` — tells it differently.
async fn update(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
    Form(words): Form<Words>,
) -> Answer<Announcement> {
    let new = words.read()?;
    let view = app.social.change_announcement(&caller, id, new).await?;
    Ok(Json(Announcement::new(view, &app.lens(caller.viewer()))))
}

/// `DELETE /api/v1/folkmoot/admin/announcements/:id` — takes it back.
async fn destroy(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<Empty> {
    app.social.delete_announcement(&caller, id).await?;
    Ok(Json(Empty {}))
}
