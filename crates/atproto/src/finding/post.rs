//! Posts of others: the record, whom it mentions, what its gates say.

use at_proto::cid::Cid;
use at_proto::data::Ipld;
use at_proto::syntax::{AtIdentifier, AtUri, Did};
use model::{InteractionPolicy, PostId};
use social::Viewer;
use social::inbound::{Arrival, RemotePost, RemoteQuote};
use social::repo::StrongRef;

use super::parents::PARTS;
use crate::AtProto;
use crate::error::{Error, Result};
use crate::map::gate::{self, POSTGATE, THREADGATE};
use crate::map::media::attached;
use crate::map::note::{Look, Named, answered, mentioned, quoted, remote_post};
use crate::map::post::POST;
use crate::map::profile_page;
use crate::people::{Age, Person};
use crate::wishes::Wish;

/// How many of those whom a post mentions are looked up when nobody here knows them.
const MAX_LOOKUPS: usize = 5;

/// A record that was checked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told<'a> {
    /// Where it is.
    pub(crate) uri: &'a AtUri,
    /// Its name.
    pub(crate) cid: Cid,
    /// What it says.
    pub(crate) record: &'a Ipld,
}

/// No post that we could know.
fn no_post() -> Error {
    social::Error::NotFound("That post").into()
}

impl AtProto {
    /// What a record is here, without asking anybody: a post of ours, or one of others that came before.
    pub(crate) async fn known_post(&self, uri: &AtUri) -> Result<Option<PostId>> {
        let (Some(did), Some(rkey)) = (uri.identifier().did(), uri.rkey()) else {
            return Ok(None);
        };
        if self.own_account(did).await?.is_some() {
            let named = self.social.named_record(did.as_str(), POST, rkey.as_str());
            let subject = named.await?.and_then(|own| own.record.subject);
            return Ok(subject.map(PostId::from));
        }
        Ok(self.social.find_post_by_uri(uri.as_str()).await?)
    }

    /// The post that somebody here asked for, and, later, what stands around it.
    pub(crate) async fn find_post(&self, uri: &AtUri) -> Result<PostId> {
        let did = self.did_of(uri.identifier()).await?;
        let (Some(kind), Some(rkey)) = (uri.collection(), uri.rkey()) else {
            return Err(no_post());
        };
        let uri = AtUri::record(AtIdentifier::Did(did), kind.clone(), rkey.clone());
        self.ensure_post(&uri).await
    }

    /// A post, fetched if nobody here has it.
    pub(crate) async fn ensure_post(&self, uri: &AtUri) -> Result<PostId> {
        if let Some(known) = self.known_post(uri).await? {
            return Ok(known);
        }
        let did = uri.identifier().did().ok_or_else(no_post)?;
        if self.own_account(did).await?.is_some() || self.social.is_tombstone(uri.as_str()).await? {
            return Err(no_post());
        }
        let (post, cid, record) = self.fetch_post(uri).await?;
        self.wish_around(Told {
            uri,
            cid,
            record: &record,
        });
        Ok(post)
    }

    /// Fetches a post from its author's server.
    pub(crate) async fn fetch_post(&self, uri: &AtUri) -> Result<(PostId, Cid, Ipld)> {
        let (Some(did), Some(rkey)) = (uri.identifier().did(), uri.rkey()) else {
            return Err(no_post());
        };
        let is_post = uri.collection().is_some_and(|kind| kind.as_str() == POST);
        if !is_post || self.own_account(did).await?.is_some() {
            return Err(no_post());
        }
        let document = self.document(did, Age::Remembered).await?;
        let found = self.fetch_record(&document, POST, rkey.as_str()).await?;
        let (cid, record) = found.ok_or_else(no_post)?;
        let person = self.ensure_person(did).await?;
        let policy = self.fetch_policy(&person, rkey.as_str(), &record).await;
        let told = Told {
            uri,
            cid,
            record: &record,
        };
        let post = self.receive_told(&person, told, Arrival::Fetched, policy);
        Ok((Box::pin(post).await?, cid, record))
    }

    /// What the gates beside a post say. One that cannot be asked for is not there.
    pub(crate) async fn fetch_policy(
        &self,
        person: &Person,
        rkey: &str,
        record: &Ipld,
    ) -> InteractionPolicy {
        let ask = async |kind: &str| {
            let found = self.fetch_record(&person.document, kind, rkey).await;
            found.ok().flatten().map(|(_, gate)| gate)
        };
        let threadgate = match answered(record) {
            Some(_) => None,
            None => ask(THREADGATE).await,
        };
        gate::policy(threadgate.as_ref(), ask(POSTGATE).await.as_ref())
    }

