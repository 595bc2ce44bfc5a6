//! What somebody wrote here that the service behind us has yet to see (<https://docs.bsky.app/docs/advanced-guides/read-after-write>).
//!
//! Always true here: only records of the caller's own repository, which everybody may read, and few of them.

use at_proto::cid::Cid;
use at_proto::data;
use at_proto::syntax::Tid;
use model::Time;
use serde_json::Value;
use social::repo::RepoRecord;

use crate::AtProto;
use crate::auth::AtCaller;
use crate::error::Result;
use crate::map::profile::PROFILE;

/// The key of the one profile of a repository.
const SELF: &str = "self";
/// The kind of record that posts are.
pub(super) const POST: &str = "app.bsky.feed.post";
/// The most posts that are put in.
const MOST: u32 = 24;

/// A record of the caller's own.
#[derive(Debug, Clone)]
pub(super) struct Own {
    /// `at://DID/COLLECTION/KEY`.
    pub(super) uri: String,
    /// Its version.
    pub(super) cid: String,
    /// When it was written here.
    pub(super) at: Time,
    /// As JSON.
    pub(super) value: Value,
}

impl Own {
    fn of(did: &str, record: &RepoRecord) -> Option<Self> {
        let micros = i64::try_from(Tid::parse(&record.rev).ok()?.micros()).ok()?;
        Some(Self {
            uri: format!("at://{did}/{}/{}", record.collection, record.rkey),
            cid: Cid::from_bytes(&record.cid).ok()?.to_string(),
            at: Time::from_micros(micros),
            value: data::to_json(&data::decode(&record.body).ok()?),
        })
    }
}

/// What the service has yet to see.
#[derive(Debug)]
pub(super) struct Unseen {
    /// Posts, the oldest first.
    pub(super) posts: Vec<Own>,
    /// The profile, if it was changed.
    pub(super) profile: Option<Own>,
    /// The profile as it is now, changed or not.
    pub(super) face: Option<Own>,
}

impl Unseen {
    /// Since when the service is behind.
    pub(super) fn since(&self) -> Option<Time> {
        let posts = self.posts.iter().chain(&self.profile);
        posts.map(|own| own.at).min()
    }
}

impl AtProto {
    /// What the caller wrote after this commit. `None` when that is nothing, or when the commit is none of this repository's
    /// history: an account that came here has all its records from one moment.
    pub(super) async fn unseen(&self, caller: &AtCaller, rev: &str) -> Result<Option<Unseen>> {
        let account = caller.account_id();
        let head = self.social.repo(account).await?.and_then(|repo| repo.head);
        if Tid::parse(rev).is_err() || head.is_none_or(|head| head.rev.as_str() <= rev) {
            return Ok(None);
        }
        let newest = self.social.repo_records(account, POST, None, false, MOST);
        let newest = newest.await?;
        let oldest = self.social.repo_records(account, POST, None, true, 1);
        let oldest = oldest.await?;
        let profile = self
            .social
            .read_repo(account, |reader| reader.record(PROFILE, SELF))
            .await??;
        let is_new = |record: &&RepoRecord| record.rev.as_str() > rev;
        let mut all = newest.iter().chain(&oldest).chain(&profile);
        if all.all(|record| is_new(&record)) {
            return Ok(None);
        }
        let did = caller.did.as_str();
        let own = |record: &RepoRecord| Own::of(did, record);
        let mut posts: Vec<Own> = newest.iter().filter(is_new).filter_map(own).collect();
        posts.sort_by_key(|post| post.at);
        let changed = profile.as_ref().filter(is_new);
        let unseen = Unseen {
            posts,
            profile: changed.and_then(own),
            face: profile.as_ref().and_then(own),
        };
        Ok(unseen.since().is_some().then_some(unseen))
    }
}
