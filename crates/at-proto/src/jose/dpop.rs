//! Proofs that a request was made by whoever holds a key (DPoP, RFC 9449), as the AT Protocol wants them everywhere in
//! its OAuth (<https://atproto.com/specs/oauth#demonstrating-proof-of-possession-dpop>).

use crypto::{constant_time_eq, sha256};
use data_encoding::BASE64URL_NOPAD;

use super::{JoseError, Jwk, Key, SKEW_SECONDS, Token};

/// The oldest proof that is taken. What is older cannot be remembered, and so might come a second time.
const OLDEST_SECONDS: i64 = 300;
/// The longest name of a proof.
const MAX_ID_BYTES: usize = 256;

/// The request that a proof was sent with.
#[derive(Debug, Clone, Copy)]
pub struct ProofRequest<'a> {
    /// `GET`, `POST`.
    pub method: &'a str,
    /// The address that was asked for, as this server is reached from outside; without query and fragment.
    pub url: &'a str,
    /// The access token that came with it, if one did.
    pub access_token: Option<&'a str>,
    /// Now, in seconds since 1970.
    pub now: i64,
}

/// A proof that holds for its request. **Whether it came before, and whether its nonce is this server's, is for the
/// caller to say.**
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Who proved: the thumbprint of the key.
    pub thumbprint: String,
    /// Which proof it is.
    pub id: String,
    /// The server's word that it carries.
    pub nonce: Option<String>,
    /// When it was made, in seconds since 1970.
    pub made: i64,
}

/// Checks what came in the header `DPoP` (RFC 9449, section 4.3).
pub fn check_proof(text: &str, request: &ProofRequest<'_>) -> Result<Proof, JoseError> {
    let token = Token::parse(text)?;
    if token.typ() != Some("dpop+jwt") {
        return Err(JoseError::Claim("typ"));
    }
    let key = Jwk::from_json(token.header("jwk").ok_or(JoseError::Key)?)?;
    token.verify(&Key::Jwk(&key))?;
    let claims = token.claims();
    if claims.text("htm") != Some(request.method) {
        return Err(JoseError::Claim("htm"));
    }
    let url = claims.text("htu").ok_or(JoseError::Claim("htu"))?;
    if !is_same_url(url, request.url) {
        return Err(JoseError::Claim("htu"));
    }
    let made = claims.seconds("iat").ok_or(JoseError::Claim("iat"))?;
    let age = request.now.saturating_sub(made);
    if !(-SKEW_SECONDS..=OLDEST_SECONDS).contains(&age) {
        return Err(JoseError::Times);
    }
    check_access_token(claims.text("ath"), request.access_token)?;
    let id = claims
        .text("jti")
        .filter(|id| !id.is_empty() && id.len() <= MAX_ID_BYTES)
        .ok_or(JoseError::Claim("jti"))?;
    Ok(Proof {
        thumbprint: key.thumbprint(),
        id: id.to_owned(),
        nonce: claims.text("nonce").map(ToOwned::to_owned),
        made,
    })
}

/// A proof sent with a token must name it; one sent without must name none.
fn check_access_token(digest: Option<&str>, token: Option<&str>) -> Result<(), JoseError> {
    let is_right = match (digest, token) {
        (None, None) => true,
        (Some(digest), Some(token)) => {
            let right = BASE64URL_NOPAD.encode(&sha256(token.as_bytes()));
            constant_time_eq(right.as_bytes(), digest.as_bytes())
        }
        _ => false,
    };
    if is_right {
        Ok(())
    } else {
        Err(JoseError::Claim("ath"))
    }
}

/// Whether a proof names this address. Query and fragment do not count (RFC 9449, section 4.3); the scheme and the host
/// may be in capitals, and the scheme's own port may be said or not (RFC 3986, section 6.2).
fn is_same_url(said: &str, asked: &str) -> bool {
    let said = said.split(['?', '#']).next().unwrap_or_default();
    match (parts(said), parts(asked)) {
        (Some(said), Some(asked)) => said == asked,
        _ => false,
    }
}

fn parts(url: &str) -> Option<(String, String, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    let cut = rest.find('/').unwrap_or(rest.len());
    let (host, path) = rest.split_at_checked(cut)?;
    let (scheme, host) = (scheme.to_ascii_lowercase(), host.to_ascii_lowercase());
    let port = match scheme.as_str() {
        "https" => ":443",
        "http" => ":80",
        _ => return None,
    };
    let host = host.strip_suffix(port).unwrap_or(&host).to_owned();
    let path = if path.is_empty() { "/" } else { path };
    (!host.is_empty() && !host.contains('@')).then_some((scheme, host, path))
}
