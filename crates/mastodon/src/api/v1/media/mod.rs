//! `/api/v1/media` and `POST /api/v2/media`: files, before they belong to a post.

mod create;
mod destroy;
mod show;
mod update;

use axum::Extension;
use axum::handler::Handler;
use edge::forms::{BadForm, File, FormLimits};
use http::Method;
use model::Focus;
use serde::Deserialize;
use social::media::Arrived;

use crate::access::Rule;
use crate::error::{Error, Result};
use crate::table::Table;

/// Room for a file and its thumbnail.
const LIMITS: FormLimits = FormLimits {
    fields: 20,
    text: 64 * 1024,
    files: social::media::MAX_BYTES,
    plays: true,
};

pub(super) fn routes(table: Table) -> Table {
    let rule = Rule::User(&["write:media"]);
    let limits = Extension(LIMITS);
    table
        .post("/api/v1/media", rule, create::create.layer(limits))
        .post("/api/v2/media", rule, create::begin.layer(limits))
        .get("/api/v1/media/{id}", rule, show::show)
        .route(
            Method::PUT,
            "/api/v1/media/{id}",
            rule,
            update::update.layer(limits),
        )
        .route(Method::DELETE, "/api/v1/media/{id}", rule, destroy::destroy)
}

/// What is said of a file.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct About {
    description: Option<String>,
    focus: Option<String>,
}

type Form = std::result::Result<edge::forms::AnyForm<About>, BadForm>;

/// Two numbers with a comma between them; empty is none.
pub(in crate::api) fn focus(text: Option<&str>) -> Result<Option<Focus>> {
    let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
        return Ok(None);
    };
    let reason = "must be two numbers between -1 and 1, as 0.5,-0.2";
    let point = Focus::parse(text);
    point.map(Some).ok_or(Error::parameter("focus", reason))
}

/// Why nothing could be made of a file, said when it is asked for.
fn state_error(fault: String) -> Error {
    social::Error::invalid("file", "invalid", fault).into()
}

/// The file that was sent in a field.
pub(in crate::api) fn file(files: &[File], field: &str) -> Option<Arrived> {
    let file = files.iter().find(|file| file.field == field);
    file.map(|file| file.content.clone())
}
