//! Posts as records, with those that say who may answer and quote them.

use std::sync::Arc;

use at_proto::data::{self, Ipld};
use at_proto::syntax::{AtIdentifier, AtUri, Did, RecordKey, Tid};
use model::{AccountId, InteractionPolicy, PostId, PublicPost, Time};
use social::repo::{RepoReader, RepoRecord};
use social::{PostView, Viewer};

use super::{nsid, rkey_of};
use crate::AtProto;
use crate::error::Result;
use crate::map::Person;
use crate::map::gate::{self, POSTGATE, THREADGATE};
use crate::map::post::{Known, POST, post_record};
use crate::repo::{Edit, Plan};

/// Everything that a post is there.
struct Records {
    id: PostId,
    since: Time,
    did: Did,
    post: Ipld,
    policy: InteractionPolicy,
    /// Those it was taken out of.
    detached: Vec<AtUri>,
    begins_thread: bool,
    created_at: Time,
}

impl AtProto {
    /// Writes a post to the repository of its author, or what changed of it, if it is for everyone.
    /// `since` is when it changed: a record that was written later says so already, in the words of the app that wrote it.
    pub(super) async fn publish_post(
        &self,
        account: AccountId,
        id: PostId,
        since: Time,
    ) -> Result<()> {
        let Some(repo) = self.open_repo(account).await? else {
            return Ok(());
        };
        // Whoever reads there is nobody we know: what nobody may read, nobody gets.
        let post = self.social.post(Viewer::Anyone, id).await?;
        if post.account.id != account || post.boost_of.is_some() {
            return Ok(());
        }
        let audience = post.audience;
        let Some(post) = PublicPost::new(post, audience) else {
            return Ok(());
        };
        let Some(known) = self.known(account, post.get()).await? else {
            return Ok(());
        };
        let view = post.get();
        let records = Records {
            id,
            since,
            did: Did::parse(&repo.did)?,
            policy: view.policy,
            detached: self.detached(id).await?,
            begins_thread: view.reply_to.is_none(),
            created_at: view.created_at,
            post: post_record(&post, &known),
        };
        let plan: Plan = Arc::new(move |reader| records.edits(reader));
        self.write(account, plan).await.map(drop)
    }

    /// The posts, as far as this network knows them, that the author of one has taken it out of.
    async fn detached(&self, id: PostId) -> Result<Vec<AtUri>> {
        let mut detached = Vec::new();
        for (quoting, uri) in self.social.taken_out(id).await? {
            let known = self.reference(quoting, &uri).await?;
            detached.extend(known.map(|known| known.uri));
        }
        Ok(detached)
    }

    /// What the network knows of what a post names; `None` when the post answers something that it does not know.
    async fn known(&self, account: AccountId, post: &PostView) -> Result<Option<Known>> {
        let mut known = Known::default();
        if let Some(parent) = post.reply_to {
            let parent = self.social.post(Viewer::Anyone, parent).await?;
            known.reply = self.reply_to(parent.id, &parent.uri).await?;
            if known.reply.is_none() {
                return Ok(None);
            }
        }
        let quoted = post.quote.as_ref().and_then(|quote| quote.post.as_deref());
        if let Some(quoted) = quoted {
            known.quote = self.reference(quoted.id, &quoted.uri).await?;
        }
        let named: Vec<AccountId> = post.mentions.iter().map(|mention| mention.id).collect();
        let people = self.dids(&named).await?.into_iter();
        known.people = people
            .map(|(id, did)| (id, Person { did, handle: None }))
            .collect();
        (known.images, known.video) = self.shown(account, &post.media).await?;
        Ok(Some(known))
    }
}

impl Records {
    /// What is to be written; what an app wrote stays as it is.
    fn edits(&self, reader: &RepoReader<'_>) -> Result<Vec<Edit>> {
        let subject = self.id.get();
        let own = reader.of_subject(subject)?;
        let known = own.iter().find(|record| record.collection == POST);
        let (rkey, post) = match known {
            Some(known) => {
                let post = if self.is_said_by(known)? {
                    data::decode(&known.body)?
                } else {
                    self.post.clone()
                };
                (RecordKey::parse(&known.rkey)?, post)
            }
            None => (rkey_of(subject)?, self.post.clone()),
        };
        let did = AtIdentifier::Did(self.did.clone());
        let uri = AtUri::record(did, nsid(POST)?, rkey.clone());
        let mut edits = vec![Edit {
            collection: nsid(POST)?,
            rkey: rkey.clone(),
            record: Some(post),
            subject: Some(subject),
        }];
        for collection in [THREADGATE, POSTGATE] {
            let standing = reader.record(collection, rkey.as_str())?;
            let standing = standing.map(|gate| data::decode(&gate.body)).transpose()?;
            let has_one = standing.is_some();
            let record = self.gate(collection, &uri, standing);
            // What is not there need not be taken away.
            if record.is_some() || has_one {
                edits.push(Edit {
                    collection: nsid(collection)?,
                    rkey: rkey.clone(),
                    record,
                    subject: Some(subject),
                });
            }
        }
        Ok(edits)
    }

    /// Whether a record was written after what is to be said happened.
    fn is_said_by(&self, known: &RepoRecord) -> Result<bool> {
        let written = i64::try_from(Tid::parse(&known.rev)?.micros()).unwrap_or(i64::MAX);
        Ok(written >= self.since.micros())
    }

    /// A gate, given the one that stands there. What an app wrote may say more than we do: while it says what holds, it
    /// stays as it is; and posts that were taken out of are named beside those that it names.
    fn gate(&self, collection: &str, uri: &AtUri, standing: Option<Ipld>) -> Option<Ipld> {
        let at = self.created_at;
        let rules = match collection {
            THREADGATE => gate::threadgate(uri, self.policy, at).filter(|_| self.begins_thread),
            _ => gate::postgate(uri, self.policy, at),
        };
        let mut detached = standing.as_ref().map(gate::detached).unwrap_or_default();
        let said = standing
            .as_ref()
            .and_then(|gate| gate::changed(self.policy, collection, Some(gate)));
        let gate = if said == Some(self.policy) {
            standing
        } else {
            rules
        };
        if collection == THREADGATE {
            return gate;
        }
        for uri in &self.detached {
            if !detached.contains(uri) {
                detached.push(uri.clone());
            }
        }
        gate::with_detached(gate, (uri, at), &detached)
    }
}
