//! `/api/v1/folkmoot`: what Mastodon has no method for; apps may ignore it. Described in `docs/api`.

mod announcements;
mod answers;
mod captions;
mod community;
mod drafts;
mod emojis;
mod preview;
mod stories;
pub(in crate::api) mod uploads;

use axum::Extension;
use axum::handler::Handler;
use http::Method;

use crate::access::Rule;
use crate::table::Table;

pub(super) fn routes(table: Table) -> Table {
    let table = answers::routes(stories::routes(drafts::routes(table))).post(
        "/api/v1/folkmoot/preview",
        Rule::User(&["read:statuses"]),
        preview::preview,
    );
    let mine = Rule::User(&["write:media"]);
    let captions = "/api/v1/folkmoot/media/{id}/captions/{language}";
    let limits = Extension(captions::LIMITS);
    let table = table
        .route(Method::PUT, captions, mine, captions::update.layer(limits))
        .route(Method::DELETE, captions, mine, captions::destroy);
    let (read, write) = (Rule::Admin(&["admin:read"]), Rule::Admin(&["admin:write"]));
    let table = upload_routes(table);
    announcements::routes(table)
        .post(
            "/api/v1/folkmoot/admin/emojis",
            write,
            emojis::create.layer(Extension(emojis::LIMITS)),
        )
        .get(
            "/api/v1/folkmoot/admin/emojis/import",
            read,
            emojis::offered,
        )
        .post(
            "/api/v1/folkmoot/admin/emojis/import",
            write,
            emojis::import,
        )
        .route(
            Method::DELETE,
            "/api/v1/folkmoot/admin/emojis/{id}",
            write,
            emojis::destroy,
        )
        .get("/api/v1/folkmoot/admin/community", read, community::show)
        .route(
            Method::PATCH,
            "/api/v1/folkmoot/admin/community",
            write,
            community::update,
        )
}

fn upload_routes(table: Table) -> Table {
    const ONE: &str = "/api/v1/folkmoot/uploads/{id}";
    let rule = Rule::User(&["write:media"]);
    table
        .post(uploads::PATH, rule, uploads::create)
        .post(ONE, rule, uploads::overridden)
        .get(ONE, rule, uploads::show)
        .route(Method::PATCH, ONE, rule, uploads::patch)
        .route(Method::DELETE, ONE, rule, uploads::destroy)
}
