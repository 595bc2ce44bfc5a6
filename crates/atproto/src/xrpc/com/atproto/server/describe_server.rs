//! `com.atproto.server.describeServer`

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};
use social::community::Registration;

use crate::auth::Auth;
use crate::xrpc::XrpcError;

/// GET `com.atproto.server.describeServer` — what this server is, and who may join.
pub(super) async fn describe_server(State(auth): State<Auth>) -> Result<Json<Value>, XrpcError> {
    let community = auth.social().community().await?;
    let is_closed = matches!(
        community.registration,
        Registration::Invite | Registration::Closed
    );
    let mut about = json!({
        "did": auth.did(),
        "availableUserDomains": [format!(".{}", auth.handle_domain())],
        "inviteCodeRequired": is_closed,
        "phoneVerificationRequired": false,
        "blobUploadLimit": auth.social().limits().playing_bytes,
        "links": {
            "privacyPolicy": auth.social().url("/about"),
            "termsOfService": auth.social().url("/about"),
        },
    });
    if let (false, Some(members)) = (community.contact_email.is_empty(), about.as_object_mut()) {
        members.insert(
            "contact".to_owned(),
            json!({ "email": community.contact_email }),
        );
    }
    Ok(Json(about))
}
