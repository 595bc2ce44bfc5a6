//! What was brought from elsewhere becomes something here, in its own time: the profile, posts under the day they were
//! written, then whom and what their author followed, liked and boosted. What cannot be had stays a record alone.
//!
//! Always true here:
//! - No record changes: what comes here is read, never written.
//! - Nobody is told of anything. It is resumed where it was left, and nothing happens twice.

use std::time::Duration;

use at_proto::data::{self, BlobRef, Ipld};
use at_proto::syntax::AtUri;
use model::{Audience, MediaId, PostId, Time};
use social::Caller;
use social::media::{Arrived, MediaState, Upload};
use social::member::ProfileUpdate;
use social::post::{Draft, ImportedDeed, ImportedRecord};
use social::repo::{Arrival, Repo, RepoRecord};

use crate::AtProto;
use crate::error::{Error, Result};
use crate::map::deed::{Deed, FOLLOW, LIKE, REPOST, read};
use crate::map::gate::{POSTGATE, THREADGATE, policy};
use crate::map::media::Attached;
use crate::map::post::POST;
use crate::map::profile::{PROFILE, written};
use crate::publish::SELF;
use crate::repo::hex;

/// The order in which kinds of records are looked at.
const ORDER: [&str; 5] = [PROFILE, POST, FOLLOW, REPOST, LIKE];
/// How many records are read in one go.
const BATCH: u32 = 50;
/// How long one round may take: the other chores wait for it.
const ROUND: Duration = Duration::from_secs(10);
/// How many accounts have their turn in one round.
const ACCOUNTS: u32 = 5;

impl AtProto {
    /// One round; `true` when there is more.
    pub(crate) async fn settle_arrivals(&self) -> Result<bool> {
        let until = self.social.now().plus(ROUND);
        let arrivals = self.social.arrivals(ACCOUNTS).await?;
        let has_more = !arrivals.is_empty();
        for arrival in arrivals {
            if self.social.now() < until {
                self.settle(arrival, until).await?;
            }
        }
        Ok(has_more)
    }

    async fn settle(&self, mut arrival: Arrival, until: Time) -> Result<()> {
        let account = arrival.account_id;
        let (Ok(caller), Some(repo)) = (
            self.social.on_behalf_of(account).await,
            self.social.repo(account).await?,
        ) else {
            return Ok(self.social.end_arrival(account).await?);
        };
        let cursor = Some(arrival.rkey.clone());
        let collection = arrival.collection.clone();
        let page = self
            .social
            .repo_records(account, &collection, cursor, true, BATCH)
            .await?;
        if page.is_empty() {
            return match next_kind(&collection) {
                Some(next) => {
                    (arrival.collection, arrival.rkey) = (next.to_owned(), String::new());
                    Ok(self.social.advance_arrival(arrival).await?)
                }
                None => Ok(self.social.end_arrival(account).await?),
            };
        }
        for record in page {
            if record.subject.is_none() {
                self.settle_one(&caller, &repo, &record).await?;
            }
            arrival.rkey.clone_from(&record.rkey);
            if self.social.now() > until {
                break;
            }
        }
        Ok(self.social.advance_arrival(arrival).await?)
    }

