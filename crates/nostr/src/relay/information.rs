//! What this relay is, for whoever asks (NIP-11).

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use nostr_proto::event::{MAX_BYTES, MAX_TAGS};
use nostr_proto::message::MAX_SUBSCRIPTION;
use serde_json::json;

use super::INFORMATION;
use super::ask::{MOST_EVENTS, QUESTIONS};
use super::write::AHEAD;
use crate::Nostr;

/// What is done here, by number.
pub(crate) const SUPPORTED: [u16; 29] = [
    1, 2, 5, 9, 10, 11, 13, 17, 18, 19, 21, 22, 23, 25, 27, 30, 36, 40, 42, 44, 45, 50, 51, 59, 62,
    65, 70, 77, 92,
];

/// The document, or the advice to open a web socket.
pub(super) async fn answer(nostr: &Nostr, headers: &HeaderMap) -> Response {
    let accepts = headers.get(header::ACCEPT).and_then(|it| it.to_str().ok());
    if !accepts.is_some_and(|accepts| accepts.contains(INFORMATION)) {
        let advice = "This is a Nostr relay: open it with a Nostr app.\n";
        return (StatusCode::UPGRADE_REQUIRED, advice).into_response();
    }
    let Ok(community) = nostr.social.community().await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let mut document = json!({
        "name": community.name,
        "description": community.description,
        "supported_nips": SUPPORTED,
        "software": env!("CARGO_PKG_REPOSITORY"),
        "version": env!("CARGO_PKG_VERSION"),
        "terms_of_service": nostr.social.url("/about"),
        "limitation": {
            "max_message_length": MAX_BYTES,
            "max_subscriptions": QUESTIONS,
            "max_limit": MOST_EVENTS,
            "default_limit": MOST_EVENTS,
            "max_subid_length": MAX_SUBSCRIPTION,
            "max_event_tags": MAX_TAGS,
            "max_content_length": MAX_BYTES,
            "min_pow_difficulty": nostr.config.work,
            "auth_required": false,
            "payment_required": false,
            "restricted_writes": true,
            "created_at_upper_limit": AHEAD,
        },
    });
    // Who cannot be written to has no such member, rather than one without a value.
    if let (Some(members), false) = (document.as_object_mut(), community.contact_email.is_empty()) {
        let contact = format!("mailto:{}", community.contact_email);
        members.insert("contact".to_owned(), contact.into());
    }
    let mut answer = Json(document).into_response();
    let kind = HeaderValue::from_static(INFORMATION);
    answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    answer
}
