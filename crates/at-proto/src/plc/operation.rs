//! Operations: how they are written, signed and checked.

use std::collections::BTreeMap;

use crypto::{Secp256k1Key, multikey, sha256};
use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};
use ipld_core::ipld::Ipld;
use serde::{Deserialize, Deserializer, Serialize};

use super::{PlcError, Problem, Service, State};
use crate::cid::Cid;
use crate::keys::has_signed;
use crate::syntax::Did;

/// The largest signed operation, as DAG-CBOR.
pub const MAX_OPERATION_BYTES: usize = 4_000;

/// A signed operation. Fields that the specification does not know are refused: they would be signed
/// but not understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Operation {
    /// Says everything of the account anew.
    #[serde(rename = "plc_operation")]
    Update(Update),
    /// Ends the DID.
    #[serde(rename = "plc_tombstone")]
    Tombstone(Tombstone),
    /// The first operation of DIDs of 2022.
    #[serde(rename = "create")]
    Create(Create),
}

/// The fields of a `plc_operation`; see [`State`] for the first four.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(missing_docs, reason = "State says what the fields are")]
pub struct Update {
    pub rotation_keys: Vec<String>,
    pub verification_methods: BTreeMap<String, String>,
    pub also_known_as: Vec<String>,
    pub services: BTreeMap<String, Service>,
    /// The CID of the operation before; none for the first.
    #[serde(deserialize_with = "nullable")]
    pub prev: Option<String>,
    /// base64url without padding.
    pub sig: String,
}

/// The fields of a `plc_tombstone`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tombstone {
    /// The CID of the operation before.
    pub prev: String,
    /// base64url without padding.
    pub sig: String,
}

/// The fields of a legacy `create`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Create {
    /// The key of the repository, which is the second rotation key as well.
    pub signing_key: String,
    /// The first rotation key.
    pub recovery_key: String,
    /// A handle, without `at://`.
    pub handle: String,
    /// The data server.
    pub service: String,
    /// Always null.
    #[serde(deserialize_with = "nullable")]
    pub prev: Option<String>,
    /// base64url without padding.
    pub sig: String,
}

impl Operation {
    /// The first operation of a new DID. The key must be one of the rotation keys.
    pub fn genesis(state: State, key: &Secp256k1Key) -> Result<Self, PlcError> {
        let signer = multikey::did_key_secp256k1(&key.public_compressed());
        if !state.rotation_keys.contains(&signer) {
            return Err(PlcError::Operation(Problem::Signature));
        }
        Self::plc_operation(state, None, key)
    }

    /// An operation after the one with the CID `prev`, signed by one of that one's rotation keys.
    pub fn update(state: State, prev: &str, key: &Secp256k1Key) -> Result<Self, PlcError> {
        Self::plc_operation(state, Some(prev.to_owned()), key)
    }

    /// The end of a DID after the operation with the CID `prev`.
    pub fn tombstone(prev: &str, key: &Secp256k1Key) -> Result<Self, PlcError> {
        let unsigned = Self::Tombstone(Tombstone {
            prev: prev.to_owned(),
            sig: String::new(),
        });
        unsigned.signed(key).map_err(PlcError::Operation)
    }

    fn plc_operation(
        state: State,
        prev: Option<String>,
        key: &Secp256k1Key,
    ) -> Result<Self, PlcError> {
        state.check().map_err(PlcError::Operation)?;
        let unsigned = Self::Update(Update {
            rotation_keys: state.rotation_keys,
            verification_methods: state.verification_methods,
            also_known_as: state.also_known_as,
            services: state.services,
            prev,
            sig: String::new(),
        });
        unsigned.signed(key).map_err(PlcError::Operation)
    }

    /// The same with a signature, whatever it had before.
    fn signed(mut self, key: &Secp256k1Key) -> Result<Self, Problem> {
        let signature = BASE64URL_NOPAD.encode(&key.sign(&self.unsigned_bytes()?));
        match &mut self {
            Self::Update(Update { sig, .. })
            | Self::Tombstone(Tombstone { sig, .. })
            | Self::Create(Create { sig, .. }) => *sig = signature,
        }
        self.bytes()?;
        Ok(self)
    }

    /// The signature.
    pub fn sig(&self) -> &str {
        match self {
            Self::Update(Update { sig, .. })
            | Self::Tombstone(Tombstone { sig, .. })
            | Self::Create(Create { sig, .. }) => sig,
        }
    }

