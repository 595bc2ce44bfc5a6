//! Posts written, changed and deleted.

use ap_proto::activity::{Activity, ActivityKind, ObjectRef};
use ap_proto::build::tombstone;
use model::{AccountId, Audience, PostId};
use social::inbound::Identity;
use social::journal::Entry;
use social::{PostView, Viewer};

use super::Sending;
use super::payload::Payload;
use crate::error::Result;
use crate::map::note::addresses;
use crate::{ActivityPub, ID};

impl ActivityPub {
    pub(super) async fn post_created(&self, entry: &Entry) -> Result<Option<Sending>> {
        let post = self.subject_post(entry).await?;
        let answer = match post.reply_to {
            Some(_) => self.social.answer(post.id).await?,
            None => None,
        };
        // Whoever let it in has had the first one, and an id is sent once.
        let was_asked = answer.is_some_and(|answer| answer.written_uri.is_some());
        let id = if was_asked {
            self.urls.activity(entry.seq, 0)
        } else {
            self.urls.post_activity(post.id)
        };
        self.note_activity(&post, ActivityKind::Create, &id).await
    }

    pub(super) async fn post_edited(&self, entry: &Entry) -> Result<Option<Sending>> {
        let post = self.subject_post(entry).await?;
        let id = self.urls.activity(entry.seq, 0);
        self.note_activity(&post, ActivityKind::Update, &id).await
    }

    async fn note_activity(
        &self,
        post: &PostView,
        kind: ActivityKind,
        id: &str,
    ) -> Result<Option<Sending>> {
        let Some(note) = self.note(post).await? else {
            return Ok(None);
        };
        let activity = Activity::of_note(kind.clone(), id, &note);
        let groups = self.groups_around(post, post.reply_to).await?;
        let sending = Sending::new(&activity).with_followers(goes_to_followers(post.audience));
        let groups = groups.into_iter().map(|group| group.account_id);
        let relays = match kind {
            ActivityKind::Create => self.create_relays(post.audience).await?,
            _ => self.all_relays(post.audience).await?,
        };
        let sending = sending.with(told(post)).with(groups);
        Ok(Some(sending.with_inboxes(relays)))
    }

    /// The groups of another server that passed on what an open post is about (FEP-1b12).
    pub(crate) async fn groups_around(
        &self,
        post: &PostView,
        about: Option<PostId>,
    ) -> Result<Vec<Identity>> {
        match about {
            Some(about) if post.audience.is_open() => {
                let groups = self.social.groups_of(about).await?;
                Ok(self.social.identities_of(ID, &groups).await?)
            }
            _ => Ok(Vec::new()),
        }
    }

    /// A Delete goes to everyone the post went to: followers, those named, the one it answered, its groups.
    pub(super) async fn post_deleted(&self, entry: &Entry) -> Result<Option<Sending>> {
        let payload = Payload::of(entry);
        let audience = payload.audience();
        let answered = payload.reply_to_account.filter(|_| audience.is_open());
        let quoted = payload.quoted_account.filter(|_| audience.is_open());
        let groups = match payload.reply_to {
            Some(answered) if audience.is_open() => self.social.groups_of(answered).await?,
            _ => Vec::new(),
        };
        let others = answered.into_iter().chain(quoted).chain(groups);
        let told: Vec<AccountId> = payload.named.into_iter().chain(others).collect();
        let named = self.social.identities_of(ID, &told).await?;
        let named = named.into_iter().map(|identity| identity.uri).collect();
        let followers = self.urls.followers(entry.account_id);
        let (Some(uri), Some(addresses)) = (payload.uri, addresses(audience, followers, named))
        else {
            return Ok(None);
        };
        let object = ObjectRef::Inline(tombstone(&uri, None, None));
        let actor = self.urls.actor(entry.account_id);
        let activity = Activity {
            to: addresses.to,
            cc: addresses.cc,
            ..Activity::new(
                ActivityKind::Delete,
                &self.urls.activity(entry.seq, 0),
                &actor,
                object,
            )
        };
        let sending = Sending::new(&activity).with_followers(goes_to_followers(audience));
        let relays = self.all_relays(audience).await?;
        Ok(Some(sending.with(told).with_inboxes(relays)))
    }

    /// The post an entry is about, as the one who did it sees it.
    pub(super) async fn subject_post(&self, entry: &Entry) -> Result<PostView> {
        let viewer = Viewer::Member(entry.account_id);
        let post = self.social.post(viewer, PostId::from(entry.subject_id));
        let post = post.await?;
        if post.mine.is_not_let_in {
            // Its author sees it, and it goes nowhere.
            return Err(social::Error::NotFound("This post").into());
        }
        Ok(post)
    }
}

/// Whether followers get a post of this audience.
pub(super) fn goes_to_followers(audience: Audience) -> bool {
    matches!(
        audience,
        Audience::Public | Audience::Quiet | Audience::Followers
    )
}

/// Whom a post tells beside followers: those mentioned and, when it is open, the one it answers and the one it quotes.
pub(super) fn told(post: &PostView) -> Vec<AccountId> {
    let mentioned = post.mentions.iter().map(|mention| mention.id);
    let answered = post.reply_to_account.filter(|_| post.audience.is_open());
    let quoted = post.quote.as_ref().and_then(|quote| quote.post.as_ref());
    let quoted = quoted.filter(|_| post.audience.is_open());
    mentioned
        .chain(answered)
        .chain(quoted.map(|quoted| quoted.account.id))
        .collect()
}
