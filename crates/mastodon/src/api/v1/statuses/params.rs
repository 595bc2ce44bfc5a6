//! What is said of a post that is to be written: the same words for posting, scheduling, keeping as a draft and
//! looking at it before.

use edge::forms::non_blank;
use model::{AccountId, Audience, ContentType, Id, InteractionPolicy, MediaId, PostId};
use serde::Deserialize;
use social::Caller;
use social::post::{Draft, NewPoll};

use crate::app::App;
use crate::error::{Error, Result};
use crate::form::{Visibility, quote_policy};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::api) struct NewStatus {
    status: String,
    spoiler_text: String,
    #[serde(deserialize_with = "non_blank")]
    sensitive: Option<bool>,
    #[serde(deserialize_with = "non_blank")]
    visibility: Option<Visibility>,
    /// As other servers that have posts for people here only take it.
    local_only: bool,
    #[serde(deserialize_with = "non_blank")]
    language: Option<String>,
    #[serde(deserialize_with = "non_blank")]
    in_reply_to_id: Option<PostId>,
    #[serde(deserialize_with = "non_blank")]
    quoted_status_id: Option<PostId>,
    /// Ours: a private answer may name people who were not in the conversation.
    folkmoot_add_people: bool,
    quote_approval_policy: Option<String>,
    /// Ours: who may answer.
    #[serde(deserialize_with = "non_blank")]
    folkmoot_answers: Option<String>,
    media_ids: Vec<String>,
    #[serde(deserialize_with = "non_blank")]
    poll: Option<PollForm>,
    /// When to post it, instead of now.
    pub(in crate::api) scheduled_at: Option<String>,
    /// As other servers that know more than plain text take it.
    content_type: Option<String>,
    /// Ours: those a circle is made of.
    folkmoot_circle: Vec<AccountId>,
    /// Ours: the draft that this was, which goes when it is posted.
    #[serde(deserialize_with = "non_blank")]
    draft_id: Option<Id>,
}

/// A poll as it is asked for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct PollForm {
    options: Vec<String>,
    #[serde(deserialize_with = "non_blank")]
    expires_in: Option<u64>,
    multiple: bool,
    hide_totals: bool,
}

impl PollForm {
    /// The poll, if there is one: some apps send an empty one for none.
    pub(super) fn wanted(self) -> Option<NewPoll> {
        (!self.options.is_empty() || self.expires_in.is_some()).then(|| NewPoll {
            options: self.options,
            seconds: self.expires_in.unwrap_or(0),
            is_multiple: self.multiple,
            hides_totals: self.hide_totals,
        })
    }
}

/// The files by their ids, in the order given; apps send empty ones where there is none.
pub(super) fn media_ids(ids: &[String]) -> Result<Vec<MediaId>> {
    ids.iter()
        .filter(|id| !id.trim().is_empty())
        .map(|id| id.trim().parse())
        .collect::<std::result::Result<_, _>>()
        .or(Err(Error::parameter(
            "media_ids",
            "must be ids of your own uploads",
        )))
}

/// Reads a media type of texts.
pub(super) fn content_type(word: Option<&str>) -> Result<Option<ContentType>> {
    match word.map(str::trim) {
        None | Some("") => Ok(None),
        Some(word) => match ContentType::from_word(word) {
            Some(kind) => Ok(Some(kind)),
            None => Err(Error::parameter(
                "content_type",
                "must be text/plain or text/markdown",
            )),
        },
    }
}

impl NewStatus {
    /// The draft, for one that is not finished: what is not said stays unsaid.
    pub(in crate::api) fn into_draft(self) -> Result<Draft> {
        let policy = match self.folkmoot_answers.as_deref() {
            None => InteractionPolicy::default(),
            Some(word) => InteractionPolicy::answered_by(word).ok_or(Error::parameter(
                "folkmoot_answers",
                "must be anyone, followers, ask, named or nobody",
            ))?,
        };
        let audience = if self.local_only {
            Some(Audience::Local)
        } else {
            self.visibility.map(Audience::from)
        };
        Ok(Draft {
            policy: InteractionPolicy {
                quote: quote_policy(self.quote_approval_policy.as_deref())?.unwrap_or(policy.quote),
                ..policy
            },
            content_type: content_type(self.content_type.as_deref())?.unwrap_or_default(),
            is_sensitive: self.sensitive.unwrap_or(false),
            text: self.status,
            warning: self.spoiler_text,
            audience,
            language: self.language,
            reply_to: self.in_reply_to_id,
            quote: self.quoted_status_id,
            poll: self.poll.and_then(PollForm::wanted),
            idempotency_key: None,
            adds_people: self.folkmoot_add_people,
            named: self.folkmoot_circle,
            media: media_ids(&self.media_ids)?,
            draft: self.draft_id,
            imported: None,
        })
    }

    /// The draft of what is to be posted: what is not said is as its author has set it.
    pub(in crate::api) async fn into_post(self, app: &App, caller: &Caller) -> Result<Draft> {
        let is_sensitive = match self.sensitive {
            Some(said) => said,
            None => app.social.member(caller).await?.settings.default_sensitive,
        };
        Ok(Draft {
            is_sensitive,
            ..self.into_draft()?
        })
    }
}
