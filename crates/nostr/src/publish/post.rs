//! Posts as events.
//!
//! An answer to something that is not known there answers the nearest before it that is, with the page of what it really answers
//! in a tag `r`; where nothing before it is known, the page stands in its text.

use std::collections::HashMap;

use model::{AccountId, Media, PostId, PublicPost};
use nostr_proto::Event;
use social::{PostView, Viewer};
use url::Url;

use crate::Nostr;
use crate::error::Result;
use crate::keys::Signer;
use crate::map::draft::{Found, text_of};
use crate::map::lists::after;
use crate::map::media::{Bytes, Shown, attached};
use crate::map::note::{Known, post_event};
use crate::map::reference::Reference;
use crate::map::seconds;

/// How far up a thread is looked for something that is known there.
const MOST_ABOVE: usize = 20;

impl Nostr {
    /// Says a post, if it is for everyone, unless it was said: by this server or by an app.
    pub(super) async fn publish_post(&self, signer: &Signer, id: PostId) -> Result<()> {
        if !self.own_events(signer, id.get()).await?.is_empty() {
            return Ok(());
        }
        let Some((post, known)) = self.public_post(signer, id).await? else {
            return Ok(());
        };
        let unsigned = post_event(&post, &known);
        self.say(signer, unsigned, Some(id.get())).await.map(drop)
    }

    /// Says what a post says now. What has an address is replaced; all else is taken back, and said anew under the same moment.
    pub(super) async fn publish_edit(&self, signer: &Signer, id: PostId) -> Result<()> {
        let standing = self.own_events(signer, id.get()).await?;
        let Some(last) = standing.last() else {
            return self.publish_post(signer, id).await;
        };
        let Some((post, known)) = self.public_post(signer, id).await? else {
            return Ok(());
        };
        let mut unsigned = post_event(&post, &known);
        let is_same = unsigned.kind == last.kind
            && unsigned.tags == last.tags
            && unsigned.content == last.content;
        if is_same || self.says(last, post.get()).await? {
            return Ok(());
        }
        let replaces = last.address().is_some() && unsigned.kind == last.kind;
        if replaces {
            let d = last.value("d").unwrap_or_default().to_owned();
            for tag in &mut unsigned.tags {
                if let [name, value, ..] = tag.as_mut_slice()
                    && name == "d"
                {
                    value.clone_from(&d);
                }
            }
            unsigned.created_at = after(Some(last), seconds(self.social.now()));
        } else {
            self.take_back(signer, &standing, Some(id.get())).await?;
        }
        self.say(signer, unsigned, Some(id.get())).await.map(drop)
    }

    /// Whether an event says what a post says: an app has written it.
    async fn says(&self, event: &Event, post: &PostView) -> Result<bool> {
        let people = self.known_people(event).await?;
        let files = attached(event);
        let quote = match &post.quote {
            Some(quote) => match (quote.post_id, crate::map::reference::quoted(event)) {
                (Some(id), Some(named)) => Some((id, named.uri())),
                _ => None,
            },
            None => None,
        };
        let found = Found {
            people: &people,
            reply_to: None,
            quote,
            files: if post.media.is_empty() { &[] } else { &files },
            now: 0,
        };
        let warning = event.value("content-warning").unwrap_or_default();
        Ok(text_of(event, &found) == post.source && warning == post.warning)
    }

    /// A post that is for everyone, and what is known of what it names.
    async fn public_post(
        &self,
        signer: &Signer,
        id: PostId,
    ) -> Result<Option<(PublicPost<PostView>, Known)>> {
        // Whoever reads there is nobody we know: what nobody may read, nobody gets.
        let post = self.social.post(Viewer::Anyone, id).await?;
        if post.account.id != signer.account || post.boost_of.is_some() {
            return Ok(None);
        }
        let audience = post.audience;
        let Some(post) = PublicPost::new(post, audience) else {
            return Ok(None);
        };
        let known = self.known(post.get()).await?;
        Ok(Some((post, known)))
    }

    async fn known(&self, post: &PostView) -> Result<Known> {
        let (reply, reply_page) = self.answered(post).await?;
        let quoted = post.quote.as_ref().and_then(|quote| quote.post.as_deref());
        let (mut quote, mut quote_page) = (None, None);
        if let Some(quoted) = quoted.filter(|quoted| is_public(quoted)) {
            let event = self.event_of(quoted).await?;
            quote = event.as_ref().map(Reference::of);
            if quote.is_none() {
                quote_page = Some(quoted.page_url.clone());
            }
        }
        let named: Vec<AccountId> = post.mentions.iter().map(|mention| mention.id).collect();
        let mut files = Vec::new();
        for media in &post.media {
            let bytes = self.bytes_of(media).await?;
            let media = media.clone();
            files.push(Shown { media, bytes });
        }
        Ok(Known {
            people: self.keys_of(&named).await?.into_iter().collect(),
            reply,
            reply_page,
            quote,
            quote_page,
            files,
            relay: self.relay_url().to_owned(),
            domain: self.social.domain().clone(),
        })
    }

    /// What a post answers, as far as it is known there, and the page of what it answers if that is not.
    async fn answered(&self, post: &PostView) -> Result<(Option<Reference>, Option<String>)> {
        let (mut above, mut page) = (post.reply_to, None);
        for _ in 0..MOST_ABOVE {
            let Some(id) = above else { break };
            // What is not for everyone is not told of: then nothing is said of the answer either.
            let parent = self.social.post(Viewer::Anyone, id).await?;
            if !is_public(&parent) {
                let gone = social::Error::NotFound("What it answers");
                return if page.is_none() {
                    Err(gone.into())
                } else {
                    Ok((None, page))
                };
            }
            if let Some(event) = self.event_of(&parent).await? {
                return Ok((Some(Reference::of(&event)), page));
            }
            page = page.or_else(|| Some(parent.page_url.clone()));
            above = parent.reply_to;
        }
        Ok((None, page))
    }

    /// The bytes of a file that is served here.
    async fn bytes_of(&self, media: &Media) -> Result<Option<Bytes>> {
        let Ok(url) = Url::parse(&media.url) else {
            return Ok(None);
        };
        let ours = [self.social.base_url(), self.social.media_base()];
        let name = url.path().rsplit('/').next().unwrap_or_default();
        if !ours.iter().any(|ours| ours.origin() == url.origin()) {
            return Ok(None);
        }
        match self.social.file(name).await {
            Ok(served) => Ok(Some(Bytes {
                sha256: served.sha256().to_owned(),
                size: served.length,
            })),
            Err(social::Error::NotFound(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

fn is_public(post: &PostView) -> bool {
    PublicPost::new(post, post.audience).is_some()
}

/// People by their keys.
pub(crate) type People = HashMap<nostr_proto::PublicKey, crate::map::html::Person>;
