//! What the handlers share.

use edge::cookies::{Cookies, Transport};
use social::Social;

/// What the handlers share. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Web {
    /// The community.
    pub(crate) social: Social,
    /// How cookies are written.
    pub(crate) cookies: Cookies,
}

impl Web {
    /// Over this community.
    pub(crate) fn new(social: Social) -> Self {
        let is_https = social.base_url().scheme() == "https";
        let cookies = Cookies::new(if is_https { Transport::Https } else { Transport::Http });
        Self { social, cookies }
    }
}
