//! `/.well-known/nostr.json`: whose key a name of this community stands for (NIP-05).

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use nostr_proto::PublicKey;
use serde::Deserialize;
use serde_json::json;

use crate::error::Result;
use crate::{ID, Nostr};

/// The longest name that is looked for.
const MAX_NAME: usize = 64;

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    name: String,
}

/// `GET /.well-known/nostr.json?name=…`: the key of a member who is on this network, and where they are found. Scripts of any
/// origin may ask; there is no list of everybody.
pub(crate) async fn names(State(nostr): State<Arc<Nostr>>, Query(asked): Query<Asked>) -> Response {
    let name = asked.name.to_lowercase();
    let found = match nostr.named_member(&name).await {
        Ok(found) => found,
        Err(error) => {
            tracing::warn!(%error, "a name was not looked up");
            return http::StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let answer = match found {
        Some(key) => {
            let key = key.to_string();
            json!({ "names": { &name: key }, "relays": { &key: [nostr.relay_url()] } })
        }
        None => json!({ "names": {}, "relays": {} }),
    };
    let anyone = (
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    let fresh = (
        header::CACHE_CONTROL,
        HeaderValue::from_static("max-age=60"),
    );
    ([anyone, fresh], Json(answer)).into_response()
}

impl Nostr {
    async fn named_member(&self, name: &str) -> Result<Option<PublicKey>> {
        if name.is_empty() || name.len() > MAX_NAME || name.contains('@') {
            return Ok(None);
        }
        let Some(view) = self.social.find_account(name).await? else {
            return Ok(None);
        };
        let is_there = view.is_local() && !view.is_suspended;
        if !is_there || !self.social.is_on(ID, view.id).await? {
            return Ok(None);
        }
        self.key_of(view.id).await.map(Some)
    }
}
