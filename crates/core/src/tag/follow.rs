//! Following tags: public posts with them are on the home feed.

use model::Id;

use super::{MyTag, TagView, checked_tag};
use crate::{Caller, Error, Page, Result, Slice, Social, Viewer};

/// The most tags somebody follows.
const MAX_FOLLOWED: i64 = 1_000;

impl Social {
    /// A tag by its name. Every well-formed tag is there, used or not.
    pub async fn tag(&self, viewer: Viewer, name: &str) -> Result<TagView> {
        let name = checked_tag(name).or(Err(Error::NotFound("This tag")))?;
        let found = self.tags(viewer, vec![name]).await?;
        found.into_iter().next().ok_or(Error::NotFound("This tag"))
    }

    /// Some tags, with what the viewer does with them.
    pub async fn tags(&self, viewer: Viewer, names: Vec<String>) -> Result<Vec<TagView>> {
        let Viewer::Member(account) = viewer else {
            return Ok(names
                .into_iter()
                .map(|name| TagView { name, mine: None })
                .collect());
        };
        let asked = names.clone();
        let known = self
            .store()
            .read(move |conn| store::tag::of_viewer(conn, account.get(), &asked))
            .await?;
        let mine = |name: &str| {
            let known = known.iter().find(|(tag, ..)| tag == name);
            known.map_or_else(MyTag::default, |(_, following, featuring)| MyTag {
                following: *following,
                featuring: *featuring,
            })
        };
        Ok(names
            .into_iter()
            .map(|name| TagView {
                mine: Some(mine(&name)),
                name,
            })
            .collect())
    }

    /// Follows a tag. Following twice changes nothing.
    pub async fn follow_tag(&self, caller: &Caller, name: &str) -> Result<TagView> {
        let tag = checked_tag(name)?;
        let (account, id, wanted) = (caller.account_id.get(), self.new_id().get(), tag.clone());
        let has_room = self
            .store()
            .write(move |tx| {
                if store::tag::count_followed(tx, account)? >= MAX_FOLLOWED {
                    return Ok(false);
                }
                store::tag::follow(tx, id, account, &wanted)?;
                Ok(true)
            })
            .await?;
        if !has_room {
            return Err(Error::invalid(
                "Tag",
                "too_many",
                format!("is too much: {MAX_FOLLOWED} can be followed"),
            ));
        }
        self.tag(caller.viewer(), &tag).await
    }

    /// Follows a tag no longer.
    pub async fn unfollow_tag(&self, caller: &Caller, name: &str) -> Result<TagView> {
        let tag = checked_tag(name)?;
        let (account, old) = (caller.account_id.get(), tag.clone());
        self.store()
            .write(move |tx| store::tag::unfollow(tx, account, &old))
            .await?;
        self.tag(caller.viewer(), &tag).await
    }

    /// The tags the caller follows, the newest first.
    pub async fn followed_tags(&self, caller: &Caller, page: Page) -> Result<Slice<TagView>> {
        let (account, window) = (caller.account_id.get(), page.window());
        let rows = self
            .store()
            .read(move |conn| store::tag::followed(conn, account, &window))
            .await?;
        let cursors: Vec<i64> = rows.iter().map(|(id, _)| *id).collect();
        let names: Vec<String> = rows.into_iter().map(|(_, tag)| tag).collect();
        let tags = self.tags(caller.viewer(), names).await?;
        Ok(Slice {
            items: tags,
            newest: cursors.first().copied().map(Id::from),
            oldest: cursors.last().copied().map(Id::from),
        })
    }
}
