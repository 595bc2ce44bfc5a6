//! What an app says of itself (<https://atproto.com/specs/oauth#client-id-metadata-document>, RFC 7591).

use serde_json::{Map, Value};
use url::Url;

use super::{ClientId, Jwks, OAuthError, Scopes, redirect};
use crate::jose::read_json;

/// The most bytes of a document.
pub const MAX_METADATA_BYTES: usize = 64 * 1024;
const MAX_REDIRECTS: usize = 50;
const MAX_NAME_CHARS: usize = 100;
const MAX_SCOPE_BYTES: usize = 8 * 1024;

/// How an app proves that it is itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authentication {
    /// It cannot: anybody who has a copy of it could (RFC 6749, section 2.1).
    None,
    /// By a key (RFC 7523).
    Key(ClientKeys),
}

/// Where the keys of an app are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientKeys {
    /// In its document.
    Here(Jwks),
    /// At this `https` address.
    At(Url),
}

/// What an app says of itself, as far as it was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientMetadata {
    /// What it is called by.
    pub client_id: String,
    /// What it calls itself. Anybody can call themselves anything: show [`ClientMetadata::host`] as well.
    pub name: Option<String>,
    /// Its page, of the same host as its document.
    pub uri: Option<String>,
    /// How it proves that it is itself.
    pub authentication: Authentication,
    /// Whether it may renew what it was granted.
    pub may_refresh: bool,
    redirect_uris: Vec<String>,
    scope: Vec<String>,
}

impl ClientMetadata {
    /// Reads the document that stands at the address by which the app is called.
    pub fn parse(client_id: &Url, document: &[u8]) -> Result<Self, OAuthError> {
        let json = read_json(document, MAX_METADATA_BYTES).or(Err(OAuthError::Unreadable))?;
        let members = Members(json.as_object().ok_or(OAuthError::Unreadable)?);
        members.must_be("client_id", client_id.as_str())?;
        if members.0.get("dpop_bound_access_tokens") != Some(&Value::Bool(true)) {
            return Err(OAuthError::Metadata("dpop_bound_access_tokens"));
        }
        let grants = members.texts("grant_types")?;
        if !grants.iter().any(|grant| grant == "authorization_code") {
            return Err(OAuthError::Metadata("grant_types"));
        }
        if !members
            .texts("response_types")?
            .iter()
            .any(|kind| kind == "code")
        {
            return Err(OAuthError::Metadata("response_types"));
        }
        let is_native = match members.text("application_type") {
            None | Some("web") => false,
            Some("native") => true,
            Some(_) => return Err(OAuthError::Metadata("application_type")),
        };
        let authentication = members.authentication()?;
        if is_native && authentication != Authentication::None {
            return Err(OAuthError::Metadata("token_endpoint_auth_method"));
        }
        Ok(Self {
            client_id: client_id.to_string(),
            name: members.text("client_name").and_then(shown_name),
            uri: members
                .text("client_uri")
                .and_then(|uri| page(uri, client_id)),
            authentication,
            may_refresh: grants.iter().any(|grant| grant == "refresh_token"),
            redirect_uris: members.redirects(is_native, client_id)?,
            scope: members.scope()?,
        })
    }

    /// What an app on the machine of the one who writes it says in its name. Anybody on that machine can say the same.
    pub fn of_localhost(client_id: &ClientId) -> Result<Self, OAuthError> {
        let ClientId::Localhost {
            text,
            redirect_uris,
            scope,
        } = client_id
        else {
            return Err(OAuthError::ClientId);
        };
        if redirect_uris.len() > MAX_REDIRECTS
            || !redirect_uris
                .iter()
                .all(|uri| redirect::may_be_localhost(uri))
        {
            return Err(OAuthError::Redirect);
        }
        Ok(Self {
            client_id: text.clone(),
            name: None,
            uri: None,
            authentication: Authentication::None,
            may_refresh: true,
            redirect_uris: redirect_uris.clone(),
            scope: words(scope)?,
        })
    }

    /// The host that answers for the app; what people can judge it by.
    pub fn host(&self) -> &str {
        let rest = self.client_id.split("://").nth(1).unwrap_or_default();
        rest.split(['/', '?']).next().unwrap_or_default()
    }

