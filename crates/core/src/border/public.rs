//! What everyone may know of servers that are kept out.

use crypto::sha256;
use data_encoding::HEXLOWER;

use super::Severity;
use crate::{Result, Social};

/// The most on one list.
const MOST: i64 = 10_000;

/// A server that is kept out, as everyone may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicBlock {
    /// Its name, or what is left of it.
    pub host: String,
    /// Hexadecimal SHA-256 of its name.
    pub digest: String,
    /// How much.
    pub severity: Severity,
    /// Why.
    pub comment: Option<String>,
}

impl Social {
    /// Servers that are kept out or at a distance, the gravest first.
    pub async fn public_domain_blocks(&self) -> Result<Vec<PublicBlock>> {
        let read = self
            .store()
            .read(|conn| store::border::public_blocks(conn, MOST));
        let blocks = read.await?.into_iter().map(|row| PublicBlock {
            digest: digest(&row.host),
            host: if row.is_obfuscated {
                obfuscate(&row.host)
            } else {
                row.host
            },
            severity: Severity::from_word(&row.severity).unwrap_or_default(),
            comment: row.public_comment,
        });
        Ok(blocks.collect())
    }
}

/// By which those who know a name find it on a list that does not say it.
pub fn digest(host: &str) -> String {
    HEXLOWER.encode(&sha256(host.as_bytes()))
}

/// A name of which only the first and the last quarter can be read.
fn obfuscate(host: &str) -> String {
    let length = host.chars().count();
    let seen = length / 4;
    host.chars()
        .enumerate()
        .map(|(place, c)| {
            let is_hidden = place >= seen && place < length - seen && c != '.';
            if is_hidden { '*' } else { c }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{digest, obfuscate};

    #[test]
    fn only_the_ends_of_a_name_are_shown() {
        assert_eq!(obfuscate("bad.example.org"), "bad.*******.org");
        assert_eq!(obfuscate("a.b"), "*.*");
        assert_eq!(digest("a").len(), 64);
    }
}
