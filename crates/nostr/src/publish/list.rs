//! Whom members follow and what they have pinned, as lists. What an app has put in stays.

use model::{AccountId, PostId};
use nostr_proto::{Kind, PublicKey};
use social::journal::{Change, Entry};
use social::{Page, Viewer};

use crate::error::Result;
use crate::keys::Signer;
use crate::map::lists::{self, Entry as Listed, merged};
use crate::map::reference::Reference;
use crate::map::{Tag, seconds};
use crate::{ID, Nostr};

/// How many are read at once of those whom somebody follows.
const BATCH: u32 = 80;
/// The most of them that a list begins with.
const MOST_FOLLOWED: usize = 2_000;

impl Nostr {
    /// Writes that somebody is followed, once that is so. There, nobody is asked.
    pub(super) async fn publish_follow(&self, signer: &Signer, followee: AccountId) -> Result<()> {
        let Some(key) = self
            .keys_of(&[followee])
            .await?
            .first()
            .map(|(_, key)| *key)
        else {
            return Ok(());
        };
        let Some(follow) = self.social.find_follow(signer.account, followee).await? else {
            return Ok(());
        };
        let face = self.social.identity_of(ID, followee).await?;
        if face.is_some_and(|face| !face.is_local) {
            let accepted = self
                .social
                .receive_follow_accepted(ID, signer.account, followee);
            accepted.await?;
        } else if !follow.is_accepted {
            return Ok(());
        }
        self.list(
            signer,
            Kind::FOLLOWS,
            vec![(lists::person(key), Listed::In)],
        )
        .await
    }

    pub(super) async fn publish_unfollow(
        &self,
        signer: &Signer,
        followee: AccountId,
    ) -> Result<()> {
        let Some(face) = self.social.identity_of(ID, followee).await? else {
            return Ok(());
        };
        let key: PublicKey = nostr_proto::names::parse_key(&face.uri)?;
        self.list(
            signer,
            Kind::FOLLOWS,
            vec![(lists::person(key), Listed::Out)],
        )
        .await
    }

    /// Everybody whom a member follows and who is known there, where no list stands yet.
    pub(super) async fn begin_follows(&self, signer: &Signer) -> Result<()> {
        let author = signer.keys.public().0;
        if self.standing(author, Kind::FOLLOWS).await?.is_some() {
            return Ok(());
        }
        let mut changes = Vec::new();
        let mut page = Page::first(BATCH);
        loop {
            let viewer = Viewer::Member(signer.account);
            let slice = self.social.following(viewer, signer.account, page).await?;
            let people: Vec<AccountId> = slice.items.iter().map(|view| view.id).collect();
            let keys = self.keys_of(&people).await?.into_iter();
            changes.extend(keys.map(|(_, key)| (lists::person(key), Listed::In)));
            let Some(oldest) = slice.oldest.filter(|_| changes.len() < MOST_FOLLOWED) else {
                break;
            };
            page = Page::before(oldest, BATCH);
        }
        self.list(signer, Kind::FOLLOWS, changes).await
    }

    pub(super) async fn publish_pin(&self, signer: &Signer, entry: &Entry) -> Result<()> {
        let post = PostId::from(entry.subject_id);
        let post = self.social.post(Viewer::Anyone, post).await?;
        let Some(event) = self.event_of(&post).await? else {
            return Ok(());
        };
        let listed = if entry.change == Change::PostPinned {
            Listed::In
        } else {
            Listed::Out
        };
        let about = lists::post(&Reference::of(&event));
        self.list(signer, Kind::PINS, vec![(about, listed)]).await
    }

    /// Changes a list; whom somebody follows is nobody's business when they have said so.
    async fn list(&self, signer: &Signer, kind: Kind, changes: Vec<(Tag, Listed)>) -> Result<()> {
        if kind == Kind::FOLLOWS {
            let view = self.social.account(Viewer::Anyone, signer.account).await?;
            if view.showing.hides_network {
                return Ok(());
            }
        }
        let standing = self.standing(signer.keys.public().0, kind).await?;
        let now = seconds(self.social.now());
        match merged(standing.as_ref(), kind, &changes, now) {
            Some(unsigned) => self.say(signer, unsigned, None).await.map(drop),
            None => Ok(()),
        }
    }
}
