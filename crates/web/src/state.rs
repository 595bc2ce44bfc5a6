//! What the handlers share.

use edge::cookies::{Cookies, Transport};
use social::Social;
use tokio::sync::watch;

/// What the handlers share. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Web {
    /// The community.
    pub(crate) social: Social,
    /// How cookies are written.
    pub(crate) cookies: Cookies,
    /// Turns true when the server stops and streams must end.
    pub(crate) stopping: watch::Receiver<bool>,
}

impl Web {
    /// Over this community.
    pub(crate) fn new(social: Social, stopping: watch::Receiver<bool>) -> Self {
        let is_https = social.base_url().scheme() == "https";
        let cookies = Cookies::new(if is_https {
            Transport::Https
        } else {
            Transport::Http
        });
        Self {
            social,
            cookies,
            stopping,
        }
    }
}