    /// Keeps somebody's post, and which version it is.
    pub(crate) async fn receive_told(
        &self,
        person: &Person,
        told: Told<'_>,
        how: Arrival,
        policy: InteractionPolicy,
    ) -> Result<PostId> {
        let post = self.translate(person, told, how, policy).await?;
        let post = Box::pin(self.social.receive_post(post)).await?;
        self.note_version(post, told).await?;
        Ok(post)
    }

    /// Notes which version of a post was read, for those who answer, like and boost it here.
    pub(crate) async fn note_version(&self, post: PostId, told: Told<'_>) -> Result<()> {
        let root = answered(told.record);
        let known = StrongRef {
            cid: told.cid.to_string(),
            root: root.map(|(root, _)| (root.uri.to_string(), root.cid.to_string())),
        };
        Ok(self.social.set_strong_ref(post, known).await?)
    }

    /// A post in the core's words.
    pub(crate) async fn translate(
        &self,
        person: &Person,
        told: Told<'_>,
        how: Arrival,
        policy: InteractionPolicy,
    ) -> Result<RemotePost> {
        let known = self.named(&mentioned(told.record)).await?;
        let reply_to = match answered(told.record) {
            Some((_, parent)) => self.name_here(&parent.uri).await?,
            None => None,
        };
        let quote = match quoted(&attached(told.record)) {
            Some(uri) => self.name_here(uri).await?,
            None => None,
        };
        let look = Look {
            author: person.account,
            person: &|did| {
                let named = known.iter().find(|(known, _)| known == did);
                named.map(|(_, named)| named.clone())
            },
            blob_url: &|cid| person.document.blob_url(cid),
            policy,
            how,
            now: self.social.now(),
        };
        let post = remote_post(told.uri, told.record, &look).ok_or_else(no_post)?;
        Ok(RemotePost {
            reply_to: reply_to.or(post.reply_to),
            quote: post.quote.map(|told| RemoteQuote {
                uri: quote.unwrap_or(told.uri),
                ..told
            }),
            ..post
        })
    }

    /// What a post of ours that is answered or quoted is called here: posts of ours have names of their own.
    async fn name_here(&self, uri: &AtUri) -> Result<Option<String>> {
        let Some(did) = uri.identifier().did() else {
            return Ok(None);
        };
        if self.own_account(did).await?.is_none() {
            return Ok(None);
        }
        match self.known_post(uri).await? {
            Some(post) => match self.social.post(Viewer::Anyone, post).await {
                Ok(post) => Ok(Some(post.uri)),
                Err(social::Error::NotFound(_) | social::Error::Gone(_)) => Ok(None),
                Err(error) => Err(error.into()),
            },
            None => Ok(None),
        }
    }

    /// Those whom a post mentions. Who cannot be found is left out: their name in the text still links to them.
    async fn named(&self, dids: &[Did]) -> Result<Vec<(Did, Named)>> {
        let (mut found, mut lookups) = (Vec::new(), MAX_LOOKUPS);
        for did in dids {
            let mut account = self.known_account(did).await?;
            if account.is_none() && lookups > 0 {
                lookups -= 1;
                account = Box::pin(self.ensure_account(did)).await.ok();
            }
            let Some(id) = account else { continue };
            let view = self.social.account(Viewer::Anyone, id).await?;
            let page_url = if view.is_local() {
                view.page_url.clone()
            } else {
                profile_page(did)
            };
            let named = Named {
                account: id,
                page_url,
                name: view.username.clone(),
            };
            found.push((did.clone(), named));
        }
        Ok(found)
    }

    /// Wishes that what stands around a post be fetched: what it answers, and what it quotes, once.
    pub(crate) fn wish_around(&self, told: Told<'_>) {
        if let Some((_, parent)) = answered(told.record) {
            self.wish(Wish::Parents {
                from: parent.uri,
                parts: PARTS,
            });
        }
        self.wish_quoted(told);
    }

    /// Wishes that it be looked at what a post quotes, and whether it may.
    pub(crate) fn wish_quoted(&self, told: Told<'_>) {
        if let Some(quoted) = quoted(&attached(told.record)) {
            self.wish(Wish::Quoted {
                by: told.uri.clone(),
                quoted: quoted.clone(),
            });
        }
    }
}
