//! Pages of the web, got through the one door out.

use std::sync::Arc;

use infra::fetch::{Accept, Door, Fetch};
use social::BoxFuture;
use social::card::{Browser, WebPage};
use url::Url;

/// Decoded bytes of a page; one that is larger has no preview.
const MAX_PAGE: usize = 2 * 1024 * 1024;

/// Gets pages.
pub(crate) struct Outside(pub(crate) Arc<Door>);

impl Browser for Outside {
    fn page<'a>(&'a self, url: &'a Url) -> BoxFuture<'a, Option<WebPage>> {
        Box::pin(async move {
            let fetch = Fetch {
                max_body: Some(MAX_PAGE),
                ..Fetch::new(url.as_str(), Accept::Html)
            };
            match self.0.get(&fetch).await {
                Ok(fetched) => Some(WebPage {
                    address: fetched.final_url,
                    html: String::from_utf8_lossy(&fetched.body).into_owned(),
                }),
                Err(error) => {
                    tracing::debug!(host = url.host_str(), %error, "a page has no preview");
                    None
                }
            }
        })
    }
}
