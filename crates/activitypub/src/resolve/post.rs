//! Objects of other servers become posts here.

use ap_proto::activity::ObjectRef;
use ap_proto::document::Document;
use ap_proto::object::Note;
use ap_proto::origin::check_same_origin;
use model::post::MAX_MENTIONS;
use model::{AccountId, PostId};
use social::inbound::{Arrival, Identity, RemotePost};

use crate::ActivityPub;
use crate::error::{Error, Result};
use crate::map::audience::audience;
use crate::map::policy::to_policy;
use crate::map::post::{Facts, to_post};

/// How many people named in one post are fetched when they are not known.
const MAX_FETCHED_MENTIONS: usize = 3;

impl ActivityPub {
    /// The post of an id, fetched if it is not known.
    pub(crate) async fn ensure_post(&self, uri: &str) -> Result<PostId> {
        if let Some(post) = self.social.find_post_by_uri(uri).await? {
            return Ok(post);
        }
        if self.social.is_tombstone(uri).await? {
            return Err(social::Error::Gone("That post").into());
        }
        let note = self.fetch_note(uri).await?;
        if note.id != uri
            && let Some(post) = self.social.find_post_by_uri(&note.id).await?
        {
            return Ok(post);
        }
        let post = self.learn_post(&note).await?;
        self.wish_parents(&note);
        self.wish_quote(&note);
        Ok(post)
    }

    /// The post at a URL. A Create found there leads to what it created, once.
    pub(crate) async fn fetch_note(&self, url: &str) -> Result<Note> {
        match self.fetch_document(url).await? {
            Document::Note(note) => Ok(*note),
            Document::Activity(activity) => {
                let object = activity.object.id().ok_or(Error::NotFound("A post"))?;
                match self.fetch_document(object).await? {
                    Document::Note(note) => Ok(*note),
                    _ => Err(Error::NotFound("A post")),
                }
            }
            Document::Tombstone(_) => Err(social::Error::Gone("That post").into()),
            _ => Err(Error::NotFound("A post")),
        }
    }

    /// Keeps a post that was fetched from its own id.
    pub(crate) async fn learn_post(&self, note: &Note) -> Result<PostId> {
        // Its origin vouches for the document, so only authors of that origin can be believed (FEP-fe34).
        let author = note.author();
        check_same_origin(&note.id, author, "attributedTo")?;
        let author = self.ensure_identity(author).await?;
        let post = self.translate(note, &author, Arrival::Fetched).await?;
        Ok(Box::pin(self.social.receive_post(post)).await?)
    }

    /// Asks the home of a post how its poll stands. What else it says there now is taken over, too.
    pub(crate) async fn count_votes(&self, uri: &str) -> Result<()> {
        let note = self.fetch_note(uri).await?;
        if note.id != uri {
            return Err(Error::NotFound("That post"));
        }
        let author = note.author();
        check_same_origin(&note.id, author, "attributedTo")?;
        let author = self.ensure_identity(author).await?;
        let post = self.translate(&note, &author, Arrival::Fetched).await?;
        Box::pin(self.social.receive_edit(post)).await?;
        Ok(())
    }

    /// A post in our words: who wrote it, for whom it is, whom it names.
    pub(crate) async fn translate(
        &self,
        note: &Note,
        author: &Identity,
        how: Arrival,
    ) -> Result<RemotePost> {
        let followers = author.followers_uri.as_deref();
        let facts = Facts {
            author: author.account_id,
            audience: audience(&note.to, &note.cc, followers),
            named: self.named(note).await?,
            policy: to_policy(&note.rules, followers),
            quote: self.remote_quote(note, author.account_id).await?,
            how,
            now: self.social.now(),
        };
        Ok(to_post(note, facts))
    }

    /// Those a post is addressed to, and whether its text mentions them (gotcha 6). At most [`MAX_MENTIONS`] of each.
    async fn named(&self, note: &Note) -> Result<Vec<(AccountId, bool)>> {
        let mentioned: Vec<&str> = note
            .tags
            .mentions
            .iter()
            .map(|mention| mention.href.as_str())
            .take(MAX_MENTIONS)
            .collect();
        let mut named = Vec::new();
        for id in self.accounts_of(&mentioned, MAX_FETCHED_MENTIONS).await? {
            add(&mut named, id, true);
        }
        for id in self.named_here(note).await? {
            add(&mut named, id, false);
        }
        Ok(named)
    }

    /// The people of this community a post is addressed to or mentions. Others' need no row here.
    pub(crate) async fn named_here(&self, note: &Note) -> Result<Vec<AccountId>> {
        let mentions = note.tags.mentions.iter().map(|mention| &mention.href);
        let named = note.to.iter().chain(&note.cc).chain(mentions);
        let ours = named.filter(|uri| self.urls.parse(uri).is_some());
        let ours: Vec<&str> = ours.map(String::as_str).take(MAX_MENTIONS).collect();
        self.accounts_of(&ours, 0).await
    }

    /// The post an activity is about, if we know it.
    pub(crate) async fn known_post(&self, object: &ObjectRef) -> Result<Option<PostId>> {
        match object.id() {
            Some(uri) => Ok(self.social.find_post_by_uri(uri).await?),
            None => Ok(None),
        }
    }

    /// Whether anybody here follows an account.
    pub(crate) async fn has_followers_here(&self, account: AccountId) -> Result<bool> {
        Ok(self.social.has_followers_here(account).await?)
    }
}

fn add(named: &mut Vec<(AccountId, bool)>, id: AccountId, is_mention: bool) {
    if !named.iter().any(|(known, _)| *known == id) {
        named.push((id, is_mention));
    }
}
