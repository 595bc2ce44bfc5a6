//! What is the library's to do: the only file that names it.

use nostr::key::{PublicKey as FarKey, SecretKey};
use nostr::nips::{nip04, nip44};

use crate::{Error, Keys, PublicKey, Result};

fn pair(keys: &Keys, with: PublicKey) -> Result<(SecretKey, FarKey)> {
    let secret = SecretKey::from_slice(&keys.secret()).or(Err(Error::BadKey))?;
    let public = FarKey::from_slice(&with.0).or(Err(Error::BadKey))?;
    Ok((secret, public))
}

/// Encrypts as NIP-44 asks, version 2.
pub(crate) fn seal(keys: &Keys, to: PublicKey, text: &str) -> Result<String> {
    let (secret, public) = pair(keys, to)?;
    let nonce = nip44::Nonce::V2(crypto::random_bytes());
    nip44::encrypt_with_nonce(&secret, &public, text, nonce).or(Err(Error::Opening))
}

/// Decrypts what was encrypted so.
pub(crate) fn open(keys: &Keys, from: PublicKey, sealed: &str) -> Result<String> {
    let (secret, public) = pair(keys, from)?;
    nip44::decrypt(&secret, &public, sealed).or(Err(Error::Opening))
}

/// Encrypts in the old way (NIP-04), which apps still ask for.
pub(crate) fn seal_old(keys: &Keys, to: PublicKey, text: &str) -> Result<String> {
    let (secret, public) = pair(keys, to)?;
    nip04::encrypt_with_iv(&secret, &public, text, crypto::random_bytes()).or(Err(Error::Opening))
}

/// Decrypts what was encrypted so.
pub(crate) fn open_old(keys: &Keys, from: PublicKey, sealed: &str) -> Result<String> {
    let (secret, public) = pair(keys, from)?;
    nip04::decrypt(&secret, &public, sealed).or(Err(Error::Opening))
}

#[cfg(test)]
pub(crate) fn agrees(json: &str) -> bool {
    nostr::event::Event::from_json(json).is_ok_and(|event| event.verify().is_ok())
}
