//! What staff decide about: an account, a record, a file.

use at_proto::syntax::{AtUri, Did};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use social::repo::SubjectRecord;

use crate::AtProto;
use crate::error::Result;
use crate::xrpc::XrpcError;

/// A member, or somebody elsewhere who is known here.
const REPO: &str = "com.atproto.admin.defs#repoRef";
/// One version of a record.
const RECORD: &str = "com.atproto.repo.strongRef";
/// A file of a repository.
const BLOB: &str = "com.atproto.admin.defs#repoBlobRef";

/// What is decided about, as it is sent.
#[derive(Debug, Deserialize)]
#[serde(tag = "$type")]
pub(super) enum Subject {
    #[serde(rename = "com.atproto.admin.defs#repoRef")]
    Account { did: Did },
    #[serde(rename = "com.atproto.repo.strongRef")]
    Record { uri: AtUri, cid: String },
    #[serde(rename = "com.atproto.admin.defs#repoBlobRef")]
    Blob { did: Did, cid: String },
}

impl Subject {
    /// As it is answered.
    pub(super) fn json(&self) -> Value {
        match self {
            Self::Account { did } => json!({ "$type": REPO, "did": did }),
            Self::Record { uri, cid } => {
                json!({ "$type": RECORD, "uri": uri.as_str(), "cid": cid })
            }
            Self::Blob { did, cid } => json!({ "$type": BLOB, "did": did, "cid": cid }),
        }
    }
}

/// Whether something holds (`com.atproto.admin.defs#statusAttr`). The reference is the caller's own and given back.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub(super) struct Status {
    /// Whether it holds.
    pub(super) applied: bool,
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
}

impl Status {
    /// Whether something holds.
    pub(super) fn of(applied: bool) -> Self {
        let reference = None;
        Self { applied, reference }
    }
}

/// Nothing of that name is here.
pub(super) fn missing() -> XrpcError {
    XrpcError::bad("NotFound", "Subject not found")
}

impl AtProto {
    /// A record of a repository here.
    pub(super) async fn record_at(&self, uri: &AtUri) -> Result<Option<SubjectRecord>> {
        let (Some(did), Some(collection), Some(rkey)) =
            (uri.identifier().did(), uri.collection(), uri.rkey())
        else {
            return Ok(None);
        };
        let (did, collection, rkey) = (did.as_str(), collection.as_str(), rkey.as_str());
        Ok(self.social.named_record(did, collection, rkey).await?)
    }
}
