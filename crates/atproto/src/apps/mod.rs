//! What apps of the network write for a member: records that are something here become it, in the same words that every
//! other door uses; all others are kept as they are.
//!
//! Always true here:
//! - What is wrong with a wish is found before anything happens: its record, its key, what it expects to be there.
//! - What the core refuses is not written. Wishes that come together are written in one commit; should the core refuse
//!   one of them, those before it have happened here, and are written by the reader of the journal.
//! - Posts and the records that an app gave for them are one transaction, so that no crash leaves one without the other.

mod arrived;
mod before;
mod post;
mod profile;
mod wish;

use std::collections::HashMap;
use std::sync::Arc;

use at_proto::cid::Cid;
use at_proto::syntax::{AtIdentifier, AtUri, Tid};
use model::{InteractionPolicy, PostId};
use social::Caller;
use social::post::ReadyPost;
use social::relation::FollowOptions;
use social::repo::RepoState;

use crate::AtProto;
use crate::auth::AtCaller;
use crate::publish::nsid;
use crate::repo::{Committed, Edit, Plan};
use crate::xrpc::XrpcError;

pub(crate) use wish::{Checked, Expected, Judged, Wish};

/// What became of wishes.
#[derive(Debug)]
pub(crate) struct Granted {
    /// The commit, unless nothing changed.
    pub(crate) commit: Option<Committed>,
    /// Each wish's record, and what was found when it was judged; `None` for what was taken away.
    pub(crate) records: Vec<Option<(AtUri, Cid, Judged)>>,
}

impl AtProto {
    /// Does what an app wishes for its user.
    pub(crate) async fn grant(
        &self,
        caller: &AtCaller,
        wishes: Vec<Wish>,
        expected: Option<Cid>,
        must_validate: Option<bool>,
    ) -> Result<Granted, XrpcError> {
        if !matches!(caller.repo.state, RepoState::Active | RepoState::New) {
            return Err(XrpcError::bad(
                "AccountDeactivated",
                "Account is deactivated",
            ));
        }
        let mut checked = Vec::new();
        for wish in wishes {
            checked.push(wish.check(must_validate, self.next_tid())?);
        }
        let account = caller.account_id();
        let (mut prepared, mut posts) = (Vec::new(), Posts::default());
        for wish in &checked {
            prepared.push(self.prepare(caller, wish, &checked, &mut posts).await?);
        }
        let _turn = self.turns.take(account).await;
        self.check_expected(account, &checked, expected).await?;
        let mut edits = Vec::new();
        for (wish, meaning) in checked.iter().zip(prepared) {
            let subject = self.happen(&caller.caller, meaning).await?;
            if let Some(subject) = subject
                && wish::is_done_once(wish.collection.as_str())
            {
                edits.extend(self.records_instead(subject).await?);
            }
            edits.push(Edit {
                collection: wish.collection.clone(),
                rkey: wish.rkey.clone(),
                record: wish.record.as_ref().map(|(record, _)| record.clone()),
                subject,
            });
        }
        let plan: Plan = Arc::new(move |_| Ok(edits.clone()));
        let commit = self.write_in_turn(account, plan, posts.ready).await?;
        if commit.is_some() {
            self.ask_for_crawl();
        }
        let records = checked.iter().map(|wish| {
            let (_, judged) = wish.record.as_ref()?;
            let did = AtIdentifier::Did(caller.did.clone());
            let uri = AtUri::record(did, wish.collection.clone(), wish.rkey.clone());
            Some((uri, wish.cid?, *judged))
        });
        Ok(Granted {
            records: records.collect(),
            commit,
        })
    }

    /// A key for a record that has none.
    fn next_tid(&self) -> Tid {
        Tid::from_u64(self.social.fresh_id().get().unsigned_abs())
    }

    /// Makes it so here, all but posts, which are written with the commit. Gives what it is here.
    async fn happen(&self, caller: &Caller, meaning: Meaning) -> Result<Option<i64>, XrpcError> {
        let social = &self.social;
        match meaning {
            Meaning::Nothing => {}
            Meaning::Post(id) => return Ok(Some(id.get())),
            Meaning::Edit(id, edit) => {
                social.edit_post(caller, id, *edit).await?;
                return Ok(Some(id.get()));
            }
            Meaning::Gate(gate) => {
                if let Some(policy) = gate.policy {
                    let change = |before: &mut InteractionPolicy| *before = policy;
                    social
                        .set_interaction_policy(caller, gate.post, change)
                        .await?;
                }
                for quoting in gate.taken_out_of {
                    gone(social.revoke_quote(caller, gate.post, quoting).await)?;
                }
                return Ok(Some(gate.post.get()));
            }
            Meaning::Unpost(id) => gone(social.delete_post(caller, id).await)?,
            Meaning::Like(id) => {
                social.like(caller, id).await?;
                return Ok(social.like_id(caller, id).await?);
            }
            Meaning::Unlike(id) => gone(social.unlike(caller, id).await)?,
            Meaning::Boost(id) => {
                let boost = social.boost(caller, id, None).await?;
                return Ok(Some(boost.id.get()));
            }
            Meaning::Unboost(id) => gone(social.unboost(caller, id).await)?,
            Meaning::Follow(id) => {
                social.follow(caller, id, FollowOptions::default()).await?;
                let follow = social.find_follow(caller.account_id, id).await?;
                return Ok(follow.map(|follow| follow.id.get()));
            }
            Meaning::Unfollow(id) => gone(social.unfollow(caller, id).await)?,
            Meaning::Block(id) => drop(social.block(caller, id).await?),
            Meaning::Unblock(id) => gone(social.unblock(caller, id).await)?,
            Meaning::Profile(update) => drop(social.update_profile(caller, *update).await?),
        }
        Ok(None)
    }

    /// The record that something here was until now: an app that does it again writes another one.
    async fn records_instead(&self, subject: i64) -> Result<Vec<Edit>, XrpcError> {
        let mut edits = Vec::new();
        for own in self.social.records_of(subject).await? {
            edits.push(Edit {
                collection: nsid(&own.record.collection)?,
                rkey: own.record.rkey.parse().map_err(crate::error::Error::from)?,
                record: None,
                subject: None,
            });
        }
        Ok(edits)
    }
}

/// What is gone already need not go.
fn gone<T>(done: social::Result<T>) -> Result<(), XrpcError> {
    match done {
        Ok(_) | Err(social::Error::NotFound(_) | social::Error::Gone(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// What a wish is here.
#[derive(Debug)]
enum Meaning {
    Nothing,
    Post(PostId),
    Edit(PostId, Box<social::post::Edit>),
    Gate(Gate),
    Unpost(PostId),
    Like(PostId),
    Unlike(PostId),
    Boost(PostId),
    Unboost(PostId),
    Follow(model::AccountId),
    Unfollow(model::AccountId),
    Block(model::AccountId),
    Unblock(model::AccountId),
    Profile(Box<social::member::ProfileUpdate>),
}

/// What a gate says that was not so before.
#[derive(Debug)]
struct Gate {
    post: PostId,
    /// Who may answer and quote the post.
    policy: Option<InteractionPolicy>,
    /// Posts that quote it and are not to show it.
    taken_out_of: Vec<PostId>,
}

/// Posts that are written with the commit.
#[derive(Debug, Default)]
struct Posts {
    /// In the order in which they were wished for.
    ready: Vec<ReadyPost>,
    /// What each is called on the network: the next may answer it.
    names: HashMap<AtUri, PostId>,
}
