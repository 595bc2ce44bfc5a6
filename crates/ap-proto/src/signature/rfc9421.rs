//! HTTP Message Signatures (RFC 9421), the part the Fediverse uses: requests, one signer, no
//! component parameters.

use jiff::Timestamp;

use super::clock::{check_expires, check_made};
use super::digest::check_content_digest;
use super::fields::{Bare, InnerList, byte_dictionary, list_dictionary, quote};
use super::request::{authority, path_and_query};
use super::{Algorithm, Claim, Request, Scheme, SignatureProblem, check_key_id};

/// The header that says what is covered.
pub(super) const INPUT: &str = "signature-input";

/// Reads the first signature that is complete; if none is, says what is wrong with the first.
pub(super) fn claim(request: &Request<'_>, now: Timestamp) -> Result<Claim, SignatureProblem> {
    let inputs = request.joined(INPUT)?.ok_or(SignatureProblem::Missing)?;
    let values = request
        .joined("signature")?
        .ok_or(SignatureProblem::Missing)?;
    let (inputs, values) = (list_dictionary(&inputs)?, byte_dictionary(&values)?);
    let mut problem = SignatureProblem::Missing;
    for (place, (label, input)) in inputs.iter().enumerate() {
        let value = values
            .iter()
            .find(|(other, _)| other == label)
            .map(|(_, value)| value);
        let found = value
            .ok_or(SignatureProblem::Malformed("a label has no value"))
            .and_then(|value| claim_of(request, input, value, now));
        match found {
            Ok(claim) => return Ok(claim),
            Err(other) if place == 0 => problem = other,
            Err(_) => {}
        }
    }
    Err(problem)
}

fn claim_of(
    request: &Request<'_>,
    input: &InnerList,
    value: &[u8],
    now: Timestamp,
) -> Result<Claim, SignatureProblem> {
    let Some(Bare::String(key_id)) = input.parameter("keyid") else {
        return Err(SignatureProblem::Malformed("there is no keyid"));
    };
    let algorithm = algorithm(input)?;
    check_coverage(request, input)?;
    check_times(input, now)?;
    if covers(input, "content-digest") {
        check_content_digest(request)?;
    }
    Ok(Claim {
        key_id: check_key_id(key_id)?,
        scheme: Scheme::Rfc9421,
        algorithm,
        signed: vec![signature_base(request, input)?],
        signature: value.to_vec(),
    })
}

fn algorithm(input: &InnerList) -> Result<Algorithm, SignatureProblem> {
    match input.parameter("alg") {
        None => Ok(Algorithm::OfKey),
        Some(Bare::String(name)) if name == "rsa-v1_5-sha256" => Ok(Algorithm::Rsa),
        Some(Bare::String(name)) if name == "ed25519" => Ok(Algorithm::Ed25519),
        Some(_) => Err(SignatureProblem::Unsupported(
            "the algorithm is neither RSA nor Ed25519",
        )),
    }
}

fn covers(input: &InnerList, name: &str) -> bool {
    input.items.iter().any(|(item, _)| item == name)
}

/// Complete means: what is done, where, and to what body. Where may be said in one component or in
/// several.
fn check_coverage(request: &Request<'_>, input: &InnerList) -> Result<(), SignatureProblem> {
    let names = input.items.iter().map(|(name, _)| name);
    if names
        .clone()
        .enumerate()
        .any(|(at, name)| names.clone().skip(at + 1).any(|o| o == name))
    {
        return Err(SignatureProblem::Malformed("a component comes twice"));
    }
    let path = covers(input, "@request-target")
        || (covers(input, "@path")
            && (request.target.query().is_none() || covers(input, "@query")));
    let host = covers(input, "@authority") || covers(input, "host");
    let place = covers(input, "@target-uri") || (host && path);
    if !covers(input, "@method") {
        return Err(SignatureProblem::Incomplete("@method"));
    }
    if !place {
        return Err(SignatureProblem::Incomplete("@target-uri"));
    }
    if request.needs_digest() && !covers(input, "content-digest") {
        return Err(SignatureProblem::Incomplete("content-digest"));
    }
    Ok(())
}

fn check_times(input: &InnerList, now: Timestamp) -> Result<(), SignatureProblem> {
    let created = time(input, "created")?.ok_or(SignatureProblem::Incomplete("created"))?;
    check_made(created, now)?;
    time(input, "expires")?.map_or(Ok(()), |expires| check_expires(expires, now))
}

fn time(input: &InnerList, name: &str) -> Result<Option<Timestamp>, SignatureProblem> {
    const BAD: SignatureProblem = SignatureProblem::Malformed("a time is no number of seconds");
    match input.parameter(name) {
        None => Ok(None),
        Some(Bare::Integer(seconds)) => Timestamp::from_second(*seconds)
            .map(Some)
            .map_err(|_range| BAD),
        Some(_) => Err(BAD),
    }
}

/// The text that is signed (section 2.5).
pub(super) fn signature_base(
    request: &Request<'_>,
    input: &InnerList,
) -> Result<String, SignatureProblem> {
    let mut lines = Vec::with_capacity(input.items.len() + 1);
    for (name, parameters) in &input.items {
        if !parameters.is_empty() {
            return Err(SignatureProblem::Unsupported("a component has parameters"));
        }
        lines.push(format!("{}: {}", quote(name), component(request, name)?));
    }
    lines.push(format!("\"@signature-params\": {}", input.serialize()));
    Ok(lines.join("\n"))
}

fn component(request: &Request<'_>, name: &str) -> Result<String, SignatureProblem> {
    let target = request.target;
    Ok(match name {
        "@method" => request.method.as_str().to_owned(),
        "@target-uri" => target_uri(target),
        "@authority" => authority(target),
        "@scheme" => target.scheme().to_owned(),
        "@request-target" => path_and_query(target),
        "@path" => target.path().to_owned(),
        "@query" => format!("?{}", target.query().unwrap_or_default()),
        "host" => request.host()?,
        derived if derived.starts_with('@') => {
            return Err(SignatureProblem::Unsupported("a component is not known"));
        }
        upper if upper.chars().any(char::is_uppercase) => {
            return Err(SignatureProblem::Malformed(
                "a component is not in lower case",
            ));
        }
        header => request
            .joined(header)?
            .ok_or(SignatureProblem::Malformed("a covered header is not there"))?,
    })
}

fn target_uri(target: &url::Url) -> String {
    let uri = target.as_str();
    uri.split_once('#').map_or(uri, |(uri, _)| uri).to_owned()
}
