//! What apps send: a form, or the same as JSON, each name once.

use std::collections::BTreeMap;

use axum::body::to_bytes;
use axum::extract::Request;
use http::HeaderMap;
use http::header::CONTENT_TYPE;

use super::error::OAuthError;

const MAX_BYTES: usize = 32 * 1024;

/// A form. Names that come twice are refused (RFC 6749, section 3.2).
#[derive(Debug, Default)]
pub(crate) struct Form(BTreeMap<String, String>);

impl Form {
    /// Reads it, and what came with it.
    pub(crate) async fn read(request: Request) -> Result<(HeaderMap, Self), OAuthError> {
        let (parts, body) = request.into_parts();
        let bad = |why: &str| OAuthError::invalid_request(why);
        let bytes = to_bytes(body, MAX_BYTES)
            .await
            .or(Err(bad("The request is too large.")))?;
        let kind = parts
            .headers
            .get(CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok());
        let essence = kind
            .unwrap_or_default()
            .split(';')
            .next()
            .unwrap_or_default()
            .trim();
        let form = match essence {
            "application/x-www-form-urlencoded" => Self::of_pairs(&bytes),
            "application/json" => Self::of_json(&bytes),
            _ => None,
        };
        let form =
            form.ok_or_else(|| bad("The request must be a form in which nothing is named twice."))?;
        Ok((parts.headers, form))
    }

    fn of_pairs(bytes: &[u8]) -> Option<Self> {
        let mut read = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(bytes) {
            if read.insert(name.into_owned(), value.into_owned()).is_some() {
                return None;
            }
        }
        Some(Self(read))
    }

    fn of_json(bytes: &[u8]) -> Option<Self> {
        let json = at_proto::jose::read_json(bytes, MAX_BYTES).ok()?;
        let texts = json
            .as_object()?
            .iter()
            .map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
        texts.collect::<Option<_>>().map(Self)
    }

    /// A value, if it is there and not empty.
    pub(crate) fn find(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// A value that must be there.
    pub(crate) fn get(&self, name: &str) -> Result<&str, OAuthError> {
        self.find(name).ok_or_else(|| {
            OAuthError::invalid_request(format!("Missing required parameter: {name}."))
        })
    }
}
