//! SHA-256, HMAC and the comparison of secrets.

use aws_lc_rs::hmac;
use sha2::{Digest, Sha256};

/// The SHA-256 digest (FIPS 180-4) of some bytes.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// HMAC-SHA-256 (RFC 2104): what only somebody with the key can make of a message.
pub fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message);
    let mut mark = [0; 32];
    mark.iter_mut()
        .zip(tag.as_ref())
        .for_each(|(to, from)| *to = *from);
    mark
}

/// Whether two byte strings are the same, in a time that depends on their length only.
///
/// For tokens, codes and digests of secrets: an early exit would tell how many bytes were right.
pub fn constant_time_eq(left: &[u8], right: &[u8]) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(left, right).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{constant_time_eq, hmac_sha256, sha256};
    use data_encoding::HEXLOWER;

    /// Test case 2 of RFC 4231.
    #[test]
    fn the_mark_is_that_of_the_standard() {
        assert_eq!(
            HEXLOWER.encode(&hmac_sha256(b"Jefe", b"what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn the_digest_is_that_of_the_standard() {
        assert_eq!(
            HEXLOWER.encode(&sha256(b"abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn equal_means_same_length_and_same_bytes() {
        assert!(constant_time_eq(b"", b""));
        assert!(constant_time_eq(b"secret", b"secret"));
        assert!(!constant_time_eq(b"secret", b"secreT"));
        assert!(!constant_time_eq(b"secret", b"secret "));
    }
}
