//! Attaching files to a post.

use model::{Media, MediaId};
use store::media::MediaRow;

use super::MediaChange;
use super::change::read;
use crate::member::refuse;
use crate::{Caller, Error, Result, Social};

/// Files that are about to belong to a post, in their order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Attaching {
    media: Vec<Media>,
}

impl Attaching {
    /// What the post stores of them.
    pub(crate) fn json(&self) -> String {
        serde_json::to_string(&self.media).unwrap_or_else(|_| "[]".to_owned())
    }

    /// Whether each says what it shows.
    pub(crate) fn check_described(&self) -> Result<()> {
        let is_described = |media: &Media| media.alt.as_ref().is_some_and(|alt| !alt.is_empty());
        if self.media.iter().all(is_described) {
            return Ok(());
        }
        let reason = "must each say what they show: you have set that you want no post without";
        Err(Error::invalid("media_ids", "undescribed", reason))
    }

    /// The files.
    pub(crate) fn media(&self) -> &[Media] {
        &self.media
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.media.is_empty()
    }

    /// Makes the files belong to a post, and no others. Refuses when another post was first.
    pub(crate) fn write(
        &self,
        tx: &mut store::Tx,
        account: i64,
        post: i64,
        now: i64,
    ) -> store::Result<()> {
        let ids: Vec<i64> = self
            .media
            .iter()
            .filter_map(|m| m.id)
            .map(MediaId::get)
            .collect();
        store::media::detach(tx, post, &ids, now)?;
        let attached = store::media::attach(tx, account, post, &ids)?;
        if usize::try_from(attached) == Ok(ids.len()) {
            Ok(())
        } else {
            Err(refuse(taken()))
        }
    }
}

fn taken() -> Error {
    let reason = "are not all there any more, or belong to another post";
    Error::invalid("media_ids", "invalid", reason)
}

impl Social {
    /// Files of the caller, ready to be attached to a new post.
    pub(crate) async fn attaching(&self, caller: &Caller, ids: &[MediaId]) -> Result<Attaching> {
        let rows = self.attachable(caller, ids, None).await?;
        let media = rows.iter().map(read).collect::<Result<_>>()?;
        Ok(Attaching { media })
    }

    /// The same for a post that has some already, with what is to be said of each from now on.
    pub(crate) async fn reattaching(
        &self,
        caller: &Caller,
        post: i64,
        ids: &[MediaId],
        changes: Vec<(MediaId, MediaChange)>,
    ) -> Result<Attaching> {
        let rows = self.attachable(caller, ids, Some(post)).await?;
        let mut media = Vec::new();
        for row in &rows {
            let change = changes.iter().find(|(id, _)| id.get() == row.id);
            media.push(match change {
                Some((_, change)) => self.changed(row, change.clone()).await?,
                None => read(row)?,
            });
        }
        Ok(Attaching { media })
    }

    async fn attachable(
        &self,
        caller: &Caller,
        ids: &[MediaId],
        post: Option<i64>,
    ) -> Result<Vec<MediaRow>> {
        let mut once = ids.to_vec();
        let most = self.limits().media;
        if once.len() > most {
            let reason = format!("are too many: a post may have {most} files");
            return Err(Error::invalid("media_ids", "too_many", reason));
        }
        once.sort_unstable();
        once.dedup();
        let rows = self.own_media(caller, ids).await?;
        if rows.iter().any(|row| row.state != store::media::READY) {
            let reason = "are not all finished: try again in a moment, or leave out what failed";
            return Err(Error::invalid("media_ids", "not_ready", reason));
        }
        let is_free = |row: &MediaRow| row.post_id.is_none() || row.post_id == post;
        if once.len() == ids.len() && rows.len() == ids.len() && rows.iter().all(is_free) {
            Ok(rows)
        } else {
            Err(taken())
        }
    }
}
