//! What is answered about who somebody is.

use at_proto::syntax::{AtIdentifier, Did};
use serde_json::{Value, json};

use crate::AtProto;
use crate::people::{Age, Identified, Paper};
use crate::xrpc::XrpcError;

/// A handle that is not theirs who claim it (`com.atproto.identity.defs#identityInfo`).
const NOT_THEIRS: &str = "handle.invalid";

impl AtProto {
    /// The document of a DID, or why there is none.
    pub(super) async fn found_paper(
        &self,
        did: &Did,
        age: Age,
    ) -> Result<std::sync::Arc<Value>, XrpcError> {
        match self.paper(did, age).await? {
            Paper::Found(document) => Ok(document),
            Paper::Missing => Err(XrpcError::bad("DidNotFound", "The DID was not found.")),
            Paper::Ended => Err(XrpcError::bad("DidDeactivated", "The DID has been ended.")),
        }
    }

    /// `com.atproto.identity.defs#identityInfo` of somebody.
    pub(super) async fn identity_info(
        &self,
        name: &AtIdentifier,
        age: Age,
    ) -> Result<Value, XrpcError> {
        let did = self.did_behind(name, age).await?;
        let missing = || XrpcError::bad("HandleNotFound", "Unable to resolve handle");
        let did = did.ok_or_else(missing)?;
        let document = self.found_paper(&did, age).await?;
        let Identified { handle, document } = self.identified(&did, document, age).await?;
        Ok(json!({
            "did": did,
            "handle": handle.as_ref().map_or(NOT_THEIRS, |handle| handle.as_str()),
            "didDoc": *document,
        }))
    }
}