    /// One record. What cannot be done here is left out; only what is broken here stops everything.
    async fn settle_one(&self, caller: &Caller, repo: &Repo, record: &RepoRecord) -> Result<()> {
        let Ok(data) = data::decode(&record.body) else {
            return Ok(());
        };
        let done = match record.collection.as_str() {
            PROFILE if record.rkey == SELF => self.settle_profile(caller, &data).await,
            POST => self.settle_post(caller, repo, record, &data).await,
            FOLLOW | REPOST | LIKE => self.settle_deed(caller, record, &data).await,
            _ => Ok(()),
        };
        match done {
            Err(Error::Core(social::Error::Internal(_))) => done,
            Err(error) => {
                let (kind, rkey) = (&record.collection, &record.rkey);
                tracing::debug!(did = %repo.did, kind, rkey, %error, "a record stays a record");
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    async fn settle_profile(&self, caller: &Caller, data: &Ipld) -> Result<()> {
        let profile = written(data);
        let update = ProfileUpdate {
            display_name: Some(profile.display_name).filter(|name| !name.is_empty()),
            note: Some(profile.description).filter(|note| !note.is_empty()),
            ..ProfileUpdate::default()
        };
        self.take_profile(caller, update).await;
        for (blob, is_avatar) in [(profile.avatar, true), (profile.banner, false)] {
            let Some(bytes) = self.brought(caller, blob.as_ref()).await else {
                continue;
            };
            let mut update = ProfileUpdate::default();
            if is_avatar {
                update.avatar = Some(bytes);
            } else {
                update.header = Some(bytes);
            }
            self.take_profile(caller, update).await;
        }
        Ok(())
    }

    /// Part by part: a picture that cannot be read leaves the name what it is.
    async fn take_profile(&self, caller: &Caller, update: ProfileUpdate) {
        if update == ProfileUpdate::default() {
            return;
        }
        if let Err(error) = self.social.import_profile(caller, update).await {
            tracing::debug!(account = %caller.account_id, %error, "a part of a profile was left out");
        }
    }

    async fn brought(&self, caller: &Caller, blob: Option<&BlobRef>) -> Option<Arrived> {
        let digest = hex(blob?.cid.digest());
        let file = self.social.blob_file(caller.account_id, &digest).await;
        file.ok()
    }

    async fn settle_post(
        &self,
        caller: &Caller,
        repo: &Repo,
        record: &RepoRecord,
        data: &Ipld,
    ) -> Result<()> {
        let Some(parts) = self.parts(data).await? else {
            return Ok(());
        };
        let reply_to = match &parts.reply {
            Some((_, parent)) => Some(self.post_at(parent).await?.ok_or(MISSING)?),
            None => None,
        };
        let (text, quote) = self.with_quote(&parts).await?;
        let gates = [THREADGATE, POSTGATE].map(|kind| self.gate(repo, kind, &record.rkey));
        let [threadgate, postgate] = gates;
        let policy = policy(threadgate.await?.as_ref(), postgate.await?.as_ref());
        let draft = Draft {
            text,
            audience: Some(Audience::Public),
            is_sensitive: parts.is_sensitive,
            language: parts.language.clone(),
            reply_to,
            quote,
            policy,
            media: self.bring_media(caller, &parts.below).await?,
            ..Draft::default()
        };
        let imported = imported(record, data, self.social.now());
        let post = self.social.import_post(caller, draft, imported).await?;
        for kind in [THREADGATE, POSTGATE] {
            let key = (kind, record.rkey.as_str());
            let subject = post.get();
            self.social
                .note_subject(caller.account_id, key, subject)
                .await?;
        }
        Ok(())
    }

    /// The gate beside a post.
    async fn gate(&self, repo: &Repo, kind: &str, rkey: &str) -> Result<Option<Ipld>> {
        let found = self.social.named_record(&repo.did, kind, rkey).await?;
        Ok(found.and_then(|found| data::decode(&found.record.body).ok()))
    }

    /// The files of a post that came along and can be shown here.
    async fn bring_media(&self, caller: &Caller, below: &Attached) -> Result<Vec<MediaId>> {
        let images = below.images.iter().map(|one| (&one.blob, &one.alt));
        let files = images.chain(below.video.iter().map(|one| (&one.blob, &one.alt)));
        let mut media = Vec::new();
        for (blob, alt) in files.take(model::post::MAX_MEDIA) {
            let Some(file) = self.brought(caller, Some(blob)).await else {
                continue;
            };
            match self.make_media(caller, file, alt).await {
                Ok(made) => media.extend(made),
                Err(social::Error::Internal(error)) => {
                    return Err(social::Error::Internal(error).into());
                }
                Err(error) => tracing::debug!(cid = %blob.cid, %error, "a file was left out"),
            }
        }
        Ok(media)
    }

    async fn make_media(
        &self,
        caller: &Caller,
        file: Arrived,
        alt: &str,
    ) -> social::Result<Option<MediaId>> {
        let upload = Upload {
            file,
            alt: Some(alt.to_owned()).filter(|alt| !alt.is_empty()),
            focus: None,
            thumbnail: None,
        };
        let media = self.social.upload_media(caller, upload).await?;
        let Some(id) = media.id else { return Ok(None) };
        let (_, state) = self.social.awaited_media(caller, id).await?;
        Ok((state == MediaState::Ready).then_some(id))
    }

    async fn settle_deed(&self, caller: &Caller, record: &RepoRecord, data: &Ipld) -> Result<()> {
        let deed = match read(data) {
            Some(Deed::Follow(did)) => self.account_at(&did).await?.map(ImportedDeed::Follow),
            // Whole histories of likes are not fetched for this: those of posts that are known here are taken.
            Some(Deed::Like(post)) => self.known_at(&post.uri).await?.map(ImportedDeed::Like),
            Some(Deed::Repost(post)) => self.known_at(&post.uri).await?.map(ImportedDeed::Boost),
            _ => None,
        };
        let Some(deed) = deed else { return Ok(()) };
        let imported = imported(record, data, self.social.now());
        Ok(self.social.import_deed(caller, deed, imported).await?)
    }

    /// The post behind a name of the network, if it is known here.
    pub(super) async fn known_at(&self, uri: &AtUri) -> Result<Option<PostId>> {
        if let (Some(did), Some(collection), Some(rkey)) =
            (uri.identifier().did(), uri.collection(), uri.rkey())
        {
            let (did, kind, rkey) = (did.as_str(), collection.as_str(), rkey.as_str());
            if let Some(own) = self.social.named_record(did, kind, rkey).await? {
                return Ok(own.record.subject.map(PostId::from));
            }
        }
        Ok(self.social.find_post_by_uri(uri.as_str()).await?)
    }
}

const MISSING: Error = Error::Core(social::Error::NotFound("What it answers"));

fn next_kind(kind: &str) -> Option<&'static str> {
    let place = ORDER.iter().position(|one| *one == kind)?;
    ORDER.get(place + 1).copied()
}

fn imported(record: &RepoRecord, data: &Ipld, now: Time) -> ImportedRecord {
    ImportedRecord {
        collection: record.collection.clone(),
        rkey: record.rkey.clone(),
        made_at: crate::map::made_at(data).unwrap_or(now),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_records_have_their_order_and_an_end() {
        assert_eq!(next_kind(PROFILE), Some(POST));
        assert_eq!(next_kind(LIKE), None);
        assert_eq!(next_kind("com.example.other"), None);
    }
}
