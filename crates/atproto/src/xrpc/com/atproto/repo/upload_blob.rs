//! `com.atproto.repo.uploadBlob`

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use futures_util::StreamExt as _;
use http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};
use social::media::Arriving;

use crate::auth::{AtCaller, Permission};
use crate::repo::blob_cid;
use crate::xrpc::{Shared, XrpcError};

/// Files that say nothing of their kind.
const BYTES: &str = "application/octet-stream";

/// POST `com.atproto.repo.uploadBlob` — keeps a file for records to name, for some hours if none does.
pub(super) async fn handle(
    State(at): State<Shared>,
    caller: AtCaller,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Value>, XrpcError> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .map_or(BYTES, |kind| kind.split(';').next().unwrap_or(BYTES).trim());
    caller.check(&Permission::Blob { mime: kind })?;
    let mut reception = at.social.reception(Some(&caller.caller));
    let (mut arriving, mut length) = (Arriving::default(), 0);
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece =
            piece.map_err(|_unreadable| XrpcError::invalid_request("The file broke off."))?;
        length += piece.len();
        if length > reception.largest() {
            return Err(XrpcError::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "PayloadTooLarge",
                "This file is larger than this server takes.",
            ));
        }
        arriving.write(&mut reception, &piece).await?;
    }
    let file = arriving.finish(&reception).await?;
    let kind = at.social.media_type_of(&file, kind).await?;
    caller.check(&Permission::Blob { mime: &kind })?;
    let blob = at
        .social
        .upload_blob(caller.account_id(), &kind, file)
        .await?;
    let link = blob_cid(&blob.digest).map(|cid| cid.to_string());
    Ok(Json(json!({ "blob": {
        "$type": "blob",
        "ref": { "$link": link },
        "mimeType": blob.media_type,
        "size": blob.length,
    } })))
}
