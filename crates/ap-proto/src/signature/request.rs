//! A request as the verifier sees it.

use http::{HeaderMap, HeaderName, Method};
use url::Url;

use super::SignatureProblem;
use crate::origin::Origin;

/// The longest header value that is read.
const MAX_HEADER_BYTES: usize = 16 * 1024;

/// A received request.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The method.
    pub method: &'a Method,
    /// The URL under our public address, as the sender saw it: behind a proxy it cannot be taken from
    /// the request itself.
    pub target: &'a Url,
    /// All headers.
    pub headers: &'a HeaderMap,
    /// The body, exactly as it was received.
    pub body: &'a [u8],
}

impl Request<'_> {
    /// Whether the signature must cover a digest: there is a body, or the method means to have one.
    pub(super) fn needs_digest(&self) -> bool {
        !self.body.is_empty() || matches!(*self.method, Method::POST | Method::PUT | Method::PATCH)
    }

    /// The value of a header that may be there once.
    pub(super) fn single(&self, name: &'static str) -> Result<Option<&str>, SignatureProblem> {
        let mut values = self.headers.get_all(name).iter();
        let Some(value) = values.next() else {
            return Ok(None);
        };
        if values.next().is_some() {
            return Err(SignatureProblem::Duplicated(name));
        }
        let text = value
            .to_str()
            .map_err(|_bytes| SignatureProblem::Malformed("a header is not plain text"))?;
        if text.len() > MAX_HEADER_BYTES {
            return Err(SignatureProblem::Malformed("a header is too long"));
        }
        Ok(Some(text.trim()))
    }

    /// The values of a header, joined as both schemes prescribe; `None` if it is not there.
    pub(super) fn joined(&self, name: &str) -> Result<Option<String>, SignatureProblem> {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_invalid| {
            SignatureProblem::Malformed("a covered header has no valid name")
        })?;
        let mut joined: Option<String> = None;
        for value in self.headers.get_all(&name) {
            let text = value
                .to_str()
                .map_err(|_bytes| SignatureProblem::Malformed("a header is not plain text"))?;
            match &mut joined {
                None => joined = Some(text.trim().to_owned()),
                Some(all) => {
                    all.push_str(", ");
                    all.push_str(text.trim());
                }
            }
            if joined
                .as_ref()
                .is_some_and(|all| all.len() > MAX_HEADER_BYTES)
            {
                return Err(SignatureProblem::Malformed("a header is too long"));
            }
        }
        Ok(joined)
    }

    /// The host the sender must have meant: the `Host` header if it names our public host in any
    /// spelling, else our public host. A signature for another host never fits, and a proxy that
    /// rewrites the header does no harm.
    pub(super) fn host(&self) -> Result<String, SignatureProblem> {
        let public = authority(self.target);
        let sent = self.single("host")?;
        let same = |sent: &&str| {
            Origin::of(&format!("{}://{sent}/", self.target.scheme()))
                .is_some_and(|origin| Some(origin) == Origin::of(self.target.as_str()))
        };
        Ok(sent.filter(same).map_or(public, str::to_owned))
    }
}

/// The host of a URL and its port, unless it is the usual one.
pub(super) fn authority(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (host, _) => host.unwrap_or_default().to_owned(),
    }
}

/// The path and query of a URL.
pub(super) fn path_and_query(url: &Url) -> String {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}
