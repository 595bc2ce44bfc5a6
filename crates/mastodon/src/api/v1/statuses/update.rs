//! `PUT /api/v1/statuses/:id`

use edge::forms::non_blank;
use model::{MediaId, PostId};
use serde::Deserialize;
use social::media::MediaChange;
use social::post::{Edit, PollEdit};

use super::params::{PollForm, content_type, media_ids};
use crate::access::Me;
use crate::api::v1::media::focus;
use crate::app::App;
use crate::entity::Status;
use crate::error::{Answer, Error, Result};
use crate::form::{Form, Target, quote_policy};

/// What is not there stays.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Changes {
    status: Option<String>,
    spoiler_text: Option<String>,
    #[serde(deserialize_with = "non_blank")]
    sensitive: Option<bool>,
    #[serde(deserialize_with = "non_blank")]
    language: Option<String>,
    /// Ours: a private post may name people whom it did not name before.
    folkmoot_add_people: bool,
    media_ids: Option<Vec<String>>,
    media_attributes: Vec<Attributes>,
    #[serde(deserialize_with = "non_blank")]
    poll: Option<PollForm>,
    content_type: Option<String>,
    quote_approval_policy: Option<String>,
}

/// What is to be said of one of the files.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Attributes {
    id: String,
    description: Option<String>,
    focus: Option<String>,
}

impl Attributes {
    fn into_change(self) -> Result<(MediaId, MediaChange)> {
        let id = self.id.parse();
        let id = id.or(Err(Error::parameter("media_attributes", "need an id each")))?;
        let change = MediaChange {
            alt: self.description,
            focus: focus(self.focus.as_deref())?,
            ..MediaChange::default()
        };
        Ok((id, change))
    }
}

/// `PUT /api/v1/statuses/:id` — changes my post; what it said before stays in its history. As in Mastodon, a post
/// that gets a new text without a poll has none any more.
pub(super) async fn update(
    app: App,
    Me(caller): Me,
    Target(id): Target<PostId>,
    Form(form): Form<Changes>,
) -> Answer<Status> {
    let media = form.media_ids.as_deref().map(media_ids).transpose()?;
    let media_changes = form
        .media_attributes
        .into_iter()
        .map(Attributes::into_change);
    let media_changes = media_changes.collect::<Result<_>>()?;
    let before = app.social.post(caller.viewer(), id).await?;
    let poll = match form.poll.and_then(PollForm::wanted) {
        Some(poll) => PollEdit::Set(poll),
        None if form.status.is_some() => PollEdit::Remove,
        None => PollEdit::Keep,
    };
    let edit = Edit {
        text: form.status.unwrap_or(before.source),
        content_type: content_type(form.content_type.as_deref())?,
        warning: form.spoiler_text.unwrap_or(before.warning),
        is_sensitive: form.sensitive.unwrap_or(before.is_sensitive),
        language: form.language,
        adds_people: form.folkmoot_add_people,
        media,
        media_changes,
        poll,
        quote_policy: quote_policy(form.quote_approval_policy.as_deref())?,
    };
    let post = app.social.edit_post(&caller, id, edit).await?;
    Ok(app.status(caller.viewer(), post))
}
