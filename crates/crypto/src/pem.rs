//! Public keys as PEM text (RFC 7468), the form ActivityPub actors publish them in.

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rsa::PublicKey;
use data_encoding::BASE64;

use crate::{Error, Result};

/// The longest PEM text that is looked at: four times an 8192-bit key.
const MAX_PEM_BYTES: usize = 8 * 1024;

const LINE: usize = 64;

/// Writes a `SubjectPublicKeyInfo` as PEM, lines of 64 characters, with a final newline.
pub fn public_key_pem(spki: &[u8]) -> String {
    let encoded = BASE64.encode(spki);
    let mut pem = String::with_capacity(encoded.len() + encoded.len() / LINE + 60);
    pem.push_str("-----BEGIN PUBLIC KEY-----\n");
    for (index, character) in encoded.chars().enumerate() {
        if index > 0 && index % LINE == 0 {
            pem.push('\n');
        }
        pem.push(character);
    }
    pem.push_str("\n-----END PUBLIC KEY-----\n");
    pem
}

/// Reads an RSA public key from PEM and returns it as `SubjectPublicKeyInfo` DER.
///
/// Both `PUBLIC KEY` and the older `RSA PUBLIC KEY` (PKCS#1) are read, with any line length and line
/// ending, since peers differ. A key of another kind than RSA is [`Error::BadKey`].
pub fn parse_public_key_pem(pem: &str) -> Result<Vec<u8>> {
    if pem.len() > MAX_PEM_BYTES {
        return Err(Error::BadEncoding);
    }
    let body = between(
        pem,
        "-----BEGIN PUBLIC KEY-----",
        "-----END PUBLIC KEY-----",
    )
    .or_else(|| {
        between(
            pem,
            "-----BEGIN RSA PUBLIC KEY-----",
            "-----END RSA PUBLIC KEY-----",
        )
    })
    .ok_or(Error::BadEncoding)?;
    let compact: String = body.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let der = BASE64
        .decode(compact.as_bytes())
        .map_err(|_malformed| Error::BadEncoding)?;
    let key = PublicKey::from_der(&der).map_err(|_rejected| Error::BadKey)?;
    let spki: PublicKeyX509Der<'_> = key.as_der().map_err(|_unspecified| Error::BadKey)?;
    Ok(spki.as_ref().to_vec())
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(start)?;
    let (body, _) = rest.split_once(end)?;
    Some(body)
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::KeyPair as _;
    use data_encoding::BASE64;
    use proptest::prelude::*;

    use super::{parse_public_key_pem, public_key_pem};
    use crate::{Ed25519Key, Error, RsaKey};

    #[test]
    fn a_key_survives_pem() {
        let spki = RsaKey::generate().unwrap().public_spki_der();
        let pem = public_key_pem(&spki);
        assert!(pem.lines().all(|line| line.len() <= 64));
        assert_eq!(parse_public_key_pem(&pem).unwrap(), spki);
        assert_eq!(
            parse_public_key_pem(&pem.replace('\n', "\r\n")).unwrap(),
            spki
        );
    }

    #[test]
    fn a_pkcs1_pem_becomes_spki() {
        let key = RsaKey::generate().unwrap();
        let pair = aws_lc_rs::rsa::KeyPair::from_pkcs8(&key.to_pkcs8()).unwrap();
        let body = BASE64.encode(pair.public_key().as_ref());
        let pem = format!("-----BEGIN RSA PUBLIC KEY-----\n{body}\n-----END RSA PUBLIC KEY-----");
        assert_eq!(parse_public_key_pem(&pem).unwrap(), key.public_spki_der());
    }

    #[test]
    fn other_kinds_of_key_are_refused() {
        // The fixed SubjectPublicKeyInfo prefix of Ed25519 (RFC 8410), then the key.
        let mut spki = vec![
            0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
        ];
        spki.extend(Ed25519Key::generate().unwrap().public());
        assert_eq!(
            parse_public_key_pem(&public_key_pem(&spki)),
            Err(Error::BadKey)
        );
    }

    #[test]
    fn a_certificate_is_no_public_key() {
        let pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
        assert_eq!(parse_public_key_pem(pem), Err(Error::BadEncoding));
    }

    proptest! {
        #[test]
        fn garbage_is_refused_without_a_panic(text in ".{0,200}") {
            prop_assert!(parse_public_key_pem(&text).is_err());
            let framed = format!("-----BEGIN PUBLIC KEY-----{text}-----END PUBLIC KEY-----");
            prop_assert!(parse_public_key_pem(&framed).is_err());
        }
    }
}
