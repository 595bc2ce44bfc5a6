//! Files are brought, or fetched from where they are.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use futures_util::StreamExt as _;
use http::{HeaderMap, StatusCode, header};
use infra::fetch::{Accept, Fetch};
use nostr_proto::blossom::{Permit, Verb};
use serde::Deserialize;
use serde_json::Value;
use social::Caller;
use social::media::Arriving;

use super::answer::{Refusal, described};
use crate::Nostr;

/// Files that say nothing of their kind.
const BYTES: &str = "application/octet-stream";
/// The longest body of a request to fetch a file, in bytes.
const MAX_WISH: usize = 8 * 1024;

/// The file is not one that there is leave for.
const OTHER: &str = "The event does not name this file";

/// HEAD `/upload` — whether a file would be taken (BUD-06).
pub(super) async fn may_upload(
    State(nostr): State<Arc<Nostr>>,
    headers: HeaderMap,
) -> Result<StatusCode, Refusal> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let length: Option<usize> = text("x-content-length").and_then(|text| text.parse().ok());
    let length = length
        .ok_or_else(|| Refusal::new(StatusCode::LENGTH_REQUIRED, "X-Content-Length is missing"))?;
    let digest = text("x-sha-256")
        .and_then(super::get::digest_of)
        .ok_or_else(|| Refusal::bad("X-SHA-256 is missing or no SHA-256"))?;
    let (caller, permit) = nostr.permitted(&headers, Verb::Upload).await?;
    if !permit.is_for(&digest) {
        return Err(Refusal::new(StatusCode::FORBIDDEN, OTHER));
    }
    if length > nostr.social.reception(Some(&caller)).largest() {
        return Err(Refusal::too_large());
    }
    Ok(StatusCode::OK)
}

/// PUT `/upload` — keeps a file exactly as it is (BUD-02).
pub(super) async fn upload(
    State(nostr): State<Arc<Nostr>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Value>, Refusal> {
    let (caller, permit) = nostr.permitted(&headers, Verb::Upload).await?;
    let announced: Option<usize> = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse().ok());
    let mut reception = nostr.social.reception(Some(&caller));
    let most = reception.largest();
    if announced.is_some_and(|length| length > most) {
        return Err(Refusal::too_large());
    }
    let (mut arriving, mut length) = (Arriving::default(), 0_usize);
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_unreadable| Refusal::bad("The file broke off"))?;
        length = length.saturating_add(piece.len());
        if length > most {
            return Err(Refusal::too_large());
        }
        arriving.write(&mut reception, &piece).await?;
    }
    let file = arriving.finish(&reception).await?;
    let kind = kind_of(&headers);
    if !permit.is_for(file.digest().as_str()) {
        return Err(Refusal::new(StatusCode::FORBIDDEN, OTHER));
    }
    let kept = nostr.social.keep_open_file(&caller, &kind, file).await?;
    Ok(Json(described(nostr.social.base_url(), &kept)))
}

fn kind_of(headers: &HeaderMap) -> String {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .map_or(BYTES, |kind| kind.split(';').next().unwrap_or(BYTES).trim());
    kind.to_ascii_lowercase()
}

/// What is to be fetched.
#[derive(Debug, Deserialize)]
struct Wish {
    url: String,
}

/// PUT `/mirror` — fetches a file from another server and keeps it (BUD-04).
pub(super) async fn mirror(
    State(nostr): State<Arc<Nostr>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Value>, Refusal> {
    let (caller, permit) = nostr.permitted(&headers, Verb::Upload).await?;
    let body = edge::limits::read(body, MAX_WISH)
        .await
        .map_err(|_unread| Refusal::bad("The body is too long or broke off"))?;
    let wish: Wish =
        serde_json::from_slice(&body).map_err(|_unread| Refusal::bad("The body names no url"))?;
    let kept = nostr.fetch_file(&caller, &permit, &wish.url).await?;
    Ok(Json(kept))
}

impl Nostr {
    async fn fetch_file(
        &self,
        caller: &Caller,
        permit: &Permit,
        url: &str,
    ) -> Result<Value, Refusal> {
        let far = |error: &infra::fetch::FetchError| {
            let reason = format!("The file could not be fetched: {}", error.code());
            Refusal::new(StatusCode::BAD_GATEWAY, reason)
        };
        let fetch = Fetch::new(url, Accept::Any);
        let opened = Box::pin(self.door.open(&fetch, &HeaderMap::new())).await;
        let mut opened = opened.map_err(|error| far(&error))?;
        let mut reception = self.social.reception(Some(caller));
        let (mut arriving, mut length) = (Arriving::default(), 0_usize);
        while let Some(piece) = opened.pieces.next().await.map_err(|error| far(&error))? {
            length = length.saturating_add(piece.len());
            if length > reception.largest() {
                return Err(Refusal::too_large());
            }
            arriving.write(&mut reception, &piece).await?;
        }
        let file = arriving.finish(&reception).await?;
        if !permit.is_for(file.digest().as_str()) {
            return Err(Refusal::new(StatusCode::CONFLICT, OTHER));
        }
        let kind = opened
            .content_type
            .split(';')
            .next()
            .unwrap_or(BYTES)
            .trim();
        let kept = self.social.keep_open_file(caller, kind, file).await?;
        Ok(described(self.social.base_url(), &kept))
    }
}
