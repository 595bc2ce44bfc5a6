//! `com.atproto.sync.getBlob`: a file that a record names, exactly as it was given.

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use http::{HeaderValue, header};
use serde::Deserialize;
use social::Error;

use super::{Asking, cid_of};
use crate::repo::hex;
use crate::xrpc::{Params, Shared, XrpcError};

/// Nothing in a file of somebody's runs, whatever it says that it is.
const POLICY: &str = "default-src 'none'; sandbox";

#[derive(Debug, Deserialize)]
pub(super) struct Query {
    did: String,
    cid: String,
}

pub(super) async fn handle(
    State(at): State<Shared>,
    asking: Asking,
    Params(query): Params<Query>,
) -> Result<Response, XrpcError> {
    let missing = || XrpcError::bad("BlobNotFound", "Blob not found");
    let cid = cid_of(&query.cid)?;
    let (repo, _) = at.readable_repo(&query.did, &asking).await?;
    let digest = hex(cid.digest());
    let (blob, is_named, served) = match at.social.open_blob(repo.account_id, &digest).await {
        Ok(found) => found,
        Err(Error::NotFound(_)) => return Err(missing()),
        Err(error) => return Err(error.into()),
    };
    // What no record names is nobody's business but its owner's.
    let is_owner = asking.is_ok_and(|who| who.account_id() == repo.account_id);
    if !is_named && !is_owner {
        return Err(missing());
    }
    let length = served.length;
    let sending = served.send(0..length).await?;
    let body = Body::from_stream(stream::try_unfold(sending, |mut sending| async move {
        let piece = sending.piece().await.map_err(std::io::Error::other)?;
        Ok::<_, std::io::Error>(piece.map(|piece| (piece, sending)))
    }));
    let kind = HeaderValue::try_from(blob.media_type)
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let fixed = HeaderValue::from_static;
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_LENGTH, HeaderValue::from(length)),
        (header::CONTENT_SECURITY_POLICY, fixed(POLICY)),
        (header::X_CONTENT_TYPE_OPTIONS, fixed("nosniff")),
        (header::CONTENT_DISPOSITION, fixed("attachment")),
    ];
    Ok((headers, body).into_response())
}
