//! What links of posts lead to, shown in a few lines: asked once for everybody, away from anybody's request.
//!
//! Always true here: what is kept of a page is plain text, and addresses that are `https`; none of its HTML. Links of
//! posts that only the people they name may read are not followed: they may be secrets.

mod fetch;
mod show;

use futures_util::future::BoxFuture;
use model::Id;
use serde::{Deserialize, Serialize};
use url::Url;

/// A page of the web, as it was got.
#[derive(Debug, Clone)]
pub struct WebPage {
    /// Where it was in the end.
    pub address: Url,
    /// Its HTML.
    pub html: String,
}

/// Whoever gets pages of the web, through the one door out.
pub trait Browser: Send + Sync {
    /// A page, or `None` when it cannot be had or is no page.
    fn page<'a>(&'a self, url: &'a Url) -> BoxFuture<'a, Option<WebPage>>;
}

/// What a link leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Its id.
    pub id: Id,
    /// The link.
    pub url: String,
    /// What is shown of it.
    pub shown: CardFacts,
}

/// What is shown of a page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CardFacts {
    /// Its title; never empty.
    pub title: String,
    /// What it is about.
    pub description: String,
    /// Who wrote it.
    pub author: String,
    /// The site it is part of.
    pub site: String,
    /// The site's address.
    pub site_url: String,
    /// Its language.
    pub language: Option<String>,
    /// A picture of it, on its own server.
    pub image: Option<String>,
    /// What that shows.
    pub image_alt: String,
}