    /// Where people are sent back to: the address that was asked for, if it was registered; without one, the only one there
    /// is.
    pub fn redirect(&self, asked: Option<&str>) -> Result<String, OAuthError> {
        match (asked, self.redirect_uris.as_slice()) {
            (Some(asked), registered) if redirect::is_registered(asked, registered) => {
                Ok(asked.to_owned())
            }
            (None, [only]) => Ok(only.clone()),
            _ => Err(OAuthError::Redirect),
        }
    }

    /// The scopes that were asked for, if they exist and the app registered each of them (security row F3).
    pub fn grantable(&self, asked: &str) -> Result<Scopes, OAuthError> {
        let is_registered = |word: &str| self.scope.iter().any(|one| one == word);
        if !asked
            .split(' ')
            .filter(|word| !word.is_empty())
            .all(is_registered)
        {
            return Err(OAuthError::Scope);
        }
        Scopes::parse(asked)
    }
}

struct Members<'a>(&'a Map<String, Value>);

impl Members<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    fn must_be(&self, name: &'static str, value: &str) -> Result<(), OAuthError> {
        if self.text(name) == Some(value) {
            Ok(())
        } else {
            Err(OAuthError::Metadata(name))
        }
    }

    fn texts(&self, name: &'static str) -> Result<Vec<String>, OAuthError> {
        let items = self.0.get(name).and_then(Value::as_array);
        let items = items.filter(|items| items.len() <= MAX_REDIRECTS);
        let texts = items.and_then(|items| {
            let texts = items
                .iter()
                .map(|item| item.as_str().map(ToOwned::to_owned));
            texts.collect::<Option<Vec<_>>>()
        });
        texts.ok_or(OAuthError::Metadata(name))
    }

    fn redirects(&self, is_native: bool, client: &Url) -> Result<Vec<String>, OAuthError> {
        let uris = self.texts("redirect_uris")?;
        let may_be = |uri: &String| {
            if is_native {
                redirect::may_be_native(uri, client)
            } else {
                redirect::may_be_web(uri)
            }
        };
        if uris.is_empty() || !uris.iter().all(may_be) {
            return Err(OAuthError::Metadata("redirect_uris"));
        }
        Ok(uris)
    }

    fn scope(&self) -> Result<Vec<String>, OAuthError> {
        words(self.text("scope").ok_or(OAuthError::Metadata("scope"))?)
    }

    fn authentication(&self) -> Result<Authentication, OAuthError> {
        let bad = Err(OAuthError::Metadata("token_endpoint_auth_method"));
        match self.text("token_endpoint_auth_method") {
            Some("none") => return Ok(Authentication::None),
            Some("private_key_jwt") => {}
            _ => return bad,
        }
        if self.text("token_endpoint_auth_signing_alg") != Some("ES256") {
            return Err(OAuthError::Metadata("token_endpoint_auth_signing_alg"));
        }
        match (self.0.get("jwks"), self.text("jwks_uri")) {
            (Some(jwks), None) => Jwks::from_json(jwks).map(ClientKeys::Here),
            (None, Some(uri)) if redirect::may_be_web(uri) => Url::parse(uri)
                .map(ClientKeys::At)
                .or(Err(OAuthError::Metadata("jwks_uri"))),
            _ => Err(OAuthError::Metadata("jwks")),
        }
        .map(Authentication::Key)
    }
}

/// The words of a scope. Which of them exist is asked when somebody asks for them: an app may know more than this server.
fn words(scope: &str) -> Result<Vec<String>, OAuthError> {
    let words: Vec<String> = scope
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(ToOwned::to_owned)
        .collect();
    if scope.len() > MAX_SCOPE_BYTES || !words.iter().any(|word| word == "atproto") {
        return Err(OAuthError::Metadata("scope"));
    }
    Ok(words)
}

/// A name without anything that would make it look like something else.
fn shown_name(name: &str) -> Option<String> {
    let is_shown = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let name: String = name.chars().filter(is_shown).take(MAX_NAME_CHARS).collect();
    let name = name.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

fn page(uri: &str, client: &Url) -> Option<String> {
    let url = Url::parse(uri).ok()?;
    (url.scheme() == "https" && url.host() == client.host()).then(|| url.to_string())
}