    /// The CID of the operation before, if it is not a first one.
    pub fn prev(&self) -> Option<&str> {
        match self {
            Self::Update(Update { prev, .. }) | Self::Create(Create { prev, .. }) => {
                prev.as_deref()
            }
            Self::Tombstone(Tombstone { prev, .. }) => Some(prev),
        }
    }

    /// What it says of the account; nothing when it ends the DID. A legacy operation is read as the
    /// `plc_operation` it stands for.
    pub fn state(&self) -> Option<State> {
        match self {
            Self::Update(update) => Some(State {
                rotation_keys: update.rotation_keys.clone(),
                verification_methods: update.verification_methods.clone(),
                also_known_as: update.also_known_as.clone(),
                services: update.services.clone(),
            }),
            Self::Create(create) => Some(create.state()),
            Self::Tombstone(_) => None,
        }
    }

    /// The CID of the signed operation, as text.
    pub fn cid(&self) -> Result<String, PlcError> {
        let bytes = self.bytes().map_err(PlcError::Operation)?;
        Ok(Cid::of_cbor(&bytes).to_string())
    }

    /// The DID of a first operation.
    pub fn did(&self) -> Result<Did, PlcError> {
        if self.prev().is_some() {
            return Err(PlcError::Operation(Problem::Misplaced));
        }
        let bytes = self.bytes().map_err(PlcError::Operation)?;
        Did::parse(&did_of(&bytes)).map_err(|_syntax| PlcError::Operation(Problem::Encoding))
    }

    /// The first of these keys that has signed the operation. Keys of unknown kinds have signed nothing.
    pub(super) fn signer(&self, keys: &[String]) -> Result<Option<usize>, Problem> {
        let message = self.unsigned_bytes()?;
        // Strict: no padding, no spaces, no bits beyond the last byte. Every other way to write the
        // signature would give the operation a second CID.
        let Ok(signature) = BASE64URL_NOPAD.decode(self.sig().as_bytes()) else {
            return Ok(None);
        };
        Ok(keys
            .iter()
            .position(|key| has_signed(key, &message, &signature)))
    }

    /// The signed operation as DAG-CBOR.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, Problem> {
        let bytes = encode(&Ipld::Map(self.fields()?))?;
        if bytes.len() <= MAX_OPERATION_BYTES {
            Ok(bytes)
        } else {
            Err(Problem::TooLarge)
        }
    }

    /// What is signed: the operation without `sig`.
    fn unsigned_bytes(&self) -> Result<Vec<u8>, Problem> {
        let mut fields = self.fields()?;
        fields.remove("sig");
        encode(&Ipld::Map(fields))
    }

    fn fields(&self) -> Result<BTreeMap<String, Ipld>, Problem> {
        match ipld_core::serde::to_ipld(self) {
            Ok(Ipld::Map(fields)) => Ok(fields),
            Ok(_) | Err(_) => Err(Problem::Encoding),
        }
    }
}

impl Create {
    fn state(&self) -> State {
        let handle = match self.handle.strip_prefix("at://") {
            Some(handle) => handle.to_owned(),
            None => self
                .handle
                .replacen("http://", "", 1)
                .replacen("https://", "", 1),
        };
        let web = ["http://", "https://"]
            .iter()
            .any(|scheme| self.service.starts_with(scheme));
        let scheme = if web { "" } else { "https://" };
        let service = Service {
            kind: "AtprotoPersonalDataServer".to_owned(),
            endpoint: format!("{scheme}{}", self.service),
        };
        State {
            rotation_keys: vec![self.recovery_key.clone(), self.signing_key.clone()],
            verification_methods: BTreeMap::from([(
                "atproto".to_owned(),
                self.signing_key.clone(),
            )]),
            also_known_as: vec![format!("at://{handle}")],
            services: BTreeMap::from([("atproto_pds".to_owned(), service)]),
        }
    }
}

/// The DID that signed bytes of a first operation give.
pub(super) fn did_of(bytes: &[u8]) -> String {
    /// Characters of the hash in it.
    const CHARACTERS: usize = 24;
    let hash = BASE32_NOPAD.encode(&sha256(bytes)).to_ascii_lowercase();
    let short: String = hash.chars().take(CHARACTERS).collect();
    format!("did:plc:{short}")
}

fn encode(ipld: &Ipld) -> Result<Vec<u8>, Problem> {
    serde_ipld_dagcbor::to_vec(ipld).map_err(|_never| Problem::Encoding)
}

/// A field that may be null but not absent: both would be read alike, but are signed differently.
fn nullable<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Option::deserialize(deserializer)
}
