//! What an operation says of an account.

use std::collections::{BTreeMap, BTreeSet};

use crypto::multikey::{self, Kind};
use serde::{Deserialize, Serialize};

use super::Problem;

/// Rotation keys of a new operation. Old ones in a log may have up to [`MAX_OLD_ROTATION_KEYS`].
const MAX_ROTATION_KEYS: usize = 5;

/// Rotation keys that are looked at in a log: bounds the signatures that must be checked.
pub(super) const MAX_OLD_ROTATION_KEYS: usize = 10;

/// Entries of every other field.
const MAX_ENTRIES: usize = 10;

const MAX_NAME_BYTES: usize = 32;
const MAX_ALIAS_BYTES: usize = 256;
const MAX_SERVICE_TYPE_BYTES: usize = 256;
const MAX_ENDPOINT_BYTES: usize = 512;

/// A service of an account: its data server, its labeler.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// `AtprotoPersonalDataServer`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Where it is: `https://pds.example`.
    pub endpoint: String,
}

/// The four fields of a `plc_operation` that say something of the account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    /// Keys that may sign the next operation, as `did:key`, the most powerful first.
    pub rotation_keys: Vec<String>,
    /// Keys of the account by name, as `did:key`; `atproto` signs the repository.
    pub verification_methods: BTreeMap<String, String>,
    /// URIs of the same account; the first `at://` one is the handle.
    pub also_known_as: Vec<String>,
    /// Services by name; `atproto_pds` is the data server.
    pub services: BTreeMap<String, Service>,
}

impl State {
    /// The state of an account in AT Protocol: one handle, one signing key, one data server.
    pub fn of_account(
        handle: &crate::syntax::Handle,
        endpoint: &str,
        signing_key: &str,
        rotation_keys: Vec<String>,
    ) -> Self {
        let service = Service {
            kind: "AtprotoPersonalDataServer".to_owned(),
            endpoint: endpoint.to_owned(),
        };
        Self {
            rotation_keys,
            verification_methods: BTreeMap::from([("atproto".to_owned(), signing_key.to_owned())]),
            also_known_as: vec![format!("at://{handle}")],
            services: BTreeMap::from([("atproto_pds".to_owned(), service)]),
        }
    }

    /// Checks what a directory wants of a new operation. Operations that are in a log already are not
    /// held to it.
    pub fn check(&self) -> Result<(), Problem> {
        self.check_keys()?;
        let aliases = self.also_known_as.len() <= MAX_ENTRIES
            && self.also_known_as.iter().all(|alias| {
                alias.len() <= MAX_ALIAS_BYTES && crate::syntax::Uri::parse(alias).is_ok()
            });
        if !aliases {
            return Err(Problem::Field("alsoKnownAs is too long or holds no URI"));
        }
        let services = self.services.len() <= MAX_ENTRIES
            && self.services.iter().all(|(name, service)| {
                is_name(name)
                    && service.kind.len() <= MAX_SERVICE_TYPE_BYTES
                    && service.endpoint.len() <= MAX_ENDPOINT_BYTES
            });
        if services {
            Ok(())
        } else {
            Err(Problem::Field("services has an entry that is too long"))
        }
    }

    fn check_keys(&self) -> Result<(), Problem> {
        let different: BTreeSet<&String> = self.rotation_keys.iter().collect();
        if !(1..=MAX_ROTATION_KEYS).contains(&different.len())
            || different.len() != self.rotation_keys.len()
            || !self.rotation_keys.iter().all(|key| may_rotate(key))
        {
            return Err(Problem::Field(
                "rotationKeys must be 1 to 5 different secp256k1 or P-256 keys",
            ));
        }
        let methods = self.verification_methods.len() <= MAX_ENTRIES
            && self
                .verification_methods
                .iter()
                .all(|(name, key)| is_name(name) && multikey::decode_did_key(key).is_ok());
        if methods {
            Ok(())
        } else {
            Err(Problem::Field("verificationMethods must be up to 10 keys"))
        }
    }
}

/// Whether a `did:key` is of a kind that may sign operations.
fn may_rotate(key: &str) -> bool {
    matches!(
        multikey::decode_did_key(key),
        Ok((Kind::Secp256k1 | Kind::P256, _))
    )
}

/// Whether a text can be the fragment that names a key or a service.
fn is_name(name: &str) -> bool {
    (1..=MAX_NAME_BYTES).contains(&name.len())
        && name
            .bytes()
            .all(|c| c.is_ascii_alphanumeric() || b"_-.".contains(&c))
}
