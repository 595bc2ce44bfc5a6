//! Feeds of public posts.

use model::text::fold_tag;
use store::timeline::{Tags, Whose};

use crate::account::same_ids;
use crate::post::show::Muted;
use crate::{Page, PostView, Result, Slice, Social, Viewer};

/// Posts of one side only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Only {
    /// Of people here.
    Local,
    /// Of people elsewhere.
    Remote,
}

/// What part of the public feed is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PublicFilter {
    /// Posts of one side only.
    pub only: Option<Only>,
    /// Only posts with files.
    pub only_media: bool,
}

/// What part of a tag's feed is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TagFilter {
    /// These tags count as well.
    pub any: Vec<String>,
    /// All of these must be there.
    pub all: Vec<String>,
    /// None of these may be there.
    pub none: Vec<String>,
    /// Posts of one side only.
    pub only: Option<Only>,
    /// Only posts with files.
    pub only_media: bool,
}

/// The most tags of each kind in one question.
const MAX_TAGS: usize = 20;

pub(super) fn whose(only: Option<Only>) -> Whose {
    match only {
        None => Whose::Everyone,
        Some(Only::Local) => Whose::Local,
        Some(Only::Remote) => Whose::Remote,
    }
}

pub(super) fn folded(tags: &[String]) -> Vec<String> {
    let mut out: Vec<String> = tags
        .iter()
        .take(MAX_TAGS)
        .map(|tag| fold_tag(tag))
        .filter(|tag| !tag.is_empty())
        .collect();
    out.sort();
    out.dedup();
    out
}

impl Social {
    /// Public posts of everybody known.
    pub async fn public_timeline(
        &self,
        viewer: Viewer,
        filter: PublicFilter,
        page: Page,
    ) -> Result<Slice<PostView>> {
        let whose = whose(filter.only);
        let is_member = matches!(viewer, Viewer::Member(_));
        self.show_feed(viewer, page, Muted::Hidden, move |conn, window| {
            store::timeline::public(conn, whose, filter.only_media, is_member, window).map(same_ids)
        })
        .await
    }

    /// Public posts with a tag.
    pub async fn tag_timeline(
        &self,
        viewer: Viewer,
        tag: &str,
        filter: TagFilter,
        page: Page,
    ) -> Result<Slice<PostView>> {
        let mut any = vec![tag.to_owned()];
        any.extend(filter.any);
        let tags = Tags {
            any: folded(&any),
            all: folded(&filter.all),
            none: folded(&filter.none),
        };
        let whose = whose(filter.only);
        self.show_feed(viewer, page, Muted::Hidden, move |conn, window| {
            store::timeline::tagged(conn, &tags, whose, filter.only_media, window).map(same_ids)
        })
        .await
    }
}
