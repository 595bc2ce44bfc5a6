//! `com.atproto.repo.importRepo`

use axum::body::Body;
use axum::extract::State;
use http::{HeaderMap, header};

use crate::auth::{AccountAction, AccountPart, AtCaller, Permission};
use crate::xrpc::{Shared, XrpcError};

/// POST `com.atproto.repo.importRepo` — puts a whole repository, a CAR file, in the place of the caller's own. Only while
/// that is deactivated.
pub(super) async fn handle(
    State(at): State<Shared>,
    caller: AtCaller,
    headers: HeaderMap,
    body: Body,
) -> Result<(), XrpcError> {
    caller.check(&Permission::Account {
        part: AccountPart::Repo,
        action: AccountAction::Manage,
    })?;
    let kind = headers.get(header::CONTENT_TYPE);
    if kind.is_none_or(|kind| kind != "application/vnd.ipld.car") {
        let message = "Request encoding (Content-Type) must be application/vnd.ipld.car";
        return Err(XrpcError::invalid_request(message));
    }
    Ok(at.import(caller.account_id(), body).await?)
}
