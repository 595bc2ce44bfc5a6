//! Requests and documents with signatures of the Fediverse: ours, and those of `apx_core`, which Mitra is made of.

use anyhow::{Context, Result, anyhow};
use ap_proto::key::PublicKey;
use ap_proto::proof::Proof;
use ap_proto::signature::{Claim, Outgoing, Request, Scheme, Signer, sign_cavage, sign_rfc9421};
use apx_core::crypto::common::PublicKey as TheirPublicKey;
use apx_core::crypto::rsa::{RsaSecretKey, rsa_secret_key_from_pkcs8_pem};
use apx_core::http_digest::ContentDigest;
use apx_core::http_signatures::create::{
    HttpSigner, create_http_signature_cavage, create_http_signature_rfc9421,
};
use apx_core::http_signatures::verify::{parse_http_signature, verify_http_signature};
use apx_core::json_signatures::create::sign_object_eddsa;
use apx_core::json_signatures::verify::{get_json_signature, verify_eddsa_json_signature};
use crypto::{Ed25519Key, RsaKey};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use jiff::Timestamp;
use serde_json::Value;
use url::Url;

const KEY_ID: &str = "https://there.example/users/bob#main-key";
const PROOF_KEY_ID: &str = "https://there.example/users/bob#ed25519-key";
const MEDIA_TYPE: &str = "application/activity+json";

/// Who signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// This server.
    Us,
    /// The other crate.
    Them,
}

/// A key pair as both have it.
pub struct Keys {
    ours: RsaKey,
    theirs: RsaSecretKey,
    ed25519: Ed25519Key,
}

impl Keys {
    /// New ones.
    pub fn generate() -> Result<Self> {
        let ours = RsaKey::generate()?;
        let pem = crypto::public_key_pem(&ours.to_pkcs8()).replace("PUBLIC", "PRIVATE");
        Ok(Self {
            theirs: rsa_secret_key_from_pkcs8_pem(&pem)?,
            ed25519: Ed25519Key::generate()?,
            ours,
        })
    }

    fn public(&self) -> (PublicKey, Result<TheirPublicKey>) {
        let spki = self.ours.public_spki_der();
        let theirs = TheirPublicKey::from_pem(&crypto::public_key_pem(&spki));
        (PublicKey::Rsa(spki), theirs.map_err(anyhow::Error::from))
    }
}

/// What somebody between the two does to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Nothing.
    None,
    /// One byte of the body is another.
    Body,
    /// It goes to another path.
    Path,
    /// It goes to another host.
    Host,
    /// Another method.
    Method,
    /// When it was made.
    Time,
    /// A bit of the signature.
    Signature,
    /// The digest is missing.
    Digest,
    /// It is looked at with the key of somebody else.
    Key,
}

impl Change {
    /// Every one.
    pub const ALL: [Self; 9] = [
        Self::None,
        Self::Body,
        Self::Path,
        Self::Host,
        Self::Method,
        Self::Time,
        Self::Signature,
        Self::Digest,
        Self::Key,
    ];
}

