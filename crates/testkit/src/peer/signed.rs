//! A signed delivery that can still be tampered with.

use ap_proto::media_type::ACTIVITY_JSON;
use ap_proto::signature::{Outgoing, Scheme, Signer, sign_cavage, sign_rfc9421};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use jiff::Timestamp;
use url::Url;

use super::Actor;
use crate::{Reply, World};

/// A POST that was signed by somebody.
#[derive(Debug, Clone)]
pub struct Signed {
    /// Where to, without the host.
    pub path: String,
    /// Its headers, the signature among them.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

impl Signed {
    /// Signs a body with an actor's key as of a moment.
    pub fn new(actor: &Actor, inbox: &str, scheme: Scheme, body: Vec<u8>, at: Timestamp) -> Self {
        let target: Url = inbox.parse().expect("an inbox is a URL");
        let outgoing = Outgoing {
            method: &Method::POST,
            target: &target,
            body: Some((&body, ACTIVITY_JSON)),
            header: None,
        };
        let signer = Signer {
            key_id: &actor.key_id,
            key: &actor.key,
        };
        let headers = match scheme {
            Scheme::Cavage => sign_cavage(&outgoing, &signer, at),
            Scheme::Rfc9421 => sign_rfc9421(&outgoing, &signer, at),
        };
        Self {
            path: target.path().to_owned(),
            headers: headers.expect("a request can be signed"),
            body: body.into(),
        }
    }

    /// A header's value; empty if it is not there.
    pub fn header(&self, name: &'static str) -> String {
        let value = self.headers.get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    }

    /// Puts another value into a header.
    pub fn set(mut self, name: &'static str, text: &str) -> Self {
        let value = HeaderValue::try_from(text).expect("visible characters");
        self.headers.insert(HeaderName::from_static(name), value);
        self
    }

    /// Adds a header a second time.
    pub fn add(mut self, name: &'static str, text: &str) -> Self {
        let value = HeaderValue::try_from(text).expect("visible characters");
        self.headers.append(HeaderName::from_static(name), value);
        self
    }

    /// Leaves a header away.
    pub fn without(mut self, name: &'static str) -> Self {
        self.headers.remove(name);
        self
    }

    /// Carries another body.
    pub fn with_body(self, body: impl Into<Bytes>) -> Self {
        Self {
            body: body.into(),
            ..self
        }
    }

    /// Delivers it.
    pub async fn send(self, world: &World) -> Reply {
        let mut ask = world.post(&self.path);
        ask = ask.headers(&self.headers);
        ask.raw_body(self.body).await
    }
}
