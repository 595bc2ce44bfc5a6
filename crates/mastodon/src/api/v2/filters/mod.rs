//! `/api/v2/filters`: what I do not want to read.

mod create;
mod destroy;
mod index;
mod keywords;
mod params;
mod show;
mod statuses;
mod update;

use http::Method;

use crate::access::Rule;
use crate::table::Table;

pub(in crate::api) use params::{Context, lasts};

const READ: Rule = Rule::User(&["read:filters"]);
const WRITE: Rule = Rule::User(&["write:filters"]);

pub(super) fn routes(table: Table) -> Table {
    let path = "/api/v2/filters/{id}";
    let table = table
        .get("/api/v2/filters", READ, index::index)
        .post("/api/v2/filters", WRITE, create::create)
        .get(path, READ, show::show)
        .route(Method::PUT, path, WRITE, update::update)
        .route(Method::DELETE, path, WRITE, destroy::destroy);
    statuses::routes(keywords::routes(table))
}
