//! What somebody wrote before anybody here listened, or while nobody did.

use std::collections::HashMap;

use at_proto::data::Ipld;
use at_proto::syntax::{Did, RecordKey};
use model::{InteractionPolicy, Time};
use social::inbound::{Arrival, RemotePost};

use super::apply::{arrival, settled};
use crate::AtProto;
use crate::error::Result;
use crate::finding::{Listed, Newest, Told};
use crate::map::deed::{self, Deed, REPOST};
use crate::map::gate::{self, POSTGATE, THREADGATE};
use crate::map::post::POST;
use crate::people::Person;

/// How many of somebody's posts, and of their boosts, are looked at.
const NEWEST: usize = 20;

/// The gates that somebody has set lately, by the key of their post.
struct Gates {
    answers: HashMap<String, Ipld>,
    quotes: HashMap<String, Ipld>,
}

impl Gates {
    fn policy(&self, rkey: &str) -> InteractionPolicy {
        gate::policy(self.answers.get(rkey), self.quotes.get(rkey))
    }
}

impl AtProto {
    /// Fetches the newest posts of somebody who is new here: they stand where they were written.
    pub(crate) async fn first_look(&self, did: &Did) -> Result<()> {
        let person = self.ensure_person(did).await?;
        self.take_newest(&person, Some(Arrival::Fetched)).await?;
        Ok(())
    }

    /// Fetches what somebody wrote that nobody here has seen yet, takes away what they have taken away, and notes how far
    /// that is. Who is away at their own host is away here.
    pub(crate) async fn catch_up(&self, did: &Did) -> Result<()> {
        let person = self.ensure_person(did).await?;
        let Some((_, rev)) = self.latest_commit(&person.document).await? else {
            return self.look_for(&person).await;
        };
        self.is_there(&person).await?;
        let posts = self.take_newest(&person, None).await?;
        self.take_gone(&person, POST, &posts).await?;
        let boosts = self.list_newest(&person.document, REPOST, NEWEST).await?;
        let boosts = boosts.unwrap_or_default();
        for listed in boosts.records.iter().rev() {
            settled(self.take_boost(&person, listed).await, &listed.uri)?;
        }
        self.take_gone(&person, REPOST, &boosts).await?;
        self.note_commit(did, rev.as_str(), None).await
    }

    async fn take_newest(&self, person: &Person, how: Option<Arrival>) -> Result<Newest> {
        let posts = self.list_newest(&person.document, POST, NEWEST).await?;
        let posts = posts.unwrap_or_default();
        if posts.records.is_empty() {
            return Ok(posts);
        }
        let gates = Gates {
            answers: self.gates(person, THREADGATE).await?,
            quotes: self.gates(person, POSTGATE).await?,
        };
        for listed in posts.records.iter().rev() {
            let how = how.unwrap_or_else(|| arrival(&listed.record, self.social.now()));
            let taken = Box::pin(self.take_listed(person, listed, how, &gates)).await;
            settled(taken, &listed.uri)?;
        }
        Ok(posts)
    }

    async fn gates(&self, person: &Person, kind: &str) -> Result<HashMap<String, Ipld>> {
        let listed = self.list_newest(&person.document, kind, NEWEST).await?;
        let by_key = listed
            .unwrap_or_default()
            .records
            .into_iter()
            .filter_map(|gate| {
                let rkey = gate.uri.rkey()?.to_string();
                Some((rkey, gate.record))
            });
        Ok(by_key.collect())
    }

    async fn take_listed(
        &self,
        person: &Person,
        listed: &Listed,
        how: Arrival,
        gates: &Gates,
    ) -> Result<()> {
        let told = Told {
            uri: &listed.uri,
            cid: listed.cid,
            record: &listed.record,
        };
        let rkey = listed.uri.rkey();
        let policy = gates.policy(rkey.map(RecordKey::as_str).unwrap_or_default());
        let Some(known) = self.known_post(told.uri).await? else {
            self.receive_told(person, told, how, policy).await?;
            match how {
                Arrival::Pushed | Arrival::Asked => self.wish_around(told),
                Arrival::Fetched => self.wish_quoted(told),
            }
            return Ok(());
        };
        let version = self.social.strong_ref(known).await?;
        if version.is_some_and(|version| version.cid == listed.cid.to_string()) {
            return Ok(());
        }
        let post = RemotePost {
            edited_at: Some(self.social.now()),
            ..self.translate(person, told, how, policy).await?
        };
        self.social.receive_edit(post).await?;
        self.wish_quoted(told);
        self.note_version(known, told).await
    }

    /// A boost of long ago is no news: it is left out.
    async fn take_boost(&self, person: &Person, listed: &Listed) -> Result<()> {
        let is_known = self.social.find_post_by_uri(listed.uri.as_str()).await?;
        let now: Time = self.social.now();
        if is_known.is_some() || arrival(&listed.record, now) == Arrival::Fetched {
            return Ok(());
        }
        match deed::read(&listed.record) {
            Some(Deed::Repost(post)) => {
                let (from, record) = (person.account, &listed.record);
                self.receive_repost(from, &listed.uri, &post, record).await
            }
            _ => Ok(()),
        }
    }
}
