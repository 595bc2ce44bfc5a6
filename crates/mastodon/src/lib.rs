//! The Mastodon client API: what the apps people already have can talk to.
//!
//! Every endpoint lives in the file its path names: `POST /api/v1/statuses/:id/favourite` is
//! `api/v1/statuses/favourite.rs`. Source of what each one does: <https://docs.joinmastodon.org/methods/>.
//!
//! Always true here:
//! - A route is added through `table::Table` only, which wants a [`Rule`] with it: no route without one.
//! - A handler calls one verb of the core and renders its views; rules about people and posts live in the core.
//! - Errors become Mastodon's shape in one place, [`error`].

mod access;
mod api;
mod app;
mod entity;
mod error;
mod form;
mod oauth;
mod openapi;
mod paging;
mod push;
mod rate;
mod streaming;
mod table;
#[cfg(test)]
mod tests;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;
use social::Social;

pub use access::{AnyOf, Rule};
pub use app::Options;
pub use push::push_payload;
pub use table::{RouteInfo, Support};

use app::App;
use table::Table;

/// The routes of the API over a core. To be merged with the other front doors.
pub fn router(social: Social, options: Options) -> Router {
    routes()
        .into_router()
        .layer(edge::cors::layer())
        .layer(middleware::from_fn_with_state(social.clone(), tell_of_tus))
        .with_state(App::new(social, options))
}

/// Uploads in parts say which protocol they speak, in every answer.
async fn tell_of_tus(social: State<Social>, request: Request, next: Next) -> Response {
    if request.uri().path().starts_with(api::UPLOADS) {
        edge::tus::announce(social, request, next).await
    } else {
        next.run(request).await
    }
}

/// Every route with its rule, for generated tests and the compatibility page.
pub fn table() -> Vec<RouteInfo> {
    routes().into_infos()
}

fn routes() -> Table {
    let table = api::routes(Table::new());
    let table = oauth::routes(table);
    streaming::routes(table)
}
