//! <https://docs.joinmastodon.org/entities/Token/>

use serde::Serialize;
use social::oauth::Granted;

#[expect(clippy::struct_field_names, reason = "the names are the API's")]
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Token {
    access_token: String,
    token_type: &'static str,
    scope: String,
    /// Whole seconds, as a number.
    created_at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
}

impl From<Granted> for Token {
    fn from(granted: Granted) -> Self {
        Self {
            access_token: granted.access_token,
            token_type: "Bearer",
            scope: granted.scopes,
            created_at: granted.created_at.seconds(),
            refresh_token: granted.refresh_token,
        }
    }
}
