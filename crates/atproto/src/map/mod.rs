//! Between the core's words and records, both ways (<https://docs.bsky.app/docs/advanced-guides/posts>). Pure: nothing
//! here asks anybody.
//!
//! Always true here: what goes out keeps to its lexicon, and of posts only what is public for everyone can be written at
//! all; what comes in may be anything, and what of it cannot be understood is left out.

#![cfg_attr(
    not(test),
    allow(dead_code, reason = "the rooms that call it stand beside it")
)]

pub(crate) mod deed;
pub(crate) mod draft;
pub(crate) mod embed;
mod flatten;
pub(crate) mod gate;
pub(crate) mod html;
mod label;
pub(crate) mod media;
pub(crate) mod note;
pub(crate) mod post;
pub(crate) mod profile;
pub(crate) mod rich;
mod value;

#[cfg(test)]
mod tests;

use at_proto::cid::Cid;
use at_proto::data::Ipld;
use at_proto::syntax::{AtUri, Did, Handle};
use social::NetworkId;

use value::text;

/// What the core calls this network.
pub(crate) const NETWORK: NetworkId = NetworkId("atproto");
/// Where people read who have no page of their own.
const APP: &str = "https://bsky.app";

/// A record, and which of its versions is meant (lexicon `com.atproto.repo.strongRef`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StrongRef {
    /// Where it is.
    pub(crate) uri: AtUri,
    /// What it was.
    pub(crate) cid: Cid,
}

impl StrongRef {
    /// As a record has it.
    pub(crate) fn data(&self) -> Ipld {
        value::object([
            ("uri", text(self.uri.as_str())),
            ("cid", text(self.cid.to_string())),
        ])
    }

    /// Reads it as a record has it.
    pub(crate) fn read(data: &Ipld) -> Option<Self> {
        Some(Self {
            uri: AtUri::parse(value::text_of(data, "uri")?).ok()?,
            cid: Cid::parse(value::text_of(data, "cid")?).ok()?,
        })
    }
}

/// Somebody of this network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    /// Who.
    pub(crate) did: Did,
    /// What they are called, if that is known.
    pub(crate) handle: Option<Handle>,
}

/// The page where a profile is read.
pub(crate) fn profile_page(did: &Did) -> String {
    format!("{APP}/profile/{did}")
}

/// The page where a post is read. `None` for what is no post of a DID.
pub(crate) fn post_page(uri: &AtUri) -> Option<String> {
    let is_post = uri.collection()?.as_str() == "app.bsky.feed.post";
    let (did, rkey) = (uri.identifier().did()?, uri.rkey()?);
    is_post.then(|| format!("{}/post/{rkey}", profile_page(did)))
}

/// When a record was made, as it says itself.
pub(crate) fn made_at(record: &Ipld) -> Option<model::Time> {
    value::text_of(record, "createdAt").and_then(model::Time::parse)
}
