//! Posts that an app of the network writes.

use at_proto::data::{BlobRef, Ipld};
use at_proto::syntax::{AtIdentifier, AtUri};

use model::{Audience, InteractionPolicy, MediaId, PostId};
use social::Caller;
use social::media::{MediaState, Upload};
use social::post::{Draft, Edit};

use super::{Checked, Meaning, Posts};
use crate::AtProto;
use crate::auth::AtCaller;
use crate::error::Result;
use crate::map::draft::{DraftParts, draft_of};
use crate::map::{gate, note};
use crate::repo::hex;
use crate::xrpc::XrpcError;

impl AtProto {
    /// The post that a record is, among those that are written with it. One that answers something which cannot be had is
    /// kept as a record alone: nobody here could read what it speaks of.
    pub(super) async fn post_of(
        &self,
        caller: &AtCaller,
        wish: &Checked,
        wishes: &[Checked],
        posts: &mut Posts,
    ) -> Result<Meaning, XrpcError> {
        let Some((record, _)) = &wish.record else {
            return Ok(Meaning::Nothing);
        };
        let Some(parts) = self.parts(record).await? else {
            return Ok(Meaning::Nothing);
        };
        let reply_to = match &parts.reply {
            Some((_, parent)) => {
                let coming = posts.names.get(parent).copied();
                let parent = match coming {
                    Some(coming) => Some(coming),
                    None => self.post_at(parent).await?,
                };
                if parent.is_none() {
                    return Ok(Meaning::Nothing);
                }
                parent
            }
            None => None,
        };
        let (text, quote) = self.with_quote(&parts).await?;
        let media = self.media_of(&caller.caller, &parts).await?;
        let draft = Draft {
            text,
            audience: Some(Audience::Public),
            is_sensitive: parts.is_sensitive,
            language: parts.language,
            reply_to,
            quote,
            policy: policy_of(wish, wishes),
            media,
            ..Draft::default()
        };
        let ready = self
            .social
            .ready_post(&caller.caller, draft, &posts.ready)
            .await?;
        if ready.audience() != Audience::Public {
            let message =
                "It quotes a post that is not for everyone, and this network has no others.";
            return Err(XrpcError::invalid_request(message));
        }
        let id = ready.id();
        let did = AtIdentifier::Did(caller.did.clone());
        let uri = AtUri::record(did, wish.collection.clone(), wish.rkey.clone());
        posts.names.insert(uri, id);
        posts.ready.push(ready);
        Ok(Meaning::Post(id))
    }

    /// What changes of a post. Its files stay.
    pub(super) async fn edit_of(&self, id: PostId, record: &Ipld) -> Result<Meaning, XrpcError> {
        let Some(parts) = self.parts(record).await? else {
            return Ok(Meaning::Nothing);
        };
        let (text, _) = self.with_quote(&parts).await?;
        Ok(Meaning::Edit(
            id,
            Box::new(Edit {
                text,
                is_sensitive: parts.is_sensitive,
                language: parts.language,
                ..Edit::default()
            }),
        ))
    }

    pub(super) async fn parts(&self, record: &Ipld) -> Result<Option<DraftParts>> {
        let mut names = Vec::new();
        for did in note::mentioned(record) {
            if let Some(account) = self.account_at(&did).await?
                && let Ok(view) = self.social.account(social::Viewer::Anyone, account).await
            {
                names.push((did, view.acct()));
            }
        }
        let acct_of = |did: &at_proto::syntax::Did| {
            let found = names.iter().find(|(known, _)| known == did);
            found.map(|(_, acct)| acct.clone())
        };
        Ok(draft_of(record, acct_of))
    }

    /// The text, and the post it quotes; what is quoted and cannot be had is a link in the text.
    pub(super) async fn with_quote(&self, parts: &DraftParts) -> Result<(String, Option<PostId>)> {
        let Some(uri) = &parts.quote else {
            return Ok((parts.text.clone(), None));
        };
        if let Some(post) = self.post_at(uri).await? {
            return Ok((parts.text.clone(), Some(post)));
        }
        let page = crate::map::post_page(uri);
        let text = match page {
            Some(page) => format!("{}\n\n{page}", parts.text),
            None => parts.text.clone(),
        };
        Ok((text.trim().to_owned(), None))
    }

    /// The files of a draft, made of the blobs that the app uploaded before.
    async fn media_of(
        &self,
        caller: &Caller,
        parts: &DraftParts,
    ) -> Result<Vec<MediaId>, XrpcError> {
        let images = parts.below.images.iter();
        let video = parts.below.video.iter();
        let files = images
            .map(|picture| (&picture.blob, &picture.alt))
            .chain(video.map(|clip| (&clip.blob, &clip.alt)));
        let mut media = Vec::new();
        for (blob, alt) in files.take(model::post::MAX_MEDIA) {
            media.push(self.take_in(caller, blob, alt).await?);
        }
        Ok(media)
    }

    async fn take_in(
        &self,
        caller: &Caller,
        blob: &BlobRef,
        alt: &str,
    ) -> Result<MediaId, XrpcError> {
        let digest = hex(blob.cid.digest());
        let file = self.social.blob_file(caller.account_id, &digest).await;
        let file = match file {
            Ok(file) => file,
            Err(social::Error::NotFound(_)) => {
                let message = format!("Could not find blob: {}", blob.cid);
                return Err(XrpcError::bad("BlobNotFound", message));
            }
            Err(error) => return Err(error.into()),
        };
        let upload = Upload {
            file,
            alt: Some(alt.to_owned()).filter(|alt| !alt.is_empty()),
            focus: None,
            thumbnail: None,
        };
        let media = self.social.upload_media(caller, upload).await?;
        let id = media.id.ok_or(social::Error::NotFound("This file"))?;
        match self.social.awaited_media(caller, id).await? {
            (_, MediaState::Ready) => Ok(id),
            (_, MediaState::Waiting) => {
                Err(social::Error::Unavailable("The video is still being prepared.").into())
            }
            _ => Err(XrpcError::invalid_request(
                "This file cannot be shown: it is broken, or of a kind that is not known here.",
            )),
        }
    }
}

/// Who may answer and quote a post: what the gates say that are written with it.
fn policy_of(post: &Checked, wishes: &[Checked]) -> InteractionPolicy {
    let beside = wishes.iter().filter(|wish| wish.rkey == post.rkey);
    beside.fold(InteractionPolicy::default(), |policy, wish| {
        let record = wish.record.as_ref().map(|(record, _)| record);
        gate::changed(policy, wish.collection.as_str(), record).unwrap_or(policy)
    })
}
