//! Proof that a code is exchanged by whoever asked for it (PKCE, RFC 7636). S256 only: `plain` proves nothing.

use crypto::{constant_time_eq, sha256};
use data_encoding::BASE64URL_NOPAD;

/// Whether this is a challenge of the method S256: the base64url of 32 bytes.
pub fn is_challenge(text: &str) -> bool {
    BASE64URL_NOPAD
        .decode(text.as_bytes())
        .is_ok_and(|bytes| bytes.len() == 32)
}

/// Whether a verifier (43 to 128 unreserved characters) meets a challenge.
pub fn is_challenge_met(challenge: &str, verifier: &str) -> bool {
    let is_verifier = (43..=128).contains(&verifier.len())
        && verifier
            .bytes()
            .all(|c| c.is_ascii_alphanumeric() || b"-._~".contains(&c));
    let digest = BASE64URL_NOPAD.encode(&sha256(verifier.as_bytes()));
    is_verifier && constant_time_eq(digest.as_bytes(), challenge.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::{is_challenge, is_challenge_met};

    /// The example of RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn only_the_right_verifier_meets_a_challenge() {
        assert!(is_challenge(CHALLENGE) && is_challenge_met(CHALLENGE, VERIFIER));
        assert!(!is_challenge_met(CHALLENGE, CHALLENGE) && !is_challenge_met(VERIFIER, VERIFIER));
        for wrong in [
            "",
            "short",
            &"=".repeat(43),
            &"a".repeat(44),
            &"a".repeat(129),
        ] {
            assert!(
                !is_challenge(wrong) && !is_challenge_met(CHALLENGE, wrong),
                "{wrong}"
            );
        }
    }
}
