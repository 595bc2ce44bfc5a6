//! What is there before a wish is granted: what it expects, and what it means.

use at_proto::cid::Cid;
use at_proto::data;
use at_proto::oauth::scope::RepoAction;
use at_proto::syntax::{AtIdentifier, AtUri, Did};
use model::{AccountId, PostId};
use social::repo::RepoReader;
use social::{Found, Network as _, Viewer};

use super::{Checked, Expected, Gate, Meaning, Posts};
use crate::auth::AtCaller;
use crate::error::{Error, Result};
use crate::map::deed;
use crate::map::gate::{self, POSTGATE, THREADGATE};
use crate::map::post::POST;
use crate::map::profile::PROFILE;
use crate::publish::nsid;
use crate::xrpc::XrpcError;
use crate::{AtProto, ID};

impl AtProto {
    /// Refuses what does not find what it expects, in the words of the reference server.
    pub(super) async fn check_expected(
        &self,
        account: AccountId,
        wishes: &[Checked],
        expected: Option<Cid>,
    ) -> Result<(), XrpcError> {
        // A new key is nobody else's.
        let wanted: Vec<_> = wishes
            .iter()
            .filter(|wish| !wish.has_new_key)
            .map(|wish| {
                let key = (wish.collection.to_string(), wish.rkey.to_string());
                (key, wish.action, wish.expected)
            })
            .collect();
        if wanted.is_empty() && expected.is_none() {
            return Ok(());
        }
        let checked = self.social.read_repo(account, move |reader| {
            if let Some(expected) = expected {
                let head = reader.repo()?.and_then(|repo| repo.head);
                let now = head.and_then(|head| Cid::from_bytes(&head.cid).ok());
                if now != Some(expected) {
                    return Err(Error::Swapped("The repository has another commit by now."));
                }
            }
            for ((collection, rkey), action, expected) in &wanted {
                check_record(reader, (collection, rkey), *action, *expected)?;
            }
            Ok(())
        });
        Ok(checked.await??)
    }

    /// What a wish is here; what needs others is asked now, before anybody waits.
    pub(super) async fn prepare(
        &self,
        caller: &AtCaller,
        wish: &Checked,
        wishes: &[Checked],
        posts: &mut Posts,
    ) -> Result<Meaning, XrpcError> {
        if !wish.has_meaning() {
            return Ok(Meaning::Nothing);
        }
        let (collection, rkey) = (wish.collection.as_str(), wish.rkey.as_str());
        if matches!(collection, THREADGATE | POSTGATE) {
            return Ok(self.gate_of(caller, wish, posts).await?);
        }
        let there = if wish.has_new_key {
            None
        } else {
            let did = caller.did.as_str();
            let there = self.social.named_record(did, collection, rkey).await?;
            there.map(|there| there.record)
        };
        let Some((record, _)) = &wish.record else {
            let Some(there) = there else {
                return Ok(Meaning::Nothing);
            };
            return Ok(match (collection, there.subject) {
                (POST, Some(post)) => Meaning::Unpost(PostId::from(post)),
                (POST | PROFILE, _) => Meaning::Nothing,
                _ => {
                    self.undo_of(&data::decode(&there.body).map_err(Error::from)?)
                        .await?
                }
            });
        };
        Ok(match (collection, there.and_then(|there| there.subject)) {
            (POST, Some(post)) => self.edit_of(PostId::from(post), record).await?,
            (POST, None) => self.post_of(caller, wish, wishes, posts).await?,
            (PROFILE, _) if rkey == crate::publish::SELF => self.profile_of(caller, record).await?,
            (PROFILE, _) => Meaning::Nothing,
            _ => self.deed_of(record).await?,
        })
    }

