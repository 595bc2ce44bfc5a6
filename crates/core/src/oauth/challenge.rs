//! Proof that a code is exchanged by whoever asked for it (PKCE, RFC 7636). S256 only: `plain` proves nothing.

use crypto::{constant_time_eq, sha256};
use data_encoding::BASE64URL_NOPAD;

/// Whether this is the base64url of 32 bytes without padding.
pub(super) fn is_well_formed(challenge: &str) -> bool {
    challenge.len() == 43 && challenge.bytes().all(is_base64url)
}

/// Whether a verifier answers a challenge. A verifier without a challenge is a no: somebody may have taken the
/// challenge out on the way (RFC 9700, section 2.1.1).
pub(super) fn is_answered(challenge: Option<&str>, verifier: Option<&str>) -> bool {
    match (challenge, verifier) {
        (None, None) => true,
        (Some(challenge), Some(verifier)) => {
            (43..=128).contains(&verifier.len())
                && verifier
                    .bytes()
                    .all(|b| is_base64url(b) || b == b'.' || b == b'~')
                && constant_time_eq(digest(verifier).as_bytes(), challenge.as_bytes())
        }
        _ => false,
    }
}

fn digest(verifier: &str) -> String {
    BASE64URL_NOPAD.encode(&sha256(verifier.as_bytes()))
}

fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::{is_answered, is_well_formed};

    /// The example of RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn only_the_right_verifier_answers() {
        assert!(is_answered(Some(CHALLENGE), Some(VERIFIER)));
        assert!(!is_answered(Some(CHALLENGE), Some(CHALLENGE)));
        assert!(
            !is_answered(Some(VERIFIER), Some(VERIFIER)),
            "that would be `plain`"
        );
        assert!(!is_answered(Some(CHALLENGE), None));
        assert!(!is_answered(None, Some(VERIFIER)));
        assert!(is_answered(None, None));
    }

    #[test]
    fn a_challenge_has_the_form_of_a_digest() {
        assert!(is_well_formed(CHALLENGE));
        for bad in ["", "short", &"=".repeat(43), &"a".repeat(44)] {
            assert!(!is_well_formed(bad), "{bad}");
        }
    }
}
