//! Where everything is, and what is understood (RFC 8414, RFC 9728,
//! <https://atproto.com/specs/oauth#authorization-servers>).

use axum::Json;
use axum::extract::State;
use serde_json::{Map, Value, json};
use social::Social;

use super::Provider;

/// GET `/.well-known/oauth-protected-resource` — who lets apps in: this server itself.
pub(super) async fn protected_resource(State(provider): State<Provider>) -> Json<Value> {
    let issuer = provider.issuer();
    Json(json!({
        "resource": issuer,
        "authorization_servers": [issuer],
        "scopes_supported": [],
        "bearer_methods_supported": ["header"],
        "resource_documentation": "https://atproto.com",
    }))
}

/// What `/.well-known/oauth-authorization-server` says of this network. There is one document for all apps of a server,
/// whoever serves it: these members are added to it. Of two lists of one name there is one with both; anything else takes the
/// place of what has its name.
pub fn server_members(social: &Social) -> Map<String, Value> {
    let url = |path: &str| social.url(path);
    let members = json!({
        "scopes_supported": ["atproto", "transition:generic", "transition:email", "transition:chat.bsky"],
        "issuer": url(""),
        "authorization_endpoint": url("/oauth/authorize"),
        "token_endpoint": url("/oauth/token"),
        "revocation_endpoint": url("/oauth/revoke"),
        "pushed_authorization_request_endpoint": url("/oauth/par"),
        "jwks_uri": url("/oauth/jwks"),
        "require_pushed_authorization_requests": true,
        "authorization_response_iss_parameter_supported": true,
        "client_id_metadata_document_supported": true,
        "require_request_uri_registration": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": true,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
        "dpop_signing_alg_values_supported": ["ES256"],
        "subject_types_supported": ["public"],
        "protected_resources": [url("")],
    });
    match members {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
