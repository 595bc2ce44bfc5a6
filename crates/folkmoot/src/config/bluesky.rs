//! What the host decides about the Bluesky network.

use anyhow::{Context as _, Result};
use at_proto::syntax::Did;
use atproto::{AtConfig, HandleSource, ImportLimits, Reading, Upstream};
use social::Social;

use super::Config;

impl Config {
    /// The settings of the Bluesky network; `None` when people here are not on it.
    pub(crate) fn bluesky(&self, social: &Social) -> Result<Option<AtConfig>> {
        if !self.bluesky.unwrap_or(!self.dev) {
            return Ok(None);
        }
        let trimmed = |url: &String| url.trim_end_matches('/').to_owned();
        let app_view = match (&self.bluesky_app_view, &self.bluesky_app_view_did) {
            (Some(url), Some(did)) => Some(Upstream {
                url: trimmed(url),
                did: Did::parse(did).context("`bluesky_app_view_did` is no DID.")?,
            }),
            _ => None,
        };
        let host = social.base_url().host_str().unwrap_or_default();
        Ok(Some(AtConfig {
            plc_url: trimmed(&self.bluesky_directory),
            handle_domain: self
                .bluesky_handles
                .clone()
                .unwrap_or_else(|| host.to_owned())
                .to_lowercase(),
            relays: self.bluesky_relays.iter().map(trimmed).collect(),
            app_view,
            handles: match self.bluesky_handle_servers.as_slice() {
                servers if self.dev && !servers.is_empty() => {
                    HandleSource::Servers(servers.iter().map(trimmed).collect())
                }
                _ => HandleSource::Dns,
            },
            reading: Reading {
                polled: self.bluesky_polled.clone(),
                ..Reading::default()
            },
            imports: ImportLimits {
                bytes: self.bluesky_import_megabytes.saturating_mul(1_000_000),
                ..ImportLimits::default()
            },
            limits_rates: !self.dev,
        }))
    }
}
