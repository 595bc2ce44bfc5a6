//! What is noted with the face of somebody elsewhere.

use at_proto::cid::Cid;
use at_proto::syntax::Tid;
use serde::{Deserialize, Serialize};
use social::inbound::Identity;

/// What is noted with the face of somebody elsewhere: the core keeps it and does not read it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Notes {
    /// The server that keeps their repository, an origin.
    pub(crate) pds: String,
    /// The key that signs it, as `did:key`.
    pub(crate) key: String,
    /// Their handle, if it was found to be theirs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) handle: Option<String>,
    /// When the newest commit that was read here was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rev: Option<String>,
    /// The tree that it made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) data: Option<String>,
}

impl Notes {
    /// What was noted; nothing, if that cannot be read.
    pub(crate) fn of(identity: &Identity) -> Self {
        serde_json::from_str(&identity.document).unwrap_or_default()
    }

    /// As it is kept.
    pub(crate) fn json(&self) -> String {
        // Text can always be written.
        serde_json::to_string(self).unwrap_or_else(|_| "{}".to_owned())
    }

    /// When the newest commit that was read was made.
    pub(crate) fn rev(&self) -> Option<Tid> {
        Tid::parse(self.rev.as_deref()?).ok()
    }

    /// The tree that it made.
    pub(crate) fn data(&self) -> Option<Cid> {
        Cid::parse(self.data.as_deref()?).ok()
    }
}
