//! The two identifiers that are made of an operation's bytes.

use crypto::sha256;
use data_encoding::BASE32_NOPAD;

/// `CIDv1`, DAG-CBOR (0x71), SHA-256 (0x12) of 32 bytes.
const PREFIX: [u8; 4] = [0x01, 0x71, 0x12, 0x20];

/// Characters of the hash in a DID.
const DID_CHARACTERS: usize = 24;

/// The CID of DAG-CBOR bytes, as text: `bafyrei…`.
pub(super) fn cid_of(bytes: &[u8]) -> String {
    let mut cid = PREFIX.to_vec();
    cid.extend_from_slice(&sha256(bytes));
    format!("b{}", base32(&cid))
}

/// The DID that signed bytes of a first operation give.
pub(super) fn did_of(bytes: &[u8]) -> String {
    let hash = base32(&sha256(bytes));
    let short: String = hash.chars().take(DID_CHARACTERS).collect();
    format!("did:plc:{short}")
}

fn base32(bytes: &[u8]) -> String {
    BASE32_NOPAD.encode(bytes).to_ascii_lowercase()
}
