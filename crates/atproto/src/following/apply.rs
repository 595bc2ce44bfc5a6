//! What a commit that is right means here.

use std::time::Duration;

use at_proto::cid::Cid;
use at_proto::data::{self, Ipld};
use at_proto::firehose::CommitEvent;
use at_proto::mst::Op;
use at_proto::repo::Checked;
use at_proto::syntax::AtUri;
use model::{InteractionPolicy, Time};
use social::inbound::{Arrival, RemotePost};

use super::commit::is_about;
use super::people::People;
use crate::error::{Error, Result};
use crate::finding::Told;
use crate::map::deed::{self, BLOCK, FOLLOW, LIKE, REPOST};
use crate::map::gate::{self, POSTGATE, THREADGATE};
use crate::map::post::POST;
use crate::map::profile::PROFILE;
use crate::people::{Person, Profile};
use crate::{AtProto, ID};

/// What was written longer ago than this is not news, however late it comes: it stands where it was written.
const NEWS: Duration = Duration::from_hours(24);

/// One thing that was done with a record.
pub(super) struct Done<'a> {
    /// Who did it.
    pub(super) person: &'a Person,
    /// Of which kind the record is.
    pub(super) collection: &'a str,
    /// Its key.
    pub(super) rkey: &'a str,
    /// Where it is.
    pub(super) uri: &'a AtUri,
    /// The record and its name; `None` when it was taken away.
    pub(super) now: Option<(Cid, &'a Ipld)>,
    /// Whether there was one before.
    pub(super) was_there: bool,
    /// When.
    pub(super) at: Time,
    /// It is somebody's whom people here follow.
    pub(super) is_followed: bool,
}

/// The records of a commit, by where they are.
struct Records<'a>(Vec<(&'a Op, Option<(Cid, Ipld)>)>);

impl<'a> Records<'a> {
    fn of(commit: &'a CommitEvent, checked: &Checked) -> Self {
        let read = |cid: Cid| {
            let bytes = checked.records.get(&cid)?;
            Some((cid, data::decode(bytes).ok()?))
        };
        let ops = commit.ops.iter().map(|op| (op, op.now.and_then(read)));
        Self(ops.collect())
    }

    fn find(&self, key: &str) -> Option<&Ipld> {
        let (_, found) = self.0.iter().find(|(op, _)| op.key == key)?;
        found.as_ref().map(|(_, record)| record)
    }

    /// What gates that were written together with a post say.
    fn policy(&self, rkey: &str) -> InteractionPolicy {
        let answers = self.find(&format!("{THREADGATE}/{rkey}"));
        let quotes = self.find(&format!("{POSTGATE}/{rkey}"));
        gate::policy(answers, quotes)
    }
}

impl AtProto {
    /// Takes all that a commit did; of a stranger's, what is about the people here.
    pub(super) async fn apply_all(
        &self,
        person: &Person,
        commit: &CommitEvent,
        checked: &Checked,
        about: Option<&People>,
    ) -> Result<()> {
        let records = Records::of(commit, checked);
        let micros = i64::try_from(commit.rev.micros()).unwrap_or_default();
        let at = Time::from_micros(micros).min(self.social.now());
        for (op, now) in &records.0 {
            let Some((collection, rkey)) = op.key.split_once('/') else {
                continue;
            };
            let uri = format!("at://{}/{}", commit.did, op.key);
            let (Ok(uri), true) = (AtUri::parse(&uri), now.is_some() == op.now.is_some()) else {
                continue;
            };
            let is_meant = match (about, now) {
                (Some(people), Some((_, record))) => is_about(record, people),
                _ => true,
            };
            if !is_meant {
                continue;
            }
            let done = Done {
                person,
                collection,
                rkey,
                uri: &uri,
                now: now.as_ref().map(|(cid, record)| (*cid, record)),
                was_there: op.before.is_some(),
                at,
                is_followed: about.is_none(),
            };
            settled(
                Box::pin(self.apply(&done, records.policy(rkey))).await,
                &uri,
            )?;
        }
        Ok(())
    }

    pub(super) async fn apply(&self, done: &Done<'_>, policy: InteractionPolicy) -> Result<()> {
        match (done.collection, done.now) {
            (POST, Some((cid, record))) => {
                let uri = done.uri;
                self.apply_post(done, Told { uri, cid, record }, policy)
                    .await
            }
            (POST, None) => self.apply_post_gone(done).await,
            (LIKE | REPOST | FOLLOW | BLOCK, Some((_, record))) => {
                // What is written over begins anew.
                if done.was_there {
                    self.apply_undone(done).await?;
                }
                match deed::read(record) {
                    Some(deed) => self.apply_deed(done, &deed, record).await,
                    None => Ok(()),
                }
            }
            (LIKE | REPOST | FOLLOW | BLOCK, None) => self.apply_undone(done).await,
            (PROFILE, now) if done.rkey == "self" && done.is_followed => {
                let told = Profile::Told(now.map(|(_, record)| record));
                self.learn_account(&done.person.document, told).await?;
                Ok(())
            }
            (THREADGATE | POSTGATE, now) => {
                self.apply_gate(done, now.map(|(_, record)| record)).await
            }
            _ => Ok(()),
        }
    }

    async fn apply_post(
        &self,
        done: &Done<'_>,
        told: Told<'_>,
        policy: InteractionPolicy,
    ) -> Result<()> {
        let how = arrival(told.record, self.social.now());
        if done.was_there {
            let post = RemotePost {
                edited_at: Some(done.at),
                ..self.translate(done.person, told, how, policy).await?
            };
            if let Some(post) = self.social.receive_edit(post).await? {
                self.wish_quoted(told);
                return self.note_version(post, told).await;
            }
            // It was written before anybody here listened.
        }
        self.receive_told(done.person, told, how, policy).await?;
        self.wish_around(told);
        Ok(())
    }

    /// Of strangers, only what is known here is taken away: nobody has us remember all that was deleted anywhere.
    async fn apply_post_gone(&self, done: &Done<'_>) -> Result<()> {
        let uri = done.uri.as_str();
        if !done.is_followed && self.social.find_post_by_uri(uri).await?.is_none() {
            return Ok(());
        }
        let author = done.person.account;
        Ok(self.social.receive_delete(ID, author, uri).await?)
    }
}

/// How a post came: as news, if it says that it was written lately.
pub(super) fn arrival(record: &Ipld, now: Time) -> Arrival {
    let is_news = deed::written_at(record).is_none_or(|at| now.since(at) < NEWS);
    if is_news {
        Arrival::Pushed
    } else {
        Arrival::Fetched
    }
}

/// What the core does not want, and what others could not be asked for, is passed over; what failed here is not.
pub(super) fn settled(result: Result<()>, uri: &AtUri) -> Result<()> {
    match result {
        Err(Error::Core(error @ (social::Error::Internal(_) | social::Error::Unavailable(_)))) => {
            Err(error.into())
        }
        Err(error) => {
            tracing::debug!(%uri, %error, "a record was passed over");
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}
