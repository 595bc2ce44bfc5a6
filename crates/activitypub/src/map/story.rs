//! Stories, both ways.

use ap_proto::object::{Attachment, Story};
use model::{AccountId, MediaKind};
use social::inbound::RemoteStory;
use social::story::StoryView;

use super::media;
use super::note::attachment;
use super::{time, timestamp};
use crate::ID;
use crate::urls::Urls;

/// A story of ours, for those who follow its owner.
pub(crate) fn to_story(story: &StoryView, urls: &Urls) -> Story {
    let owner = story.account.id;
    Story {
        id: story.uri.clone(),
        attributed_to: urls.actor(owner),
        to: vec![urls.followers(owner)],
        text: (!story.text.is_empty()).then(|| story.text.clone()),
        attachment: attachment(&story.media),
        seconds: u64::from(story.seconds),
        published: timestamp(story.created_at),
        expires_at: timestamp(story.expires_at),
    }
}

/// A story of another server; `None` if it is neither a picture nor a video.
pub(crate) fn from_story(story: Story, owner: AccountId) -> Option<RemoteStory> {
    Some(RemoteStory {
        network: ID,
        media: file(&story.attachment)?,
        uri: story.id,
        owner,
        text: story.text.unwrap_or_default(),
        seconds: u32::try_from(story.seconds).unwrap_or(u32::MAX),
        created_at: time(story.published),
        expires_at: time(story.expires_at),
    })
}

fn file(attachment: &Attachment) -> Option<model::Media> {
    let file = media::one(attachment)?;
    matches!(file.kind, MediaKind::Image | MediaKind::Video).then_some(file)
}
