//! `/api/v1/push/subscription`: where my app is woken. It belongs to the token that is used, so nobody else's can be
//! named (security row E3).

mod subscription;

use http::Method;

use crate::access::Rule;
use crate::table::Table;

const PATH: &str = "/api/v1/push/subscription";
const PUSH: Rule = Rule::User(&["push"]);

pub(super) fn routes(table: Table) -> Table {
    table
        .post(PATH, PUSH, subscription::create)
        .get(PATH, PUSH, subscription::show)
        .route(Method::PUT, PATH, PUSH, subscription::update)
        .route(Method::DELETE, PATH, PUSH, subscription::destroy)
}
