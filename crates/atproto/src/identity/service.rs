//! Where the services of others are, as their own documents say.

use at_proto::syntax::Did;
use infra::fetch::{Accept, Fetch};
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
                let host = did.identifier().replace("%3A", ":");
                let scheme = if self.social.is_development() {
                    "http"
                } else {
                    "https"
                };
                let url = format!("{scheme}://{host}/.well-known/did.json");
                let document = self.door.get(&Fetch::new(&url, Accept::Any)).await?;
                let document: Value = serde_json::from_slice(&document.body).unwrap_or_default();
                (document.get("id").and_then(Value::as_str) == Some(did.as_str()))
                    .then(|| named(&document, did, fragment))
                    .flatten()
            }
            _ => None,
        };
        Ok(endpoint.map(|url| url.trim_end_matches('/').to_owned()))
    }
}

fn named(document: &Value, did: &Did, fragment: &str) -> Option<String> {
    let (short, long) = (format!("#{fragment}"), format!("{did}#{fragment}"));
    let services = document.get("service")?.as_array()?;
    let found = services.iter().find(|service| {
        let id = service.get("id").and_then(Value::as_str);
        id == Some(&short) || id == Some(&long)
    })?;
    Some(found.get("serviceEndpoint")?.as_str()?.to_owned())
}
