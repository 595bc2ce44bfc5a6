//! Random bytes from the operating system's generator.

use data_encoding::BASE64URL_NOPAD;

/// `N` random bytes, fit for keys and tokens.
///
/// # Panics
/// When the machine has no source of randomness. No secret may be made then, so there is nothing
/// better to do than to stop.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0_u8; N];
    let filled = aws_lc_rs::rand::fill(&mut bytes).is_ok();
    assert!(
        filled,
        "the operating system has no random bytes: every secret would be guessable"
    );
    bytes
}

/// A bearer token: 32 random bytes, base64url without padding (43 characters).
pub fn random_token() -> String {
    BASE64URL_NOPAD.encode(&random_bytes::<32>())
}

#[cfg(test)]
mod tests {
    use super::{random_bytes, random_token};

    #[test]
    fn two_draws_differ() {
        assert_ne!(random_bytes::<32>(), random_bytes::<32>());
        assert_ne!(random_token(), random_token());
    }

    #[test]
    fn a_token_needs_no_escaping_in_a_url() {
        let token = random_token();
        assert_eq!(token.len(), 43);
        assert!(
            token
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        );
    }
}
