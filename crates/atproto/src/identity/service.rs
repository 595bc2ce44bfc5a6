//! Where the services of others are, as their own documents say.

use at_proto::syntax::Did;
use serde_json::Value;

use crate::AtProto;
use crate::error::Result;

impl AtProto {
    /// Where a part of somebody's document is: `https://api.bsky.app`, no slash at the end. `None` when they name none.
    pub(crate) async fn service_of(&self, did: &Did, fragment: &str) -> Result<Option<String>> {
        let endpoint = match did.method() {
            "plc" => {
                let state = self.audit(did).await?.state;
                let service = state.and_then(|mut state| state.services.remove(fragment));
                service.map(|service| service.endpoint)
            }
            "web" => {
                let document = self.web_document(did).await?;
                named(&document, did, fragment)
            }
            _ => None,
        };
        Ok(endpoint.map(|url| url.trim_end_matches('/').to_owned()))
    }
}

pub(super) fn named(document: &Value, did: &Did, fragment: &str) -> Option<String> {
    check_own(document, did)?;
    let (short, long) = (format!("#{fragment}"), format!("{did}#{fragment}"));
    let services = document.get("service")?.as_array()?;
    let found = services.iter().find(|service| {
        let id = service.get("id").and_then(Value::as_str);
        id == Some(&short) || id == Some(&long)
    })?;
    Some(found.get("serviceEndpoint")?.as_str()?.to_owned())
}

/// A document speaks for the DID that it names.
pub(super) fn check_own(document: &Value, did: &Did) -> Option<()> {
    let id = document.get("id").and_then(Value::as_str);
    (id == Some(did.as_str())).then_some(())
}
