//! Signing what we send.

use crypto::RsaKey;
use data_encoding::BASE64;
use http::header::{CONTENT_TYPE, DATE, HeaderName, HeaderValue};
use http::{HeaderMap, Method};
use jiff::Timestamp;
use url::Url;

use super::digest::{content_digest_header, digest_header};
use super::fields::{Bare, InnerList};
use super::request::{Request, authority, path_and_query};
use super::{SignatureProblem, rfc9421};

/// A request to be signed.
#[derive(Debug, Clone, Copy)]
pub struct Outgoing<'a> {
    /// The method.
    pub method: &'a Method,
    /// The full URL. The HTTP client must send its host (and port, if it is not the usual one) as the
    /// `Host` header.
    pub target: &'a Url,
    /// The body and its media type, if there is one.
    pub body: Option<(&'a [u8], &'a str)>,
    /// One more header to send along, and to cover: its name, in lower case, and its value.
    pub header: Option<(&'static str, &'a str)>,
}

/// Who signs. RSA, the only kind of key every peer accepts for requests.
#[derive(Debug, Clone, Copy)]
pub struct Signer<'a> {
    /// The id under which the public key is published.
    pub key_id: &'a str,
    /// The private key.
    pub key: &'a RsaKey,
}

/// The headers to add to a request so that it is signed by draft-cavage-12: `Date`, `Signature`, and
/// with a body `Digest` and `Content-Type`.
pub fn sign_cavage(
    request: &Outgoing<'_>,
    signer: &Signer<'_>,
    now: Timestamp,
) -> Result<HeaderMap, SignatureProblem> {
    let date = httpdate::fmt_http_date(now.into());
    let method = request.method.as_str().to_ascii_lowercase();
    let mut lines = vec![
        (
            "(request-target)",
            format!("{method} {}", path_and_query(request.target)),
        ),
        ("host", authority(request.target)),
        ("date", date.clone()),
    ];
    let mut headers = HeaderMap::new();
    headers.insert(DATE, value(&date)?);
    if let Some((body, media_type)) = request.body {
        let digest = digest_header(body);
        headers.insert(HeaderName::from_static("digest"), value(&digest)?);
        headers.insert(CONTENT_TYPE, value(media_type)?);
        lines.push(("digest", digest));
        lines.push(("content-type", media_type.to_owned()));
    }
    if let Some((name, text)) = request.header {
        headers.insert(HeaderName::from_static(name), value(text)?);
        lines.push((name, text.to_owned()));
    }
    let covered: Vec<&str> = lines.iter().map(|(name, _)| *name).collect();
    let text: Vec<String> = lines
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    let header = format!(
        "keyId=\"{}\",algorithm=\"rsa-sha256\",headers=\"{}\",signature=\"{}\"",
        signer.key_id,
        covered.join(" "),
        BASE64.encode(&sign(signer, &text.join("\n"))?),
    );
    headers.insert(HeaderName::from_static("signature"), value(&header)?);
    Ok(headers)
}

/// The headers to add to a request so that it is signed by RFC 9421: `Signature-Input`, `Signature`,
/// and with a body `Content-Digest` and `Content-Type`.
///
/// Covers `@method`, `@target-uri` and `content-digest` and names `created`, which is what Mastodon
/// asks for; one signature, since some peers accept no more.
pub fn sign_rfc9421(
    request: &Outgoing<'_>,
    signer: &Signer<'_>,
    now: Timestamp,
) -> Result<HeaderMap, SignatureProblem> {
    let mut headers = HeaderMap::new();
    let mut covered = vec!["@method", "@target-uri"];
    if let Some((body, media_type)) = request.body {
        headers.insert(
            HeaderName::from_static("content-digest"),
            value(&content_digest_header(body))?,
        );
        headers.insert(CONTENT_TYPE, value(media_type)?);
        covered.push("content-digest");
    }
    if let Some((name, text)) = request.header {
        headers.insert(HeaderName::from_static(name), value(text)?);
        covered.push(name);
    }
    let input = InnerList {
        items: covered
            .into_iter()
            .map(|name| (name.to_owned(), Vec::new()))
            .collect(),
        parameters: vec![
            ("created".to_owned(), Bare::Integer(now.as_second())),
            ("keyid".to_owned(), Bare::String(signer.key_id.to_owned())),
            ("alg".to_owned(), Bare::String("rsa-v1_5-sha256".to_owned())),
        ],
    };
    let body = request.body.map_or([].as_slice(), |(body, _)| body);
    let message = Request {
        method: request.method,
        target: request.target,
        headers: &headers,
        body,
    };
    let signature = sign(signer, &rfc9421::signature_base(&message, &input)?)?;
    let signature = format!("sig1=:{}:", BASE64.encode(&signature));
    let input = format!("sig1={}", input.serialize());
    headers.insert(HeaderName::from_static(rfc9421::INPUT), value(&input)?);
    headers.insert(HeaderName::from_static("signature"), value(&signature)?);
    Ok(headers)
}

/// The `Accept-Signature` header (RFC 9421 section 5.1) of a 401: what we would have accepted.
pub fn accept_signature(method: &Method) -> &'static str {
    if *method == Method::POST {
        "sig1=(\"@method\" \"@target-uri\" \"content-digest\");created;keyid;alg=\"rsa-v1_5-sha256\""
    } else {
        "sig1=(\"@method\" \"@target-uri\");created;keyid;alg=\"rsa-v1_5-sha256\""
    }
}

fn sign(signer: &Signer<'_>, text: &str) -> Result<Vec<u8>, SignatureProblem> {
    signer
        .key
        .sign_sha256(text.as_bytes())
        .map_err(|_key| SignatureProblem::Unsupported("the key cannot sign"))
}

fn value(text: &str) -> Result<HeaderValue, SignatureProblem> {
    HeaderValue::from_str(text)
        .map_err(|_bytes| SignatureProblem::Malformed("a value cannot be a header"))
}
