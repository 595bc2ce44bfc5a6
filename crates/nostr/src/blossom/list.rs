//! What somebody has brought, and taking it away.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use http::{HeaderMap, StatusCode};
use nostr_proto::blossom::Verb;
use nostr_proto::{PublicKey, names};
use serde::Deserialize;
use serde_json::Value;

use super::answer::{Refusal, described};
use super::get::digest_of;
use crate::{ID, Nostr};

/// From when until when, in seconds since 1970.
#[derive(Debug, Deserialize)]
pub(super) struct Span {
    since: Option<i64>,
    until: Option<i64>,
}

/// GET `/list/<pubkey>` — the files that somebody has brought (BUD-02); the newest first.
pub(super) async fn list(
    State(nostr): State<Arc<Nostr>>,
    Path(pubkey): Path<String>,
    Query(span): Query<Span>,
) -> Result<Json<Value>, Refusal> {
    let key: PublicKey = pubkey
        .parse()
        .map_err(|_no_key| Refusal::bad("This is no key"))?;
    let uri = names::uri_of_key(key);
    let Some(caller) = nostr.social.member_of_key(ID, &uri).await? else {
        return Ok(Json(Value::Array(Vec::new())));
    };
    let (since, until) = (span.since.unwrap_or(0), span.until.unwrap_or(i64::MAX));
    let files = nostr
        .social
        .open_files(caller.account_id, since, until)
        .await?;
    let base = nostr.social.base_url();
    let described = files.iter().map(|file| described(base, file)).collect();
    Ok(Json(described))
}

/// DELETE `/<sha256>` — takes a file of the caller's away (BUD-02). Whoever else brought the same keeps theirs.
pub(super) async fn delete(
    State(nostr): State<Arc<Nostr>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Refusal> {
    let digest = digest_of(&name).ok_or_else(|| Refusal::bad("This is no name of a file"))?;
    let (caller, permit) = nostr.permitted(&headers, Verb::Delete).await?;
    if !permit.is_for(&digest) {
        let reason = "The event does not name this file";
        return Err(Refusal::new(StatusCode::FORBIDDEN, reason));
    }
    nostr.social.remove_open_file(&caller, &digest).await?;
    Ok(StatusCode::OK)
}
