//! Messages that only a browser or an app can read: RFC 8291 (`aes128gcm`), and the fourth draft of it (`aesgcm`), which
//! old clients still speak; and the token by which a push service knows the sender, RFC 8292.

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use data_encoding::BASE64URL_NOPAD;

use crate::p256::{P256_PUBLIC_BYTES, P256Key};
use crate::{Error, Result, random_bytes};

/// Bytes of a subscription's secret.
pub const AUTH_BYTES: usize = 16;
/// The most bytes of a message: push services take 4,096 with everything around it (RFC 8030, section 7.2).
pub const MAX_MESSAGE_BYTES: usize = 3_900;

const SALT_BYTES: usize = 16;
const RECORD_BYTES: u32 = 4_096;

/// A message as the older draft wants it: its salt and key travel in headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftMessage {
    /// The encrypted message.
    pub body: Vec<u8>,
    /// For the header `Encryption: salt=…`.
    pub salt: [u8; SALT_BYTES],
    /// For the header `Crypto-Key: dh=…`.
    pub public: [u8; P256_PUBLIC_BYTES],
}

/// Encrypts for a subscription, as RFC 8291 says: content encoding `aes128gcm`.
pub fn seal_push(message: &[u8], subscriber: &[u8], auth: &[u8]) -> Result<Vec<u8>> {
    seal_push_with(
        message,
        subscriber,
        auth,
        &P256Key::generate()?,
        &random_bytes(),
    )
}

fn seal_push_with(
    message: &[u8],
    subscriber: &[u8],
    auth: &[u8],
    key: &P256Key,
    salt: &[u8; SALT_BYTES],
) -> Result<Vec<u8>> {
    let info = [&b"WebPush: info\0"[..], subscriber, key.public()];
    let secret: [u8; 32] = derive(auth, &key.agree(subscriber)?, &info)?;
    let content: [u8; 16] = derive(salt, &secret, &[b"Content-Encoding: aes128gcm\0"])?;
    let nonce: [u8; NONCE_LEN] = derive(salt, &secret, &[b"Content-Encoding: nonce\0"])?;
    // The delimiter of the last record, without padding (RFC 8188, section 2).
    let sealed = encrypt(&content, nonce, &[check(message)?, &[2]].concat())?;
    let key_length = u8::try_from(P256_PUBLIC_BYTES).or(Err(Error::Sealing))?;
    Ok([
        &salt[..],
        &RECORD_BYTES.to_be_bytes(),
        &[key_length],
        key.public(),
        &sealed,
    ]
    .concat())
}

/// Encrypts for a subscription, as the fourth draft of RFC 8291 says: content encoding `aesgcm`.
pub fn seal_push_draft(message: &[u8], subscriber: &[u8], auth: &[u8]) -> Result<DraftMessage> {
    let (key, salt) = (P256Key::generate()?, random_bytes());
    let agreed = key.agree(subscriber)?;
    let secret: [u8; 32] = derive(auth, &agreed, &[b"Content-Encoding: auth\0"])?;
    let length = u16::try_from(P256_PUBLIC_BYTES)
        .or(Err(Error::Sealing))?
        .to_be_bytes();
    let info = |label: &'static [u8]| {
        [
            label,
            b"P-256\0",
            &length,
            subscriber,
            &length,
            key.public(),
        ]
        .concat()
    };
    let content: [u8; 16] = derive(&salt, &secret, &[&info(b"Content-Encoding: aesgcm\0")])?;
    let nonce: [u8; NONCE_LEN] = derive(&salt, &secret, &[&info(b"Content-Encoding: nonce\0")])?;
    // Two bytes say how long the padding is: none.
    let body = encrypt(&content, nonce, &[&[0, 0], check(message)?].concat())?;
    Ok(DraftMessage {
        body,
        salt,
        public: *key.public(),
    })
}

/// The token that a push service checks (RFC 8292): for this audience, until then, and whom to ask about it.
pub fn push_token(key: &P256Key, audience: &str, expires: i64, contact: &str) -> Result<String> {
    let header = BASE64URL_NOPAD.encode(br#"{"typ":"JWT","alg":"ES256"}"#);
    let claims = format!(
        r#"{{"aud":"{}","exp":{expires},"sub":"{}"}}"#,
        plain(audience),
        plain(contact)
    );
    let signed = format!("{header}.{}", BASE64URL_NOPAD.encode(claims.as_bytes()));
    let signature = key.sign(signed.as_bytes())?;
    Ok(format!("{signed}.{}", BASE64URL_NOPAD.encode(&signature)))
}

/// What may stand in a text of JSON as it is. Origins and contacts have nothing else.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_ascii_graphic() && !matches!(c, '"' | '\\'))
        .collect()
}

