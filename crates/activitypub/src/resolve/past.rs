//! What somebody elsewhere did before anybody here followed them: their last posts, how much there is of them, and the lists
//! of people that their server shows.

use std::time::Duration;

use ap_proto::activity::{Activity, ActivityKind, ObjectRef};
use ap_proto::actor::Actor;
use ap_proto::collection::Collection;
use ap_proto::object::Note;
use ap_proto::origin::same_origin;
use ap_proto::value::is_public;
use social::account::{AccountTotals, NamedPage, PeopleList};
use tokio::time::timeout;

use super::polite::{Manners, timed};
use crate::error::Result;
use crate::map::is_of_the_web;
use crate::{ActivityPub, Chore};

/// The most posts that are fetched of one account.
const MAX_POSTS: usize = 20;
/// The most pages of its outbox that are read for them, and entries of each.
const MAX_PAGES: usize = 3;
const MAX_ENTRIES: usize = 60;
/// How long all of it may take.
const WHOLE_TIME: Duration = Duration::from_mins(2);

impl ActivityPub {
    /// Wishes that the last posts of somebody be read, whom somebody here follows now.
    pub(crate) fn wish_past(&self, actor: &str) {
        let chore = Chore::LookAtAccount(actor.to_owned());
        if self.is_new_wish(&chore) {
            self.wish_long(chore);
        }
    }

    /// Reads how much there is of somebody and, if anybody here follows them, their last posts. These stand where they were
    /// written, and nobody is told of them.
    pub(crate) async fn read_past(&self, uri: &str) -> Result<()> {
        let read = timeout(WHOLE_TIME, Box::pin(self.look_at(uri))).await;
        read.unwrap_or(Ok(()))
    }

    async fn look_at(&self, uri: &str) -> Result<()> {
        let Some(known) = self.known(uri).await? else {
            return Ok(());
        };
        let actor = self.fetch_actor(uri).await?;
        let mut manners = Manners::new(self);
        let outbox = named(&mut manners, actor.outbox.as_deref(), uri).await;
        let following = named(&mut manners, actor.following.as_deref(), uri).await;
        let followers = named(&mut manners, actor.followers.as_deref(), uri).await;
        let total = |list: &Option<Collection>| list.as_ref().and_then(|list| list.total_items);
        let said = AccountTotals {
            posts: total(&outbox),
            following: total(&following),
            followers: total(&followers),
        };
        self.social.account_looked(known.account_id, said).await?;
        match outbox {
            Some(outbox) if self.has_followers_here(known.account_id).await? => {
                Past::new(self, &actor, manners).read(outbox).await
            }
            _ => Ok(()),
        }
    }

    /// A page of a list of people at the server of the one whose list it is. `None`: it shows none.
    pub(crate) async fn list_there(
        &self,
        uri: &str,
        list: PeopleList,
        page: Option<&str>,
    ) -> Result<Option<NamedPage>> {
        if !is_of_the_web(uri) || self.urls.parse(uri).is_some() {
            return Ok(None);
        }
        let mut manners = Manners::new(self);
        let collection = if page.is_some() {
            named(&mut manners, page, uri).await
        } else {
            let actor = self.fetch_actor(uri).await?;
            let list = match list {
                PeopleList::Followers => actor.followers.as_deref(),
                PeopleList::Following => actor.following.as_deref(),
            };
            match named(&mut manners, list, uri).await {
                Some(whole) if whole.items.is_empty() => {
                    first_page(&mut manners, &whole, uri).await
                }
                whole => whole,
            }
        };
        Ok(collection.map(|page| NamedPage {
            uris: page
                .items
                .iter()
                .filter_map(ObjectRef::id)
                .map(str::to_owned)
                .collect(),
            next: page.next.filter(|next| same_origin(next, uri)),
        }))
    }
}

/// A collection of an actor, or a page of one, if it is on the actor's own server.
async fn named(manners: &mut Manners<'_>, url: Option<&str>, owner: &str) -> Option<Collection> {
    manners.page(url?, owner).await
}

/// The first page of a collection, carried along or fetched.
async fn first_page(
    manners: &mut Manners<'_>,
    whole: &Collection,
    owner: &str,
) -> Option<Collection> {
    match whole.first.as_ref()? {
        ObjectRef::Inline(page) => Collection::parse(page).ok(),
        ObjectRef::Uri(url) => manners.page(url, owner).await,
    }
}

/// The reading of one outbox.
struct Past<'a> {
    network: &'a ActivityPub,
    actor: &'a Actor,
    manners: Manners<'a>,
    left: usize,
}

impl<'a> Past<'a> {
    fn new(network: &'a ActivityPub, actor: &'a Actor, manners: Manners<'a>) -> Self {
        Self {
            network,
            actor,
            manners,
            left: MAX_POSTS,
        }
    }

    async fn read(mut self, outbox: Collection) -> Result<()> {
        let mut page = if outbox.items.is_empty() {
            first_page(&mut self.manners, &outbox, &self.actor.id).await
        } else {
            Some(outbox)
        };
        for _ in 0..MAX_PAGES {
            let Some(current) = page else { return Ok(()) };
            for entry in current.items.iter().take(MAX_ENTRIES) {
                if self.left == 0 {
                    return Ok(());
                }
                self.take(entry).await?;
            }
            page = match &current.next {
                Some(next) => self.manners.page(next, &self.actor.id).await,
                None => None,
            };
        }
        Ok(())
    }

    /// Takes the post that an entry of the outbox tells of, from its own id, if it is theirs and for everyone.
    async fn take(&mut self, entry: &ObjectRef) -> Result<()> {
        let Some(uri) = self.told_of(entry) else {
            return Ok(());
        };
        let social = &self.network.social;
        if social.find_post_by_uri(&uri).await?.is_some() {
            self.left -= 1;
            return Ok(());
        }
        if social.is_tombstone(&uri).await? || !self.manners.may_ask(&uri) {
            return Ok(());
        }
        let (time, note) = timed(self.network.fetch_note(&uri)).await;
        self.manners.waited(&uri, time);
        let Ok(note) = note else { return Ok(()) };
        if note.author() != self.actor.id || note.is_vote() || !is_open(&note) {
            return Ok(());
        }
        // One of them that cannot be kept is no reason to leave out the others.
        let (time, kept) = timed(self.network.learn_post(&note)).await;
        self.manners.waited(&uri, time);
        self.left -= usize::from(kept.is_ok());
        Ok(())
    }

    /// The post, or what may lead to it. What is somebody else's, or says itself that it is not for everyone, is not asked for.
    fn told_of(&self, entry: &ObjectRef) -> Option<String> {
        let told = match entry {
            ObjectRef::Uri(uri) => uri.clone(),
            ObjectRef::Inline(value) => match Activity::parse(value) {
                Ok(activity) => {
                    let addresses = activity.to.iter().chain(&activity.cc);
                    let mut addresses = addresses.peekable();
                    let is_said = addresses.peek().is_some();
                    let is_open = !is_said || addresses.any(|to| is_public(to));
                    let is_new = activity.kind == ActivityKind::Create && is_open;
                    activity.object.id().filter(|_| is_new)?.to_owned()
                }
                Err(_no_activity) => entry.id()?.to_owned(),
            },
        };
        same_origin(&told, &self.actor.id).then_some(told)
    }
}

fn is_open(note: &Note) -> bool {
    note.to.iter().chain(&note.cc).any(|to| is_public(to))
}