/// A signed request.
#[derive(Debug, Clone)]
pub struct Case {
    method: Method,
    target: Url,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Case {
    /// A request that one of the two signs; with a body it is a delivery.
    pub fn signed(by: By, scheme: Scheme, keys: &Keys, target: &str, body: &[u8]) -> Result<Self> {
        let method = if body.is_empty() {
            Method::GET
        } else {
            Method::POST
        };
        let target = Url::parse(target)?;
        let mut headers = match by {
            By::Us => ours(scheme, keys, &method, &target, body)?,
            By::Them => theirs(scheme, keys, &method, &target, body)?,
        };
        headers.insert("host", authority(&target)?.parse()?);
        if !body.is_empty() {
            headers.insert("content-type", HeaderValue::from_static(MEDIA_TYPE));
        }
        Ok(Self {
            method,
            target,
            headers,
            body: body.to_vec(),
        })
    }

    /// The same after somebody had it in their hands. `false` when there is nothing to change.
    pub fn change(&mut self, change: Change) -> Result<bool> {
        match change {
            Change::None | Change::Key => {}
            Change::Body => match self.body.last_mut() {
                Some(last) => *last ^= 1,
                None => return Ok(false),
            },
            Change::Path => self.target.set_path("/users/eve/inbox"),
            Change::Host => {
                self.target.set_host(Some("elsewhere.example"))?;
                self.headers
                    .insert("host", authority(&self.target)?.parse()?);
            }
            Change::Method if self.body.is_empty() => self.method = Method::DELETE,
            Change::Method => self.method = Method::PUT,
            Change::Time => {
                let input = self.headers.get("signature-input").cloned();
                if let Some(input) = input {
                    let later = input.to_str()?.replace("created=1", "created=2");
                    self.headers.insert("signature-input", later.parse()?);
                } else {
                    let before = Timestamp::now() - jiff::Span::new().minutes(5);
                    let date = before.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
                    self.headers.insert("date", date.parse()?);
                }
            }
            Change::Signature => {
                let signature = self.header("signature")?;
                let at = signature.len() / 2;
                let (head, tail) = signature.split_at_checked(at).context("plain text")?;
                let first = tail.chars().next().context("a signature")?;
                let other = if first == 'A' { 'B' } else { 'A' };
                let changed = format!("{head}{other}{}", tail.get(1..).unwrap_or_default());
                self.headers.insert("signature", changed.parse()?);
            }
            Change::Digest => {
                let had = self.headers.remove("digest").is_some();
                return Ok(self.headers.remove("content-digest").is_some() || had);
            }
        }
        Ok(true)
    }

    fn header(&self, name: &str) -> Result<String> {
        let value = self.headers.get(name).context("there is no such header")?;
        Ok(value.to_str()?.to_owned())
    }

    /// Why we do not believe it.
    pub fn we_say(&self, keys: &Keys) -> Result<()> {
        let request = Request {
            method: &self.method,
            target: &self.target,
            headers: &self.headers,
            body: &self.body,
        };
        let claim = Claim::read(&request, Timestamp::now())?;
        Ok(claim.verify(&keys.public().0)?)
    }

    /// Why they do not.
    pub fn they_say(&self, keys: &Keys) -> Result<()> {
        let uri: Uri = self.target.as_str().parse()?;
        let read = parse_http_signature(&self.method, &uri, &self.headers);
        let signature = read.map_err(|error| anyhow!("{error}"))?;
        let digest = matches!(self.method, Method::POST | Method::PUT | Method::PATCH)
            .then(|| ContentDigest::new(&self.body));
        let key = keys.public().1?;
        // Whose host it was for is for the caller to see.
        let host = authority(&self.target)?;
        anyhow::ensure!(
            signature.authority == host,
            "it was for {}",
            signature.authority
        );
        verify_http_signature(&signature, &key, digest).map_err(|error| anyhow!("{error}"))
    }
}

fn authority(target: &Url) -> Result<String> {
    let host = target.host_str().context("no host")?;
    Ok(target
        .port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

fn ours(
    scheme: Scheme,
    keys: &Keys,
    method: &Method,
    target: &Url,
    body: &[u8],
) -> Result<HeaderMap> {
    let request = Outgoing {
        method,
        target,
        body: (!body.is_empty()).then_some((body, MEDIA_TYPE)),
        header: None,
    };
    let signer = Signer {
        key_id: KEY_ID,
        key: &keys.ours,
    };
    Ok(match scheme {
        Scheme::Cavage => sign_cavage(&request, &signer, Timestamp::now())?,
        Scheme::Rfc9421 => sign_rfc9421(&request, &signer, Timestamp::now())?,
    })
}

fn theirs(
    scheme: Scheme,
    keys: &Keys,
    method: &Method,
    target: &Url,
    body: &[u8],
) -> Result<HeaderMap> {
    let signer = HttpSigner::new_rsa(keys.theirs.clone(), KEY_ID.to_owned());
    let body = (!body.is_empty()).then_some(body);
    let (method, target) = (method.clone(), target.as_str());
    let list = match scheme {
        Scheme::Cavage => {
            let made = create_http_signature_cavage(method, target, body, &signer)?;
            vec![
                ("date", Some(made.date)),
                ("digest", made.digest),
                ("signature", Some(made.signature)),
            ]
        }
        Scheme::Rfc9421 => {
            let made = create_http_signature_rfc9421(method, target, body, &signer)?;
            vec![
                ("content-digest", made.content_digest),
                ("signature", Some(made.signature)),
                ("signature-input", Some(made.signature_input)),
            ]
        }
    };
    let mut headers = HeaderMap::new();
    for (name, value) in list {
        if let Some(value) = value {
            headers.insert(HeaderName::from_static(name), value.parse()?);
        }
    }
    Ok(headers)
}

/// A document with a proof by one of the two (FEP-8b32, `eddsa-jcs-2022`).
pub fn proved(by: By, keys: &Keys, document: &Value) -> Result<Value> {
    match by {
        By::Us => {
            let now = Timestamp::now();
            let signed = ap_proto::proof::sign(document.clone(), &keys.ed25519, PROOF_KEY_ID, now);
            signed.context("it is no object")
        }
        By::Them => {
            let seed = keys.ed25519.seed();
            // With the context in the proof, as they do where somebody processes JSON-LD.
            let has_context = document.get("@context").is_some();
            let signed = sign_object_eddsa(
                &seed,
                PROOF_KEY_ID,
                document,
                None,
                false,
                has_context,
                false,
            );
            Ok(signed?)
        }
    }
}

/// Why we do not believe a document.
pub fn we_say(document: &Value, keys: &Keys) -> Result<()> {
    let proof = Proof::read(document, Timestamp::now())?;
    Ok(proof.verify(&PublicKey::Ed25519(keys.ed25519.public()))?)
}

/// Why they do not.
pub fn they_say(document: &Value, keys: &Keys) -> Result<()> {
    let proof = get_json_signature(document)?;
    let public = apx_core::crypto::eddsa::ed25519_public_key_from_bytes(&keys.ed25519.public())?;
    Ok(verify_eddsa_json_signature(
        &public,
        &proof.object,
        &proof.proof_config,
        &proof.signature,
    )?)
}