    /// What a gate says of the post of its key. One that names another post is none.
    async fn gate_of(&self, caller: &AtCaller, wish: &Checked, posts: &Posts) -> Result<Meaning> {
        let did = AtIdentifier::Did(caller.did.clone());
        let uri = AtUri::record(did, nsid(POST)?, wish.rkey.clone());
        let record = wish.record.as_ref().map(|(record, _)| record);
        if record.is_some_and(|record| gate::post_of(record) != Some(uri.as_str())) {
            return Ok(Meaning::Nothing);
        }
        if let Some(coming) = posts.names.get(&uri) {
            return Ok(Meaning::Gate(Gate {
                post: *coming,
                policy: None,
                taken_out_of: Vec::new(),
            }));
        }
        let Some(id) = self.post_at(&uri).await? else {
            return Ok(Meaning::Nothing);
        };
        let before = self.social.post(Viewer::Anyone, id).await?.policy;
        let policy = gate::changed(before, wish.collection.as_str(), record);
        let mut taken_out_of = Vec::new();
        for uri in record.map(gate::detached).unwrap_or_default() {
            taken_out_of.extend(self.known_at(&uri).await?);
        }
        Ok(Meaning::Gate(Gate {
            post: id,
            policy: policy.filter(|policy| *policy != before),
            taken_out_of,
        }))
    }

    /// The post behind a name of the network, fetched if need be; `None` when it cannot be had.
    pub(crate) async fn post_at(&self, uri: &AtUri) -> Result<Option<PostId>> {
        let (Some(did), Some(collection), Some(rkey)) =
            (uri.identifier().did(), uri.collection(), uri.rkey())
        else {
            return Ok(None);
        };
        if collection.as_str() != POST {
            return Ok(None);
        }
        let own = self
            .social
            .named_record(did.as_str(), collection.as_str(), rkey.as_str())
            .await?;
        if let Some(own) = own {
            return Ok(own.record.subject.map(PostId::from));
        }
        if let Some(known) = self.social.find_post_by_uri(uri.as_str()).await? {
            return Ok(Some(known));
        }
        Ok(match self.resolve(uri.as_str()).await {
            Ok(Some(Found::Post(post))) => Some(post),
            Ok(_) => None,
            Err(error) => {
                tracing::debug!(%uri, %error, "a post of the network cannot be had");
                None
            }
        })
    }

    /// The account behind a name of the network, fetched if need be.
    pub(crate) async fn account_at(&self, did: &Did) -> Result<Option<AccountId>> {
        if let Some(face) = self.social.find_identity(ID, did.as_str()).await? {
            return Ok(Some(face.account_id));
        }
        let uri = AtUri::account(AtIdentifier::Did(did.clone()));
        Ok(match self.resolve(uri.as_str()).await {
            Ok(Some(Found::Account(account))) => Some(account),
            Ok(_) => None,
            Err(error) => {
                tracing::debug!(%did, %error, "somebody of the network cannot be found");
                None
            }
        })
    }

    async fn deed_of(&self, record: &data::Ipld) -> Result<Meaning> {
        use deed::Deed;
        let meaning = match deed::read(record) {
            Some(Deed::Like(post)) => self.post_at(&post.uri).await?.map(Meaning::Like),
            Some(Deed::Repost(post)) => self.post_at(&post.uri).await?.map(Meaning::Boost),
            Some(Deed::Follow(did)) => self.account_at(&did).await?.map(Meaning::Follow),
            Some(Deed::Block(did)) => self.account_at(&did).await?.map(Meaning::Block),
            None => None,
        };
        Ok(meaning.unwrap_or(Meaning::Nothing))
    }

    /// What takes a deed back.
    async fn undo_of(&self, record: &data::Ipld) -> Result<Meaning> {
        Ok(match self.deed_of(record).await? {
            Meaning::Like(post) => Meaning::Unlike(post),
            Meaning::Boost(post) => Meaning::Unboost(post),
            Meaning::Follow(account) => Meaning::Unfollow(account),
            Meaning::Block(account) => Meaning::Unblock(account),
            _ => Meaning::Nothing,
        })
    }
}

fn check_record(
    reader: &RepoReader<'_>,
    (collection, rkey): (&str, &str),
    action: RepoAction,
    expected: Expected,
) -> Result<()> {
    let there = reader.record(collection, rkey)?;
    let now = there.and_then(|there| Cid::from_bytes(&there.cid).ok());
    if action == RepoAction::Create && now.is_some() {
        let message = format!("There is a record under {collection}/{rkey} already.");
        return Err(Error::Invalid(message));
    }
    if !expected.is_met_by(now) {
        return Err(Error::Swapped("The record is another one by now."));
    }
    Ok(())
}
