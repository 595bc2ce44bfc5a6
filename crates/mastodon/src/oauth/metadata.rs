//! `GET /.well-known/oauth-authorization-server`

use axum::Json;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::app::App;
use crate::error::Result;

/// What may be asked for here: every scope that some route looks at.
const SCOPES: &[&str] = &[
    "profile",
    "read",
    "read:accounts",
    "read:blocks",
    "read:bookmarks",
    "read:collections",
    "read:favourites",
    "read:filters",
    "read:follows",
    "read:lists",
    "read:mutes",
    "read:notifications",
    "read:search",
    "read:statuses",
    "write",
    "write:accounts",
    "write:blocks",
    "write:bookmarks",
    "write:collections",
    "write:conversations",
    "write:favourites",
    "write:filters",
    "write:follows",
    "write:lists",
    "write:media",
    "write:mutes",
    "write:notifications",
    "write:reports",
    "write:statuses",
    "follow",
    "push",
    "offline_access",
    "admin:read",
    "admin:read:accounts",
    "admin:read:canonical_email_blocks",
    "admin:read:domain_allows",
    "admin:read:domain_blocks",
    "admin:read:email_domain_blocks",
    "admin:read:ip_blocks",
    "admin:read:reports",
    "admin:write",
    "admin:write:accounts",
    "admin:write:canonical_email_blocks",
    "admin:write:domain_allows",
    "admin:write:domain_blocks",
    "admin:write:email_domain_blocks",
    "admin:write:ip_blocks",
    "admin:write:reports",
];

/// RFC 8414, section 2, and `app_registration_endpoint` of Mastodon.
#[derive(Debug, Serialize)]
pub(super) struct Metadata {
    issuer: String,
    service_documentation: &'static str,
    authorization_endpoint: String,
    token_endpoint: String,
    app_registration_endpoint: String,
    revocation_endpoint: String,
    userinfo_endpoint: String,
    scopes_supported: &'static [&'static str],
    response_types_supported: [&'static str; 1],
    response_modes_supported: [&'static str; 1],
    grant_types_supported: [&'static str; 3],
    token_endpoint_auth_methods_supported: [&'static str; 2],
    code_challenge_methods_supported: [&'static str; 1],
}

/// `GET /.well-known/oauth-authorization-server` — where everything is, and what is understood; also what other networks
/// say about it, since there is one document for all apps of a server.
pub(super) async fn metadata(app: App) -> Result<Json<Value>> {
    let url = |path: &str| app.social.url(path);
    let own = Metadata {
        issuer: url(""),
        service_documentation: "https://docs.joinmastodon.org/",
        authorization_endpoint: url("/oauth/authorize"),
        token_endpoint: url("/oauth/token"),
        app_registration_endpoint: url("/api/v1/apps"),
        revocation_endpoint: url("/oauth/revoke"),
        userinfo_endpoint: url("/oauth/userinfo"),
        scopes_supported: SCOPES,
        response_types_supported: ["code"],
        response_modes_supported: ["query"],
        grant_types_supported: ["authorization_code", "client_credentials", "refresh_token"],
        token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
        code_challenge_methods_supported: ["S256"],
    };
    let mut document = serde_json::to_value(own).map_err(social::Error::internal)?;
    if let Some(members) = document.as_object_mut() {
        for (name, more) in &app.options.oauth_members {
            add(members, name, more);
        }
    }
    Ok(Json(document))
}

fn add(members: &mut Map<String, Value>, name: &str, more: &Value) {
    match (members.get_mut(name), more) {
        (Some(Value::Array(known)), Value::Array(more)) => {
            let fresh: Vec<Value> = more
                .iter()
                .filter(|item| !known.contains(item))
                .cloned()
                .collect();
            known.extend(fresh);
        }
        _ => {
            members.insert(name.to_owned(), more.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::add;

    #[test]
    fn lists_become_one_and_all_else_is_replaced() {
        let mut document = json!({ "scopes": ["read"], "issuer": "a" });
        let members = document.as_object_mut().unwrap();
        for (name, more) in [
            ("scopes", json!(["atproto", "read"])),
            ("issuer", json!("b")),
            ("new", json!(true)),
        ] {
            add(members, name, &more);
        }
        let expected: Value = json!({ "scopes": ["read", "atproto"], "issuer": "b", "new": true });
        assert_eq!(document, expected);
    }
}
