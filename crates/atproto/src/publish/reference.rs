//! Which record something here is.

use at_proto::cid::Cid;
use at_proto::data;
use at_proto::syntax::{AtUri, Did};
use model::{AccountId, PostId};
use social::repo::SubjectRecord;

use crate::error::Result;
use crate::map::post::{POST, Reply};
use crate::map::{StrongRef, note};
use crate::repo::broken;
use crate::{AtProto, ID};

impl AtProto {
    /// The record that a post is, wherever it was written; `None` when this network does not know it.
    pub(crate) async fn reference(&self, post: PostId, uri: &str) -> Result<Option<StrongRef>> {
        Ok(self.reply_to(post, uri).await?.map(|reply| reply.parent))
    }

    /// What an answer to a post names.
    pub(crate) async fn reply_to(&self, post: PostId, uri: &str) -> Result<Option<Reply>> {
        let records = self.social.records_of(post.get()).await?;
        if let Some(own) = records.iter().find(|own| own.record.collection == POST) {
            let parent = strong_ref(own)?;
            let record = data::decode(&own.record.body).ok();
            let root = record.and_then(|record| note::answered(&record));
            let root = root.map_or_else(|| parent.clone(), |(root, _)| root);
            return Ok(Some(Reply { root, parent }));
        }
        let (Ok(uri), Some(known)) = (AtUri::parse(uri), self.social.strong_ref(post).await?)
        else {
            return Ok(None);
        };
        let Some(parent) = read(&uri, &known.cid) else {
            return Ok(None);
        };
        let root = known
            .root
            .and_then(|(uri, cid)| read(&AtUri::parse(&uri).ok()?, &cid));
        Ok(Some(Reply {
            root: root.unwrap_or_else(|| parent.clone()),
            parent,
        }))
    }

    /// What this network calls some accounts.
    pub(crate) async fn dids(&self, accounts: &[AccountId]) -> Result<Vec<(AccountId, Did)>> {
        if accounts.is_empty() {
            return Ok(Vec::new());
        }
        let known = self.social.identities_of(ID, accounts).await?;
        let dids = known
            .into_iter()
            .filter_map(|face| Some((face.account_id, Did::parse(&face.uri).ok()?)));
        Ok(dids.collect())
    }
}

fn read(uri: &AtUri, cid: &str) -> Option<StrongRef> {
    Some(StrongRef {
        uri: uri.clone(),
        cid: Cid::parse(cid).ok()?,
    })
}

/// A record here, as others name it.
pub(crate) fn strong_ref(own: &SubjectRecord) -> Result<StrongRef> {
    let (collection, rkey) = (&own.record.collection, &own.record.rkey);
    Ok(StrongRef {
        uri: AtUri::parse(&format!("at://{}/{collection}/{rkey}", own.did))?,
        cid: Cid::from_bytes(&own.record.cid).map_err(|_no_cid| broken("a record"))?,
    })
}
