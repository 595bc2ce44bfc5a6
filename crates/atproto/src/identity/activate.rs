//! Repositories that others may follow, and those that they may not.

use at_proto::car;
use at_proto::cid::Cid;
use at_proto::firehose::{CommitEvent, Event};
use at_proto::mst::{Op, Tree};
use at_proto::repo::{MAX_BLOCKS_BYTES, MAX_OPS};
use at_proto::syntax::{Did, Tid};
use model::AccountId;
use social::repo::{EventKind, NewEvent, Repo, RepoHead, RepoState};

use crate::error::Result;
use crate::repo::{Kept, broken, root_of};
use crate::xrpc::XrpcError;
use crate::{AtProto, ID};

impl AtProto {
    /// Lets others follow a repository: its name, its state, and what is in it, in this order.
    pub(crate) async fn activate(&self, account: AccountId) -> Result<bool> {
        let _turn = self.turns.take(account).await;
        let time = self.social.now().to_string();
        let events = self
            .read_tree(account, move |kept| introduction(kept, &time))
            .await??;
        let state = RepoState::Active;
        let changed = self.social.set_repo_state(account, state, events).await?;
        if changed {
            self.ask_for_crawl();
        }
        Ok(changed)
    }

    /// The same for a repository that its owner kept back: only if its name says that it is here. It may have gone
    /// elsewhere meanwhile.
    pub(crate) async fn reactivate(&self, account: AccountId) -> Result<bool> {
        let repo = self.social.repo(account).await?;
        let repo = repo.ok_or(social::Error::NotFound("This repository"))?;
        self.check_is_here(&repo).await?;
        self.social.claim_face(ID, account, &repo.did).await?;
        let has_begun = self.activate(account).await?;
        if repo.head.is_none() {
            self.publish_profile(account).await?;
        }
        self.chores_due();
        Ok(has_begun)
    }

    /// The same when its owner asks for it. What is active stays so.
    pub(crate) async fn take_back(&self, account: AccountId) -> Result<(), XrpcError> {
        let state = self.social.repo(account).await?.map(|repo| repo.state);
        if state == Some(RepoState::Deactivated) {
            self.reactivate(account).await?;
        }
        Ok(())
    }

    /// Tells others that a name, or what is behind it, is to be looked up again.
    pub(crate) async fn tell_name(&self, repo: &Repo) -> Result<()> {
        let event = self.identity_event(repo)?;
        Ok(self.social.tell_of_repo(repo.account_id, event).await?)
    }

    /// What is told of the name of a repository.
    pub(super) fn identity_event(&self, repo: &Repo) -> Result<NewEvent> {
        let identity = Event::Identity {
            did: Did::parse(&repo.did)?,
            handle: Some(repo.handle.clone()),
            time: self.social.now().to_string(),
        };
        Ok(new_event(EventKind::Identity, identity))
    }

    /// Keeps a repository back, or ends it.
    pub(crate) async fn deactivate(&self, account: AccountId, state: RepoState) -> Result<bool> {
        let _turn = self.turns.take(account).await;
        let Some(repo) = self.social.repo(account).await? else {
            return Ok(false);
        };
        let did = Did::parse(&repo.did)?;
        let event = Event::Account {
            did,
            active: false,
            status: Some(state.as_str().to_owned()),
            time: self.social.now().to_string(),
        };
        // Nobody was told of one that is new.
        let events = if repo.state == RepoState::New {
            Vec::new()
        } else {
            vec![new_event(EventKind::Account, event)]
        };
        Ok(self.social.set_repo_state(account, state, events).await?)
    }
}

/// An event about to be written.
pub(crate) fn new_event(kind: EventKind, event: Event) -> NewEvent {
    NewEvent::new(kind, move |seq| event.frame(seq))
}

/// What is told of a repository that others may follow from now on.
fn introduction(kept: &Kept<'_, '_>, time: &str) -> Result<Vec<NewEvent>> {
    let repo = kept
        .reader
        .repo()?
        .ok_or(social::Error::NotFound("This repository"))?;
    let did = Did::parse(&repo.did)?;
    let identity = Event::Identity {
        did: did.clone(),
        handle: Some(repo.handle.clone()),
        time: time.to_owned(),
    };
    let account = Event::Account {
        did: did.clone(),
        active: true,
        status: None,
        time: time.to_owned(),
    };
    let mut events = vec![
        new_event(EventKind::Identity, identity),
        new_event(EventKind::Account, account),
    ];
    if let Some(head) = &repo.head {
        let whole = match repo.state {
            RepoState::New => whole(kept, head, &did, time)?,
            _ => None,
        };
        events.push(match whole {
            Some(commit) => new_event(EventKind::Commit, Event::Commit(commit)),
            None => new_event(EventKind::Sync, sync(head, did, time)?),
        });
    }
    Ok(events)
}

/// The newest commit, without what it changed.
pub(crate) fn sync(head: &RepoHead, did: Did, time: &str) -> Result<Event> {
    Ok(Event::Sync {
        did,
        rev: Tid::parse(&head.rev)?,
        blocks: commit_alone(head)?,
        time: time.to_owned(),
    })
}

/// A CAR file with a commit and nothing else.
pub(crate) fn commit_alone(head: &RepoHead) -> Result<Vec<u8>> {
    let cid = Cid::from_bytes(&head.cid).map_err(|_no_cid| broken("a commit"))?;
    let mut blocks = car::header(&cid);
    car::put_block(&mut blocks, &cid, &head.body);
    Ok(blocks)
}

/// A repository as one first commit, if it is small enough: nobody has seen any of it, and those who follow along learn
/// what is in it without asking.
fn whole(
    kept: &Kept<'_, '_>,
    head: &RepoHead,
    did: &Did,
    time: &str,
) -> Result<Option<CommitEvent>> {
    let mut tree = Tree::open(kept, root_of(head)?);
    let records = tree
        .list("", MAX_OPS + 1)
        .map_err(at_proto::repo::RepoError::from)?;
    if records.len() > MAX_OPS {
        return Ok(None);
    }
    let commit = Cid::from_bytes(&head.cid).map_err(|_no_cid| broken("a commit"))?;
    let mut blocks = commit_alone(head)?;
    for (cid, node) in tree.was_read() {
        car::put_block(&mut blocks, cid, node.bytes());
    }
    for (_, cid) in &records {
        let bytes = kept.reader.block(&cid.to_bytes())?;
        car::put_block(&mut blocks, cid, &bytes.ok_or_else(|| broken("a record"))?);
    }
    if blocks.len() > MAX_BLOCKS_BYTES {
        return Ok(None);
    }
    let ops = records.into_iter().map(|(key, cid)| Op {
        key,
        now: Some(cid),
        before: None,
    });
    Ok(Some(CommitEvent {
        did: did.clone(),
        commit,
        rev: Tid::parse(&head.rev)?,
        since: None,
        before: None,
        ops: ops.collect(),
        blocks,
        time: time.to_owned(),
    }))
}
