//! `/api/v1/folkmoot/uploads`: large files in parts, by tus 1.0. Described in `docs/api/media.md`.

use axum::extract::Request;
use axum::response::Response;
use edge::tus::{self, Refusal};
use http::HeaderMap;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::form::Target;

/// Where they are.
pub(in crate::api) const PATH: &str = "/api/v1/folkmoot/uploads";

type Answer = Result<Response, Refusal>;

/// `POST /api/v1/folkmoot/uploads` — begins a file.
pub(super) async fn create(app: App, Me(caller): Me, request: Request) -> Answer {
    tus::create(&app.social, &caller, PATH, request).await
}

/// `HEAD` and `GET /api/v1/folkmoot/uploads/:id` — how much of my file has come, and what became of it.
pub(super) async fn show(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
    request: Request,
) -> Answer {
    tus::show(&app.social, &caller, id, &request.into_parts().0).await
}

/// `PATCH /api/v1/folkmoot/uploads/:id` — the next part of my file.
pub(super) async fn patch(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
    request: Request,
) -> Answer {
    tus::patch(&app.social, &caller, id, request).await
}

/// `DELETE /api/v1/folkmoot/uploads/:id` — gives my file up.
pub(super) async fn destroy(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
    headers: HeaderMap,
) -> Answer {
    tus::delete(&app.social, &caller, id, &headers).await
}

/// `POST /api/v1/folkmoot/uploads/:id` — any of these, from clients that know no other method.
pub(super) async fn overridden(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
    request: Request,
) -> Answer {
    tus::overridden(&app.social, &caller, id, request).await
}
