//! OAuth 2 for apps: tokens, their end, and what a client has to know to begin
//! (<https://docs.joinmastodon.org/methods/oauth/>). The page on which a person consents, `/oauth/authorize`, belongs
//! to the web pages; `POST /api/v1/apps` is in its own place.
//!
//! Errors of the token endpoints are those of RFC 6749, section 5.2.

mod client;
mod introspect;
mod metadata;
mod revoke;
mod token;
mod userinfo;

use crate::access::Rule;
use crate::table::Table;

pub(crate) fn routes(table: Table) -> Table {
    table
        .post("/oauth/token", Rule::Client, token::token)
        .post("/oauth/introspect", Rule::Client, introspect::introspect)
        .post("/oauth/revoke", Rule::Client, revoke::revoke)
        .get(
            "/oauth/userinfo",
            Rule::User(&["profile"]),
            userinfo::userinfo,
        )
        .post(
            "/oauth/userinfo",
            Rule::User(&["profile"]),
            userinfo::userinfo,
        )
        .get(
            "/.well-known/oauth-authorization-server",
            Rule::Public,
            metadata::metadata,
        )
}
