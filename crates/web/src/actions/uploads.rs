//! Large files, which the script of the composer sends in parts (tus 1.0, see [`edge::tus`]), so that a broken connection
//! costs little.

use axum::extract::{FromRequestParts, Path, Request, State};
use axum::response::Response;
use edge::csrf;
use edge::tus::{self, Refusal as TusRefusal};
use http::HeaderValue;
use http::request::Parts;
use model::Id;
use social::Caller;

use crate::refusal::Refusal;
use crate::state::Web;
use crate::visit::Visit;

/// Where they are sent.
pub(crate) const PATH: &str = "/media/uploads";

/// A member who asks from one of our pages: with the token of their forms in `X-Csrf`.
pub(crate) struct Sender(Caller);

impl FromRequestParts<Web> for Sender {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Refusal> {
        let visit = Visit::from_request_parts(parts, web).await?;
        let ours = web.social.base_url().origin();
        csrf::check_origin(&parts.method, &parts.headers, &ours)?;
        let token = parts.headers.get("x-csrf").map(HeaderValue::to_str);
        csrf::check_token(
            &visit.secret,
            token.and_then(Result::ok).unwrap_or_default(),
        )?;
        let caller = visit.caller.ok_or_else(|| Refusal::LogIn {
            next: "/home".to_owned(),
        })?;
        Ok(Self(caller))
    }
}

type Answer = Result<Response, TusRefusal>;

/// POST /media/uploads — begins a file.
pub(crate) async fn create(
    State(web): State<Web>,
    Sender(caller): Sender,
    request: Request,
) -> Answer {
    tus::create(&web.social, &caller, PATH, request).await
}

/// HEAD /media/uploads/{id} — how much of it has come, and what became of it.
pub(crate) async fn show(
    State(web): State<Web>,
    Sender(caller): Sender,
    Path(id): Path<Id>,
    request: Request,
) -> Answer {
    tus::show(&web.social, &caller, id, &request.into_parts().0).await
}

/// PATCH /media/uploads/{id} — the next part.
pub(crate) async fn patch(
    State(web): State<Web>,
    Sender(caller): Sender,
    Path(id): Path<Id>,
    request: Request,
) -> Answer {
    tus::patch(&web.social, &caller, id, request).await
}
