//! draft-cavage-http-signatures-12, as the Fediverse uses it.

use data_encoding::BASE64;
use http::Method;
use jiff::Timestamp;

use super::clock::{check_expires, check_made};
use super::digest::check_digest;
use super::request::path_and_query;
use super::{Algorithm, Claim, Request, Scheme, SignatureProblem, check_key_id};

/// The most headers one signature may cover.
const MAX_COVERED: usize = 32;

/// The parameters of a `Signature` header.
#[derive(Debug, Default)]
struct Parameters<'a> {
    key_id: Option<&'a str>,
    algorithm: Option<&'a str>,
    headers: Option<&'a str>,
    signature: Option<&'a str>,
    created: Option<&'a str>,
    expires: Option<&'a str>,
}

/// Reads the signature of a request and checks all that needs no key.
pub(super) fn claim(request: &Request<'_>, now: Timestamp) -> Result<Claim, SignatureProblem> {
    let parameters = parse(header(request)?)?;
    let key_id = parameters
        .key_id
        .ok_or(SignatureProblem::Malformed("there is no keyId"))?;
    let signature = parameters
        .signature
        .ok_or(SignatureProblem::Malformed("there is no value"))?;
    let algorithm = algorithm(&parameters)?;
    let covered = covered(request, &parameters)?;
    check_times(request, &parameters, &covered, now)?;
    if covered.contains(&"digest") {
        check_digest(request)?;
    }
    Ok(Claim {
        key_id: check_key_id(key_id)?,
        scheme: Scheme::Cavage,
        algorithm,
        signed: signing_strings(request, &parameters, &covered)?,
        signature: BASE64
            .decode(signature.as_bytes())
            .map_err(|_encoding| SignatureProblem::Malformed("the value is not base64"))?,
    })
}

/// The parameters' text: the `Signature` header, or `Authorization: Signature …`.
fn header<'a>(request: &'a Request<'_>) -> Result<&'a str, SignatureProblem> {
    if let Some(text) = request.single("signature")? {
        return Ok(text);
    }
    let authorization = request
        .single("authorization")?
        .and_then(|text| text.split_once(' '));
    match authorization {
        Some((scheme, text)) if scheme.eq_ignore_ascii_case("signature") => Ok(text.trim()),
        _ => Err(SignatureProblem::Missing),
    }
}

/// Reads the parameters. Unknown names are ignored (section 2.2), known ones must not come twice.
fn parse(text: &str) -> Result<Parameters<'_>, SignatureProblem> {
    const BAD: SignatureProblem = SignatureProblem::Malformed("the parameters cannot be read");
    let mut parameters = Parameters::default();
    for (name, value) in crate::parameters::parameters(text).ok_or(BAD)? {
        let slot = match name {
            "keyId" => &mut parameters.key_id,
            "algorithm" => &mut parameters.algorithm,
            "headers" => &mut parameters.headers,
            "signature" => &mut parameters.signature,
            "created" => &mut parameters.created,
            "expires" => &mut parameters.expires,
            _ => &mut None,
        };
        if slot.replace(value).is_some() {
            return Err(SignatureProblem::Malformed("a parameter comes twice"));
        }
    }
    Ok(parameters)
}

fn algorithm(parameters: &Parameters<'_>) -> Result<Algorithm, SignatureProblem> {
    match parameters.algorithm.map(str::to_ascii_lowercase).as_deref() {
        // "Derived from the metadata of the key" (section 2.1.3).
        None | Some("hs2019") => Ok(Algorithm::OfKey),
        Some("rsa-sha256") => Ok(Algorithm::Rsa),
        Some("ed25519" | "ed25519-sha512") => Ok(Algorithm::Ed25519),
        Some(_) => Err(SignatureProblem::Unsupported(
            "the algorithm is neither RSA nor Ed25519",
        )),
    }
}

/// The covered headers, if they are all that must be covered (GHSA-3f39): where the request goes,
/// when it was made, and its body.
fn covered<'a>(
    request: &Request<'_>,
    parameters: &Parameters<'a>,
) -> Result<Vec<&'a str>, SignatureProblem> {
    // Without the parameter only the date is covered (section 2.1.6), which is never enough.
    let covered: Vec<&str> = parameters
        .headers
        .unwrap_or("date")
        .split_ascii_whitespace()
        .collect();
    let twice = covered
        .iter()
        .enumerate()
        .any(|(at, name)| covered.iter().skip(at + 1).any(|o| o == name));
    if twice || covered.len() > MAX_COVERED {
        return Err(SignatureProblem::Malformed(
            "the covered headers are repeated or too many",
        ));
    }
    for (name, needed) in [
        ("(request-target)", true),
        ("host", true),
        ("digest", request.needs_digest()),
    ] {
        if needed && !covered.contains(&name) {
            return Err(SignatureProblem::Incomplete(name));
        }
    }
    if !covered.contains(&"date") && !covered.contains(&"(created)") {
        return Err(SignatureProblem::Incomplete("date"));
    }
    Ok(covered)
}

fn check_times(
    request: &Request<'_>,
    parameters: &Parameters<'_>,
    covered: &[&str],
    now: Timestamp,
) -> Result<(), SignatureProblem> {
    const BAD: SignatureProblem = SignatureProblem::Malformed("a date cannot be read");
    if covered.contains(&"date") {
        let date = request
            .single("date")?
            .ok_or(SignatureProblem::Incomplete("date"))?;
        let date = httpdate::parse_http_date(date).map_err(|_date| BAD)?;
        check_made(Timestamp::try_from(date).map_err(|_range| BAD)?, now)?;
    }
    if covered.contains(&"(created)") {
        check_made(seconds(parameters.created).ok_or(BAD)?, now)?;
    }
    if parameters.expires.is_some() {
        check_expires(seconds(parameters.expires).ok_or(BAD)?, now)?;
    }
    Ok(())
}

/// Seconds since 1970, perhaps with a fraction.
fn seconds(text: Option<&str>) -> Option<Timestamp> {
    let whole = text?.split('.').next()?;
    Timestamp::from_second(whole.parse().ok()?).ok()
}

/// The texts that may have been signed. Some peers leave the query out of the target (Fedify 2 does);
/// that is taken for reading, where another query at most shows another page.
fn signing_strings(
    request: &Request<'_>,
    parameters: &Parameters<'_>,
    covered: &[&str],
) -> Result<Vec<String>, SignatureProblem> {
    let mut strings = vec![signing_string(
        request,
        parameters,
        covered,
        &path_and_query(request.target),
    )?];
    if request.target.query().is_some() && matches!(*request.method, Method::GET | Method::HEAD) {
        strings.push(signing_string(
            request,
            parameters,
            covered,
            request.target.path(),
        )?);
    }
    Ok(strings)
}

fn signing_string(
    request: &Request<'_>,
    parameters: &Parameters<'_>,
    covered: &[&str],
    path: &str,
) -> Result<String, SignatureProblem> {
    let method = request.method.as_str().to_ascii_lowercase();
    let mut lines = Vec::with_capacity(covered.len());
    for name in covered {
        let value = match *name {
            "(request-target)" => format!("{method} {path}"),
            "(created)" => parameters.created.unwrap_or_default().to_owned(),
            "(expires)" => parameters.expires.unwrap_or_default().to_owned(),
            "host" => request.host()?,
            _ => request
                .joined(name)?
                .ok_or(SignatureProblem::Malformed("a covered header is not there"))?,
        };
        lines.push(format!("{}: {value}", name.to_ascii_lowercase()));
    }
    Ok(lines.join("\n"))
}