fn check(message: &[u8]) -> Result<&[u8]> {
    if message.len() > MAX_MESSAGE_BYTES {
        return Err(Error::Sealing);
    }
    Ok(message)
}

/// HKDF (RFC 5869) with SHA-256.
fn derive<const N: usize>(salt: &[u8], secret: &[u8], info: &[&[u8]]) -> Result<[u8; N]> {
    let mut out = [0; N];
    Salt::new(HKDF_SHA256, salt)
        .extract(secret)
        .expand(info, Length(N))
        .and_then(|okm| okm.fill(&mut out))
        .or(Err(Error::Sealing))?;
    Ok(out)
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn encrypt(key: &[u8; 16], nonce: [u8; NONCE_LEN], plain: &[u8]) -> Result<Vec<u8>> {
    let key = UnboundKey::new(&AES_128_GCM, key).or(Err(Error::Sealing))?;
    let mut text = plain.to_vec();
    LessSafeKey::new(key)
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut text)
        .or(Err(Error::Sealing))?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::p256::verify_p256;

    fn bytes(text: &str) -> Vec<u8> {
        BASE64URL_NOPAD.decode(text.as_bytes()).unwrap()
    }

    /// RFC 8291, appendix A.
    #[test]
    fn the_example_of_the_rfc() {
        let key =
            P256Key::from_bytes(&bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")).unwrap();
        let subscriber = bytes(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        );
        let auth = bytes("BTBZMqHH6r4Tts7J_aSIgg");
        let salt = bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().unwrap();
        let message = b"When I grow up, I want to be a watermelon";
        let sealed = seal_push_with(message, &subscriber, &auth, &key, &salt).unwrap();
        assert_eq!(
            BASE64URL_NOPAD.encode(&sealed),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
        );
    }

    #[test]
    fn a_draft_message_opens_with_what_its_headers_say() {
        let subscriber = P256Key::generate().unwrap();
        let auth = [7; AUTH_BYTES];
        let sealed = seal_push_draft(b"hello", subscriber.public(), &auth).unwrap();
        let agreed = subscriber.agree(&sealed.public).unwrap();
        let secret: [u8; 32] = derive(&auth, &agreed, &[b"Content-Encoding: auth\0"]).unwrap();
        let context = [
            &b"P-256\0\0\x41"[..],
            subscriber.public(),
            b"\0\x41",
            &sealed.public,
        ]
        .concat();
        let key: [u8; 16] = derive(
            &sealed.salt,
            &secret,
            &[b"Content-Encoding: aesgcm\0", &context],
        )
        .unwrap();
        let nonce: [u8; 12] = derive(
            &sealed.salt,
            &secret,
            &[b"Content-Encoding: nonce\0", &context],
        )
        .unwrap();
        let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).unwrap());
        let mut body = sealed.body;
        let plain = key
            .open_in_place(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut body)
            .unwrap();
        assert_eq!(plain, b"\0\0hello");
    }

    #[test]
    fn a_token_says_for_whom_and_until_when_and_is_signed() {
        let key = P256Key::generate().unwrap();
        let token = push_token(&key, "https://push.example", 60, "mailto:a@b.example").unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        assert!(verify_p256(
            key.public(),
            signed.as_bytes(),
            &bytes(signature)
        ));
        let claims = bytes(signed.split_once('.').unwrap().1);
        assert_eq!(
            claims,
            br#"{"aud":"https://push.example","exp":60,"sub":"mailto:a@b.example"}"#
        );
    }

    #[test]
    fn what_is_too_long_or_for_nobody_is_not_sealed() {
        let subscriber = P256Key::generate().unwrap();
        let long = vec![0; MAX_MESSAGE_BYTES + 1];
        assert!(seal_push(&long, subscriber.public(), &[0; 16]).is_err());
        assert!(seal_push_draft(&long, subscriber.public(), &[0; 16]).is_err());
        assert!(seal_push(b"", &[4; 65], &[0; 16]).is_err());
    }
}
