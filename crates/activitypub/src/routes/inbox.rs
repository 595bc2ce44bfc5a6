//! Where other servers deliver.

use std::sync::Arc;

use ap_proto::Refusal;
use ap_proto::media_type::is_activity_json;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use http::request::Parts;
use http::{StatusCode, header};
use model::AccountId;

use super::visit;
use crate::ActivityPub;
use crate::error::{Error, Result};
use crate::inbound::{Incoming, Outcome};

/// The most bytes of one delivery.
const MAX_BODY: usize = 1_000_000;

/// POST /ap/inbox — for anybody here.
pub(super) async fn shared(
    State(network): State<Arc<ActivityPub>>,
    request: Request,
) -> Result<StatusCode> {
    take(&network, request, None).await
}

/// POST /ap/actors/{id}/inbox — for one account.
pub(super) async fn personal(
    State(network): State<Arc<ActivityPub>>,
    Path(id): Path<String>,
    request: Request,
) -> Result<StatusCode> {
    let account = network.local_account(&id).await?;
    take(&network, request, Some(account.id)).await
}

/// 202 when it was taken or is nothing to us; 4xx in JSON when it was refused.
async fn take(
    network: &ActivityPub,
    request: Request,
    inbox: Option<AccountId>,
) -> Result<StatusCode> {
    let (parts, body) = request.into_parts();
    check_content_type(&parts)?;
    let body = read(body).await?;
    let incoming = Incoming {
        body,
        ..visit(&parts)
    };
    match Box::pin(network.receive(&incoming, inbox)).await? {
        Outcome::Done => {}
        Outcome::Ignored(reason) => tracing::debug!(reason, "delivery ignored"),
    }
    Ok(StatusCode::ACCEPTED)
}

/// A page or an upload is no activity; some servers leave the profile away, so any JSON is read.
pub(super) fn check_content_type(parts: &Parts) -> Result<()> {
    let content_type = parts.headers.get(header::CONTENT_TYPE);
    let content_type = content_type
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let is_json = is_activity_json(content_type)
        || matches!(essence.as_str(), "application/json" | "application/ld+json");
    if is_json {
        Ok(())
    } else {
        Err(Error::BadRequest(
            "An activity is application/activity+json",
        ))
    }
}

pub(super) async fn read(body: Body) -> Result<bytes::Bytes> {
    // The body breaks off at the limit, or because the connection did; the second has nobody to tell.
    to_bytes(body, MAX_BODY)
        .await
        .or(Err(Refusal::TooLarge { limit: MAX_BODY }.into()))
}
