//! Password hashes: Argon2id (RFC 9106) as PHC strings.
//!
//! One hash takes 19 MiB and tens of milliseconds by design: callers run it on a bounded blocking
//! pool, never on an async thread.

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::{Error, Result};

/// The longest password, in bytes. Long enough for any phrase, short enough to cost nothing.
pub const MAX_PASSWORD_BYTES: usize = 1024;

// The first choice of the OWASP Password Storage Cheat Sheet for machines with little memory.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Hashes a password with a fresh salt: `$argon2id$v=19$m=19456,t=2,p=1$…`.
pub fn hash_password(password: &str) -> Result<String> {
    if password.len() > MAX_PASSWORD_BYTES {
        return Err(Error::PasswordTooLong);
    }
    let params =
        Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_invalid| Error::PasswordHash)?;
    let hash: PasswordHash = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password(password.as_bytes())
        .map_err(|_failed| Error::PasswordHash)?;
    Ok(hash.to_string())
}

/// Whether this is the password of the hash. A malformed hash or an overlong password is a no.
///
/// The parameters are those of the hash, so hashes made under older parameters keep working.
pub fn verify_password(password: &str, phc: &str) -> bool {
    password.len() <= MAX_PASSWORD_BYTES
        && PasswordHash::new(phc).is_ok_and(|hash| {
            Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok()
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{MAX_PASSWORD_BYTES, hash_password, verify_password};
    use crate::Error;

    #[test]
    fn the_right_password_and_no_other_opens() {
        let hash = hash_password("correct horse battery staple").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify_password("correct horse battery staple", &hash));
        assert!(!verify_password("correct horse battery stable", &hash));
        assert!(!verify_password("", &hash));
    }

    #[test]
    fn the_same_password_has_a_new_hash_each_time() {
        assert_ne!(
            hash_password("again").unwrap(),
            hash_password("again").unwrap()
        );
    }

    /// No silent cut at 72 bytes, as bcrypt has.
    #[test]
    fn every_byte_of_a_long_password_counts() {
        let long = "x".repeat(MAX_PASSWORD_BYTES);
        let hash = hash_password(&long).unwrap();
        assert!(verify_password(&long, &hash));
        assert!(!verify_password(&"x".repeat(MAX_PASSWORD_BYTES - 1), &hash));
    }

    #[test]
    fn an_overlong_password_is_refused_before_any_work() {
        let long = "x".repeat(MAX_PASSWORD_BYTES + 1);
        assert_eq!(hash_password(&long), Err(Error::PasswordTooLong));
        assert!(!verify_password(
            &long,
            "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA"
        ));
    }

    proptest! {
        #[test]
        fn a_malformed_hash_is_a_no(phc in "[^$].{0,80}") {
            prop_assert!(!verify_password("password", &phc));
        }
    }
}
