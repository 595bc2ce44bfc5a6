//! From a handle to a DID, and whether a handle is somebody's (<https://atproto.com/specs/handle>).

use std::time::Duration;

use at_proto::syntax::{Did, Handle};
use infra::fetch::{Accept, Fetch};
use model::Time;
use serde_json::Value;

use super::document::Document;
use crate::AtProto;
use crate::config::HandleSource;
use crate::error::Result;
use crate::identity::has_handle;

/// How long an answer is remembered.
const FRESH: Duration = Duration::from_mins(30);
/// How long it is remembered that there was none.
const NOTHING_FOR: Duration = Duration::from_mins(2);
/// The most bytes of an answer.
const MAX_BODY: usize = 4 * 1024;

impl AtProto {
    /// Whose handle this is, as the name itself says; the other direction is yet to be asked. `None` when nobody's.
    pub(crate) async fn did_of_handle(&self, handle: &Handle) -> Result<Option<Did>> {
        if let Some(ours) = self.social.repo_by_handle(handle.as_str()).await? {
            let did = Did::parse(&ours.did)?;
            return Ok(has_handle(&ours).then_some(did));
        }
        // Names below ours are given here and by nobody else.
        let below = handle.as_str().strip_suffix(&self.config.handle_domain);
        let is_here = below.is_some_and(|label| label.ends_with('.') || label.is_empty());
        let is_closed = handle.has_disallowed_tld() && !self.social.is_development();
        if is_closed || is_here && self.config.handles == HandleSource::Dns {
            return Ok(None);
        }
        let now = self.social.now();
        if let Some((at, known)) = self.names.handles.get(handle) {
            let enough = if known.is_some() { FRESH } else { NOTHING_FOR };
            if now.since(at) < enough {
                return Ok(known);
            }
        }
        let found = match &self.config.handles {
            HandleSource::Dns => self.ask_name(handle).await,
            HandleSource::Servers(servers) => self.ask_servers(servers, handle).await,
        };
        let known = (now, found.clone());
        self.names.handles.insert(handle.clone(), known);
        Ok(found)
    }

    /// Has a handle asked for anew the next time, unless that was done within this time.
    pub(super) fn forget_handle(&self, handle: &Handle, at_most_every: Duration) {
        let now = self.social.now();
        let is_old = |(at, _): &(Time, Option<Did>)| now.since(*at) >= at_most_every;
        if self
            .names
            .handles
            .get(handle)
            .is_some_and(|known| is_old(&known))
        {
            self.names.handles.remove(handle);
        }
    }

    /// The handle of a document, if the name says so, too (security row A18).
    pub(crate) async fn confirmed_handle(&self, document: &Document) -> Result<Option<Handle>> {
        let Some(handle) = &document.handle else {
            return Ok(None);
        };
        let is_theirs = self.did_of_handle(handle).await?.as_ref() == Some(&document.did);
        Ok(is_theirs.then(|| handle.clone()))
    }

    /// The DNS is asked first. A name that says two things there says nothing.
    async fn ask_name(&self, handle: &Handle) -> Option<Did> {
        let texts = self.door.texts(&format!("_atproto.{handle}")).await;
        let texts = texts.unwrap_or_default();
        let mut said: Vec<&str> = texts
            .iter()
            .filter_map(|text| text.strip_prefix("did="))
            .collect();
        said.sort_unstable();
        said.dedup();
        match said.as_slice() {
            [] => self.ask_well_known(handle).await,
            [did] => Did::parse(did).ok(),
            _ => None,
        }
    }

    async fn ask_well_known(&self, handle: &Handle) -> Option<Did> {
        let url = format!("https://{handle}/.well-known/atproto-did");
        let fetch = Fetch {
            max_body: Some(MAX_BODY),
            ..Fetch::new(&url, Accept::Any)
        };
        let fetched = self.door.get(&fetch).await.ok()?;
        let text = std::str::from_utf8(&fetched.body).ok()?;
        Did::parse(text.trim()).ok()
    }

    /// Development has no DNS of its own: the servers that are running are asked, one after the other.
    async fn ask_servers(&self, servers: &[String], handle: &Handle) -> Option<Did> {
        for server in servers {
            let url = format!("{server}/xrpc/com.atproto.identity.resolveHandle?handle={handle}");
            let fetch = Fetch {
                max_body: Some(MAX_BODY),
                ..Fetch::new(&url, Accept::Json)
            };
            let Ok(fetched) = self.door.get(&fetch).await else {
                continue;
            };
            let answer: Value = serde_json::from_slice(&fetched.body).unwrap_or_default();
            let did = answer.get("did").and_then(Value::as_str);
            if let Some(did) = did.and_then(|did| Did::parse(did).ok()) {
                return Some(did);
            }
        }
        None
    }
}
