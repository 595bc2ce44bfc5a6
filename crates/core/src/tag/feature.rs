//! Tags on profiles.

use model::{AccountId, Id, Time};
use store::tag::FeaturedRow;

use super::{TagView, checked_tag};
use crate::{AccountView, Caller, Error, Result, Social, Viewer};

/// The most tags on one profile.
const MAX_FEATURED: usize = 10;
/// How many tags are suggested.
const SUGGESTED: i64 = 10;

/// A tag on somebody's profile.
#[derive(Debug, Clone, PartialEq)]
pub struct FeaturedTagView {
    /// Its id.
    pub id: Id,
    /// Whose profile it is on.
    pub account: AccountView,
    /// The tag, folded.
    pub name: String,
    /// How many of their posts for everybody have it.
    pub posts: i64,
    /// When they last used it.
    pub last_post_at: Option<Time>,
}

impl Social {
    /// The tags on somebody's profile, the most used first.
    pub async fn featured_tags(
        &self,
        viewer: Viewer,
        account: AccountId,
    ) -> Result<Vec<FeaturedTagView>> {
        let whose = self.account(viewer, account).await?;
        let rows = self
            .store()
            .read(move |conn| store::tag::featured(conn, account.get()))
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| featured(row, whose.clone()))
            .collect())
    }

    /// Shows a tag on the caller's profile. Showing it twice changes nothing.
    pub async fn feature_tag(&self, caller: &Caller, name: &str) -> Result<FeaturedTagView> {
        let tag = checked_tag(name)?;
        let (account, id, wanted) = (caller.account_id.get(), self.new_id().get(), tag.clone());
        let has_room = self
            .store()
            .write(move |tx| {
                let shown = store::tag::featured(tx, account)?;
                if shown.iter().any(|row| row.tag == wanted) {
                    return Ok(true);
                }
                if shown.len() >= MAX_FEATURED {
                    return Ok(false);
                }
                store::tag::feature(tx, id, account, &wanted)?;
                Ok(true)
            })
            .await?;
        if !has_room {
            return Err(Error::invalid(
                "Tag",
                "too_many",
                format!("is too much: a profile shows {MAX_FEATURED}"),
            ));
        }
        let all = self
            .featured_tags(caller.viewer(), caller.account_id)
            .await?;
        all.into_iter()
            .find(|featured| featured.name == tag)
            .ok_or(Error::NotFound("This tag"))
    }

    /// Takes a tag off the caller's profile.
    pub async fn unfeature_tag(&self, caller: &Caller, name: &str) -> Result<TagView> {
        let tag = checked_tag(name)?;
        let (account, old) = (caller.account_id.get(), tag.clone());
        self.store()
            .write(move |tx| store::tag::unfeature(tx, account, &old))
            .await?;
        self.tag(caller.viewer(), &tag).await
    }

    /// The same by the id it has there.
    pub async fn unfeature_tag_by_id(&self, caller: &Caller, id: Id) -> Result<()> {
        let account = caller.account_id.get();
        let is_gone = self
            .store()
            .write(move |tx| store::tag::unfeature_by_id(tx, account, id.get()))
            .await?;
        is_gone.then_some(()).ok_or(Error::NotFound("This tag"))
    }

    /// The tags the caller used most lately, and does not show yet.
    pub async fn suggested_tags(&self, caller: &Caller) -> Result<Vec<TagView>> {
        let account = caller.account_id.get();
        let names = self
            .store()
            .read(move |conn| store::tag::suggested(conn, account, SUGGESTED))
            .await?;
        self.tags(caller.viewer(), names).await
    }
}

fn featured(row: FeaturedRow, account: AccountView) -> FeaturedTagView {
    FeaturedTagView {
        id: Id::from(row.id),
        account,
        name: row.tag,
        posts: row.posts,
        last_post_at: row.last_post_at.map(Time::from_micros),
    }
}
