//! Posts that apps write.

use model::{ContentType, MediaId, PostId};
use nostr_proto::{Event, Kind};
use social::event::{KeepEvent, Kept};
use social::media::{MediaState, Upload};
use social::post::Edit;
use social::{Caller, Error};

use crate::Nostr;
use crate::arriving::Taken;
use crate::error::Result;
use crate::keeping::kept_alone;
use crate::kept;
use crate::map::draft::{Found, draft_of};
use crate::map::media::{Attached, attached};
use crate::map::reference::{Answered, quoted};
use crate::map::seconds;

/// The most files that are taken of one event.
const MAX_FILES: usize = model::post::MAX_MEDIA;

impl Nostr {
    pub(super) async fn take_post(&self, caller: &Caller, event: &Event) -> Result<Taken> {
        if let Some(copied) = self.copied(event).await? {
            // It was here, and came back over a bridge (NIP-48).
            return self.keep_as(caller, event, copied).await;
        }
        let reply_to = match Answered::of(event) {
            None => None,
            Some(answered) => match self.post_of(&answered.parent).await? {
                Some(post) => Some(post),
                // An answer to something that nobody here can read would say nothing to those who read here.
                None => return self.keep_alone(caller, event).await,
            },
        };
        if event.kind == Kind::ARTICLE
            && let Some(taken) = self.take_article(caller, event).await?
        {
            return Ok(taken);
        }
        let quote = match quoted(event) {
            Some(named) => {
                let post = self.post_of(&named).await?;
                post.map(|post| (post, named.uri()))
            }
            None => None,
        };
        let (files, media) = self.files_of(caller, event).await?;
        let people = self.known_people(event).await?;
        let found = Found {
            people: &people,
            reply_to,
            quote,
            files: &files,
            now: seconds(self.social.now()),
        };
        let mut draft = draft_of(event, &found);
        draft.media = media;
        let ready = self.social.ready_post(caller, draft, &[]).await?;
        let keep = KeepEvent {
            account: Some(caller.account_id),
            subject: Some(ready.id().get()),
            posts: vec![ready],
            ..kept_alone(event)
        };
        Ok(Taken::Kept(self.keep(event, keep).await?))
    }

    /// An article that takes the place of another one; `None` when it is the first under its name.
    async fn take_article(&self, caller: &Caller, event: &Event) -> Result<Option<Taken>> {
        let d = event.address().unwrap_or_default();
        let (author, kind) = (event.pubkey.0, event.kind.0);
        let Some(standing) = self.social.newest_event(author, kind, d).await? else {
            return Ok(None);
        };
        let Some(subject) = standing.subject else {
            return Ok(None);
        };
        let kept = self.keep_as_subject(caller, event, subject).await?;
        if kept == Kept::New {
            let people = self.known_people(event).await?;
            let found = Found {
                people: &people,
                reply_to: None,
                quote: None,
                files: &[],
                now: seconds(self.social.now()),
            };
            let draft = draft_of(event, &found);
            let edit = Edit {
                text: draft.text,
                warning: draft.warning,
                is_sensitive: draft.is_sensitive,
                language: draft.language,
                content_type: Some(ContentType::Markdown),
                ..Edit::default()
            };
            let edited = self.social.edit_post(caller, PostId::from(subject), edit);
            super::refused_is_none(edited.await.map_err(Into::into))?;
        }
        Ok(Some(Taken::Kept(kept)))
    }

    /// What an event is a copy of that is here already, as its author says (NIP-48).
    pub(crate) async fn copied(&self, event: &Event) -> Result<Option<i64>> {
        for uri in event.values("proxy").take(3) {
            if let Some(post) = self.social.find_post_by_uri(uri).await? {
                return Ok(Some(post.get()));
            }
            // Records of ours are called otherwise than their posts.
            let mut parts = uri.strip_prefix("at://").unwrap_or_default().splitn(3, '/');
            if let (Some(did), Some(collection), Some(rkey)) =
                (parts.next(), parts.next(), parts.next())
            {
                let record = self.social.named_record(did, collection, rkey).await?;
                if let Some(subject) = record.and_then(|named| named.record.subject) {
                    return Ok(Some(subject));
                }
            }
        }
        Ok(None)
    }

    async fn keep_as(&self, caller: &Caller, event: &Event, subject: i64) -> Result<Taken> {
        let kept = self.keep_as_subject(caller, event, subject).await?;
        Ok(Taken::Kept(kept))
    }

    async fn keep_as_subject(&self, caller: &Caller, event: &Event, subject: i64) -> Result<Kept> {
        let keep = KeepEvent {
            account: Some(caller.account_id),
            subject: Some(subject),
            ..kept_alone(event)
        };
        self.keep(event, keep).await
    }

    async fn keep_alone(&self, caller: &Caller, event: &Event) -> Result<Taken> {
        let kept = self.keep_of(event, Some(caller.account_id)).await?;
        Ok(Taken::Kept(kept))
    }

    /// The files of an event that their author has brought here, and what they are here. All others stay addresses in the text.
    async fn files_of(
        &self,
        caller: &Caller,
        event: &Event,
    ) -> Result<(Vec<Attached>, Vec<MediaId>)> {
        let (mut files, mut media) = (Vec::new(), Vec::new());
        let here = self.social.base_url().origin();
        for file in attached(event).into_iter().take(MAX_FILES) {
            let url = url::Url::parse(&file.media.url).ok();
            let is_here = url.is_some_and(|url| url.origin() == here);
            let Some(digest) = file.sha256.clone().filter(|_| is_here) else {
                continue;
            };
            let taken = self.file_of(caller, &digest, file.media.alt.clone());
            if let Some(id) = super::refused_is_none(taken.await)?.flatten() {
                media.push(id);
                files.push(file);
            }
        }
        Ok((files, media))
    }

    async fn file_of(
        &self,
        caller: &Caller,
        digest: &str,
        alt: Option<String>,
    ) -> Result<Option<MediaId>> {
        let file = match self.social.blob_file(caller.account_id, digest).await {
            Ok(file) => file,
            Err(Error::NotFound(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let upload = Upload {
            file,
            alt,
            focus: None,
            thumbnail: None,
        };
        let media = self.social.upload_media(caller, upload).await?;
        let Some(id) = media.id else {
            return Ok(None);
        };
        let (_, state) = self.social.awaited_media(caller, id).await?;
        Ok((state == MediaState::Ready).then_some(id))
    }

    /// What a member takes back: first it is known what it was, then it is gone there, then here.
    pub(super) async fn take_deletion(&self, caller: &Caller, event: &Event) -> Result<Taken> {
        let mut gone = Vec::new();
        for named in crate::map::deed::deleted(event).names() {
            if let Some(kept) = self.named(&named).await?
                && kept.author == event.pubkey.0
                && let Some(subject) = kept.subject
                && let Some(was) = kept::read(&kept)
                && was.created_at <= event.created_at
            {
                gone.push((was, subject));
            }
        }
        let kept = self.keep_of(event, Some(caller.account_id)).await?;
        if kept == Kept::New {
            for (was, subject) in gone {
                let undone = Box::pin(self.undo(caller, &was, subject)).await;
                super::refused_is_none(undone)?;
            }
        }
        Ok(Taken::Kept(kept))
    }
}
