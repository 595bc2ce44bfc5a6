//! The digest of the body: `Digest` (RFC 3230, with cavage) and `Content-Digest` (RFC 9530).

use data_encoding::BASE64;

use super::fields::byte_dictionary;
use super::{Request, SignatureProblem};

/// The value of a `Digest` header.
pub(super) fn digest_header(body: &[u8]) -> String {
    format!("SHA-256={}", BASE64.encode(&crypto::sha256(body)))
}

/// The value of a `Content-Digest` header.
pub(super) fn content_digest_header(body: &[u8]) -> String {
    format!("sha-256=:{}:", BASE64.encode(&crypto::sha256(body)))
}

/// Checks the one `Digest` header against the body. The name of the algorithm may be in any case.
pub(super) fn check_digest(request: &Request<'_>) -> Result<(), SignatureProblem> {
    let header = request
        .single("digest")?
        .ok_or(SignatureProblem::Incomplete("digest"))?;
    let mut found = header.split(',').filter_map(|entry| {
        let (name, value) = entry.trim().split_once('=')?;
        name.eq_ignore_ascii_case("sha-256").then_some(value)
    });
    let value = found
        .next()
        .ok_or(SignatureProblem::Unsupported("the digest is not SHA-256"))?;
    if found.next().is_some() {
        return Err(SignatureProblem::Duplicated("digest"));
    }
    let claimed = BASE64
        .decode(value.as_bytes())
        .map_err(|_encoding| SignatureProblem::Malformed("the digest is not base64"))?;
    compare(&claimed, request.body)
}

/// Checks the `Content-Digest` header against the body.
pub(super) fn check_content_digest(request: &Request<'_>) -> Result<(), SignatureProblem> {
    let header = request
        .joined("content-digest")?
        .ok_or(SignatureProblem::Incomplete("content-digest"))?;
    let digests = byte_dictionary(&header)?;
    let (_, claimed) =
        digests
            .iter()
            .find(|(name, _)| name == "sha-256")
            .ok_or(SignatureProblem::Unsupported(
                "the content-digest is not sha-256",
            ))?;
    compare(claimed, request.body)
}

fn compare(claimed: &[u8], body: &[u8]) -> Result<(), SignatureProblem> {
    if claimed == crypto::sha256(body) {
        Ok(())
    } else {
        Err(SignatureProblem::DigestMismatch)
    }
}
