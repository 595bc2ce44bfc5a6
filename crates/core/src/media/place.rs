//! From where files are given out: the server itself, a host of their own, or the place where they are kept.

use std::sync::OnceLock;
use std::time::Duration;

use ::media::Digest;
use url::Url;

use super::keep::PATH;
use crate::Social;

/// What the host has decided about it; each once, at the start.
#[derive(Debug, Default)]
pub(super) struct Outlets {
    /// The host that files have of their own.
    base: OnceLock<Url>,
    /// Where files are kept, if those for everyone may be fetched there.
    lender: OnceLock<String>,
}

impl Social {
    /// Has files given out from another address than pages, from now on; what it gets must come here.
    pub fn serve_media_from(&self, base: Url) {
        let _ = self.memory().media.outlets.base.set(base);
    }

    /// Has files that are for everyone fetched from where they are kept, from now on. Says whether they can be.
    pub fn lend_media(&self) -> bool {
        let any = self
            .files()
            .lend(&Digest::of(b""), "image/png", Duration::from_secs(1));
        let origin = any.and_then(|url| Some(Url::parse(&url).ok()?.origin()));
        let Some(origin) = origin.filter(url::Origin::is_tuple) else {
            return false;
        };
        let lender = &self.memory().media.outlets.lender;
        lender.set(origin.ascii_serialization()).is_ok()
    }

    /// Where files are given out: the server's own address, when nothing else was said.
    pub fn media_base(&self) -> &Url {
        let base = self.memory().media.outlets.base.get();
        base.unwrap_or(self.base_url())
    }

    /// The origins, other than the server's own, that pictures and what plays come from.
    pub fn media_origins(&self) -> Vec<String> {
        let outlets = &self.memory().media.outlets;
        let base = outlets
            .base
            .get()
            .map(|base| base.origin().ascii_serialization());
        base.into_iter()
            .chain(outlets.lender.get().cloned())
            .collect()
    }

    pub(super) fn lends_media(&self) -> bool {
        self.memory().media.outlets.lender.get().is_some()
    }

    /// What is ours is stored as a path, so that the address of the server can change.
    pub(crate) fn shown_url(&self, url: String) -> String {
        if url.starts_with(PATH) {
            let base = self.media_base().as_str();
            format!("{}{url}", base.trim_end_matches('/'))
        } else if url.starts_with('/') {
            self.url(&url)
        } else {
            url
        }
    }
}
