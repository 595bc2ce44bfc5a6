//! Names that a server gives to keys (NIP-05).

use std::collections::HashMap;
use std::time::Duration;

use infra::fetch::{Accept, Fetch};
use model::{Acct, Domain};
use nostr_proto::PublicKey;
use serde::Deserialize;

use crate::Nostr;
use crate::error::{Error, Result};

/// The most bytes of an answer.
const MAX_BODY: usize = 256 * 1024;
/// How long a server may take: somebody waits for what comes after.
const PATIENCE: Duration = Duration::from_secs(4);

/// What a server answers. Members other than the names are not read here.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    names: HashMap<String, String>,
}

/// A name as accounts have it. The name `_` stands for its server alone, and is called by it.
pub(super) fn acct(name: &str) -> Option<Acct> {
    let (local, host) = name.trim().split_once('@').unwrap_or(("_", name.trim()));
    let local = local.to_ascii_lowercase();
    let is_fit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let domain = Domain::parse(host).ok()?;
    let is_one = !local.is_empty() && local.len() <= 64 && local.chars().all(is_fit);
    (is_one && domain.as_str().contains('.')).then_some(Acct {
        username: local,
        domain: Some(domain),
    })
}

impl Nostr {
    /// The key that a server says somebody with this name has. Redirects are no answer, as NIP-05 asks.
    pub(crate) async fn key_behind(&self, acct: &Acct) -> Result<Option<PublicKey>> {
        let Some(domain) = &acct.domain else {
            return Ok(None);
        };
        let name = &acct.username;
        // In development, servers on this machine speak no https.
        let is_beside = self.social.is_development() && domain.as_str().contains(':');
        let scheme = if is_beside { "http" } else { "https" };
        let url = format!("{scheme}://{domain}/.well-known/nostr.json?name={name}");
        let fetch = Fetch {
            max_body: Some(MAX_BODY),
            ..Fetch::new(&url, Accept::Any)
        };
        let failed = |reason: String| Error::Elsewhere(reason);
        let asked = tokio::time::timeout(PATIENCE, self.door.get(&fetch)).await;
        let fetched = asked
            .map_err(|elapsed| failed(elapsed.to_string()))?
            .map_err(|error| failed(error.to_string()))?;
        if fetched.final_url.as_str() != url {
            return Ok(None);
        }
        let answer: Answer =
            serde_json::from_slice(&fetched.body).map_err(|error| failed(error.to_string()))?;
        let mut names = answer.names.iter();
        let found = names.find(|(known, _)| known.eq_ignore_ascii_case(name));
        Ok(found.and_then(|(_, key)| key.parse().ok()))
    }
}

#[cfg(test)]
mod tests {
    use super::acct;

    #[test]
    fn names_are_those_of_servers() {
        let read = |name| acct(name).map(|acct| acct.to_string());
        assert_eq!(read("Zoe@Far.example").as_deref(), Some("zoe@far.example"));
        assert_eq!(read("far.example").as_deref(), Some("_@far.example"));
        for bad in [
            "",
            "@",
            "zoe@",
            "zoe@localhost",
            "a b@far.example",
            "é@far.example",
            "zoe@a/b.example",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
