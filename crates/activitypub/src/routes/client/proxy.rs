//! Objects of other servers, fetched for a member's client, which has no key to sign with (`proxyUrl`, ActivityPub section 4.1).

use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use super::private;
use crate::ActivityPub;
use crate::error::{Error, Result};
use crate::routes::respond;

/// What is wanted.
#[derive(Debug, Deserialize)]
pub(in crate::routes) struct Asked {
    /// The id of an object.
    id: String,
}

/// POST /ap/proxy — an object at its own id, as this server gets it. Only what is there for the server itself: it is asked for in
/// its name, not the member's.
pub(in crate::routes) async fn post(
    State(network): State<Arc<ActivityPub>>,
    headers: HeaderMap,
    asked: std::result::Result<Form<Asked>, FormRejection>,
) -> Result<Response> {
    network.client_of(&headers, "read").await?;
    let Ok(Form(asked)) = asked else {
        return Err(Error::BadRequest("Name the object in a form, as id"));
    };
    if network.urls.parse(&asked.id).is_some() {
        return Err(Error::BadRequest(
            "What is of this server is read at its own address",
        ));
    }
    network.spend(&network.looks, &asked.id)?;
    let found = Box::pin(network.fetch(&asked.id)).await?;
    Ok(private(respond::activity(StatusCode::OK, &found)))
}
