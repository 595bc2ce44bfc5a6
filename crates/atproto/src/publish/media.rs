//! Files of a post as blobs.

use at_proto::data::BlobRef;
use model::{AccountId, Media, MediaKind};
use social::repo::Blob;
use url::Url;

use crate::AtProto;
use crate::error::Result;
use crate::map::embed::{
    Clip, MAX_CAPTION_BYTES, MAX_GALLERY, MAX_IMAGE_BYTES, MAX_VIDEO_BYTES, Picture,
};
use crate::repo::blob_cid;

impl AtProto {
    /// The files of a post of a member that this network can show, kept as blobs.
    pub(super) async fn shown(
        &self,
        account: AccountId,
        media: &[Media],
    ) -> Result<(Vec<Picture>, Option<Clip>)> {
        let (mut images, mut video) = (Vec::new(), None);
        for file in media {
            match file.kind {
                MediaKind::Image if images.len() < MAX_GALLERY => {
                    let blob = self.file_blob(account, &file.url, MAX_IMAGE_BYTES).await?;
                    images.extend(blob.map(|blob| Picture {
                        blob,
                        alt: file.alt.clone().unwrap_or_default(),
                        size: file.width.zip(file.height),
                    }));
                }
                MediaKind::Video if video.is_none() => video = self.clip(account, file).await?,
                _ => {}
            }
        }
        Ok((images, video))
    }

    async fn clip(&self, account: AccountId, file: &Media) -> Result<Option<Clip>> {
        let blob = self.file_blob(account, &file.url, MAX_VIDEO_BYTES).await?;
        let Some(blob) = blob.filter(|blob| blob.media_type == "video/mp4") else {
            return Ok(None);
        };
        let mut captions = Vec::new();
        for caption in &file.captions {
            let words = self.file_blob(account, &caption.url, MAX_CAPTION_BYTES);
            captions.extend(words.await?.map(|blob| (caption.language.clone(), blob)));
        }
        Ok(Some(Clip {
            blob,
            alt: file.alt.clone().unwrap_or_default(),
            size: file.width.zip(file.height),
            captions,
            is_loop: file.playing.as_ref().is_some_and(|how| how.is_loop),
        }))
    }

    /// A file that is served here as a blob of an account: smaller, if it is a picture and too large.
    pub(super) async fn file_blob(
        &self,
        account: AccountId,
        url: &str,
        most: u64,
    ) -> Result<Option<BlobRef>> {
        let Ok(url) = Url::parse(url) else {
            return Ok(None);
        };
        let ours = [self.social.base_url(), self.social.media_base()];
        if !ours.iter().any(|ours| ours.origin() == url.origin()) {
            return Ok(None);
        }
        let blob = self.social.blob_of_file(account, url.path(), most).await?;
        Ok(blob.as_ref().and_then(blob_ref))
    }
}

/// A file that is kept, as records name it.
pub(crate) fn blob_ref(blob: &Blob) -> Option<BlobRef> {
    Some(BlobRef {
        cid: blob_cid(&blob.digest)?,
        media_type: blob.media_type.clone(),
        size: blob.length,
    })
}
