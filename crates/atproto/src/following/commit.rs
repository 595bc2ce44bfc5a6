//! Commits of others: whether they matter here, and whether they are right
//! (<https://atproto.com/specs/sync#commit-validation>).

use std::collections::BTreeMap;

use at_proto::car;
use at_proto::cid::Cid;
use at_proto::data::{self, Ipld};
use at_proto::firehose::CommitEvent;
use at_proto::keys::has_signed;
use at_proto::mst::Op;
use at_proto::repo::{self, Checked, RepoError, Told};
use at_proto::syntax::{AtUri, Did};

use super::people::People;
use crate::error::{Error, Result};
use crate::map::deed::{self, BLOCK, Deed, FOLLOW, LIKE, REPOST};
use crate::map::media::attached;
use crate::map::note::{answered, mentioned};
use crate::map::post::POST;
use crate::people::{Age, Document, Notes};
use crate::wishes::Wish;
use crate::{AtProto, ID};

/// What of a stranger's records may be about somebody here.
const OF_INTEREST: &[&str] = &[POST, LIKE, REPOST, FOLLOW, BLOCK];

/// Whose commit it is, as seen from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Author {
    /// Somebody whom people here follow: everything is taken.
    Followed,
    /// Anybody else: only what is about people here.
    Stranger,
}

impl AtProto {
    /// Takes a commit, if it matters here and is right. One that is not right is as if it had not been told.
    pub(super) async fn heard_commit(&self, pds: &str, commit: &CommitEvent) -> Result<()> {
        let people = self.following.people();
        let author = if people.followed.contains_key(&commit.did) {
            Author::Followed
        } else {
            Author::Stranger
        };
        if people.ours.contains(&commit.did)
            || author == Author::Stranger && !self.matters(commit, &people).await?
        {
            return Ok(());
        }
        match Box::pin(self.take_commit(pds, commit, author, &people)).await {
            Err(Error::Core(
                error @ (social::Error::Internal(_) | social::Error::Unavailable(_)),
            )) => Err(error.into()),
            Err(error) => {
                tracing::debug!(pds, did = %commit.did, %error, "a commit was not taken");
                if author == Author::Followed {
                    self.wish(Wish::CatchUp(commit.did.clone()));
                }
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    async fn take_commit(
        &self,
        pds: &str,
        commit: &CommitEvent,
        author: Author,
        people: &People,
    ) -> Result<()> {
        let (document, checked) = self.checked(pds, commit).await?;
        let person = self.ensure_person(&document.did).await?;
        if author == Author::Stranger {
            return self
                .apply_all(&person, commit, &checked, Some(people))
                .await;
        }
        let known = self.known_elsewhere(&commit.did).await?;
        let notes = known.as_ref().map(Notes::of).unwrap_or_default();
        if notes.rev().is_some_and(|rev| commit.rev <= rev) {
            return Ok(());
        }
        self.is_there(&person).await?;
        self.apply_all(&person, commit, &checked, None).await?;
        if notes.data().is_some_and(|data| data != checked.before) {
            // Something came between that we have not seen.
            self.wish(Wish::CatchUp(commit.did.clone()));
        }
        let data = checked.commit.unsigned.data;
        self.note_commit(&commit.did, commit.rev.as_str(), Some(data))
            .await
    }

    /// Notes how far somebody was read.
    pub(super) async fn note_commit(&self, did: &Did, rev: &str, data: Option<Cid>) -> Result<()> {
        let Some(known) = self.known_elsewhere(did).await? else {
            return Ok(());
        };
        let notes = Notes {
            rev: Some(rev.to_owned()),
            data: data.map(|data| data.to_string()),
            ..Notes::of(&known)
        };
        let noted = self
            .social
            .set_identity_document(ID, did.as_str(), notes.json());
        Ok(noted.await?)
    }

    /// A commit by the host that keeps the repository, signed by its key. Either may have changed since we last looked,
    /// so it is looked up anew once.
    async fn checked(
        &self,
        pds: &str,
        commit: &CommitEvent,
    ) -> Result<(std::sync::Arc<Document>, Checked)> {
        let mut wrong = Error::Invalid("nobody keeps this repository".to_owned());
        for age in [Age::Remembered, Age::Fresh] {
            let document = self.document(&commit.did, age).await?;
            if document.pds != pds {
                wrong = Error::Invalid("another host keeps this repository".to_owned());
                continue;
            }
            match check(commit, &document) {
                Ok(checked) => return Ok((document, checked)),
                Err(error @ RepoError::BadSignature) => wrong = error.into(),
                Err(error) => return Err(error.into()),
            }
        }
        Err(wrong)
    }

    /// Whether a stranger's commit could be about somebody here. Nothing is believed yet, so it must be cheap.
    async fn matters(&self, commit: &CommitEvent, people: &People) -> Result<bool> {
        let of_interest = |op: &&Op| {
            let kind = op.key.split('/').next().unwrap_or_default();
            OF_INTEREST.contains(&kind)
        };
        let ops: Vec<&Op> = commit.ops.iter().filter(of_interest).collect();
        if ops.is_empty() {
            return Ok(false);
        }
        // What was taken back says only where it was; it can matter only if we know who that is.
        if ops.iter().any(|op| op.now.is_none())
            && self.known_elsewhere(&commit.did).await?.is_some()
        {
            return Ok(true);
        }
        let Ok((_, blocks)) = car::read(&commit.blocks) else {
            return Ok(false);
        };
        let blocks: BTreeMap<Cid, Vec<u8>> = blocks
            .into_iter()
            .map(|block| (block.cid, block.bytes))
            .collect();
        let mut records = ops.iter().filter_map(|op| blocks.get(&op.now?));
        Ok(records.any(|bytes| {
            let record = data::decode(bytes);
            record.is_ok_and(|record| is_about(&record, people))
        }))
    }
}

fn check(commit: &CommitEvent, document: &Document) -> Result<Checked, RepoError> {
    let told = Told {
        did: &commit.did,
        rev: commit.rev,
        commit: commit.commit,
        before: commit.before,
        ops: &commit.ops,
        blocks: &commit.blocks,
    };
    repo::check(&told, |message, signature| {
        has_signed(&document.key, message, signature)
    })
}

/// Whether a record is about somebody here: what it answers, quotes, mentions, likes, boosts, follows.
pub(super) fn is_about(record: &Ipld, people: &People) -> bool {
    let is_ours = |uri: &AtUri| {
        let did = uri.identifier().did();
        did.is_some_and(|did| people.ours.contains(did))
    };
    match deed::read(record) {
        Some(Deed::Like(post) | Deed::Repost(post)) => is_ours(&post.uri),
        Some(Deed::Follow(did) | Deed::Block(did)) => people.ours.contains(&did),
        None => {
            let answers = answered(record)
                .is_some_and(|(root, parent)| is_ours(&root.uri) || is_ours(&parent.uri));
            answers
                || mentioned(record)
                    .iter()
                    .any(|did| people.ours.contains(did))
                || attached(record)
                    .quote
                    .is_some_and(|quote| is_ours(&quote.uri))
        }
    }
}
