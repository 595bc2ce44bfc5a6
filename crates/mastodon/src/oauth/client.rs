//! Which app asks: by HTTP Basic or by the form (RFC 6749, section 2.3.1).

use data_encoding::{BASE64, BASE64_NOPAD};
use http::HeaderMap;
use http::header::AUTHORIZATION;
use serde::Deserialize;
use social::oauth::AppView;

use crate::app::App;
use crate::error::{Error, Result};

/// The app's name and secret, as a form has them.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Credentials {
    pub(super) client_id: String,
    pub(super) client_secret: String,
}

/// The app, if it is known and its secret is right. No other app is told apart from a wrong secret.
pub(super) async fn authenticate(
    app: &App,
    headers: &HeaderMap,
    in_form: Credentials,
) -> Result<AppView> {
    let Credentials {
        client_id,
        client_secret,
    } = match headers.get(AUTHORIZATION) {
        Some(value) => basic(value.to_str().unwrap_or("")).ok_or_else(invalid_client)?,
        None => in_form,
    };
    match app
        .social
        .check_app_secret(&client_id, &client_secret)
        .await
    {
        Ok(client) => Ok(client),
        Err(error @ (social::Error::Internal(_) | social::Error::TooMany { .. })) => {
            Err(error.into())
        }
        Err(_) => Err(invalid_client()),
    }
}

fn invalid_client() -> Error {
    Error::oauth(
        "invalid_client",
        "Client authentication failed due to unknown client, no client authentication included, or unsupported \
         authentication method.",
    )
}

fn basic(value: &str) -> Option<Credentials> {
    let (scheme, encoded) = value.trim().split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let encoded = encoded.trim().as_bytes();
    let decoded = BASE64
        .decode(encoded)
        .or_else(|_| BASE64_NOPAD.decode(encoded))
        .ok()?;
    let (id, secret) = std::str::from_utf8(&decoded).ok()?.split_once(':')?;
    Some(Credentials {
        client_id: unescape(id),
        client_secret: unescape(secret),
    })
}

/// Both parts are form-encoded before they are joined. Ours need no encoding, so whoever forgot it is right as well.
fn unescape(part: &str) -> String {
    let pair = format!("={part}");
    url::form_urlencoded::parse(pair.as_bytes())
        .next()
        .map(|(_, text)| text.into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_is_read_with_and_without_padding_and_escapes() {
        for value in ["Basic YTpiJTIw", "basic  YTpiJTIw ", "Basic YTpiJTIw"] {
            let read = basic(value).unwrap();
            assert_eq!(
                (read.client_id.as_str(), read.client_secret.as_str()),
                ("a", "b ")
            );
        }
        assert!(basic("Basic YTpi").is_some());
    }

    #[test]
    fn anything_else_is_no_client() {
        for value in [
            "",
            "Basic",
            "Basic !!!",
            "Bearer YTpi",
            "Basic YQ==",
            "Basic /w==",
        ] {
            assert!(basic(value).is_none(), "{value}");
        }
    }
}
