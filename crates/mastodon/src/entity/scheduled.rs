//! <https://docs.joinmastodon.org/entities/ScheduledStatus/>, and our drafts, which say the same.

use model::{Audience, Id, PostId, Time};
use serde::Serialize;
use social::post::{Draft, DraftView, NewPoll, ScheduledView};

use super::quote::policy_word;
use super::status::visibility;

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct ScheduledStatus {
    id: Id,
    scheduled_at: Time,
    params: Params,
    #[schema(value_type = Vec<serde_json::Value>)]
    media_attachments: [(); 0],
}

/// Ours: a post that is not finished.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct DraftStatus {
    id: Id,
    updated_at: Time,
    /// Why it could not be posted when it was due.
    problem: Option<String>,
    params: Params,
}

/// What was asked for. Here, and nowhere else, the id of a post is a number.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct Params {
    text: String,
    content_type: &'static str,
    poll: Option<PollParams>,
    media_ids: Option<Vec<String>>,
    sensitive: bool,
    spoiler_text: String,
    visibility: Option<&'static str>,
    local_only: bool,
    language: Option<String>,
    in_reply_to_id: Option<i64>,
    quoted_status_id: Option<PostId>,
    quote_approval_policy: &'static str,
    application_id: i64,
    scheduled_at: Option<Time>,
    idempotency: Option<String>,
    with_rate_limit: bool,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct PollParams {
    options: Vec<String>,
    expires_in: u64,
    multiple: bool,
    hide_totals: bool,
}

impl From<NewPoll> for PollParams {
    fn from(poll: NewPoll) -> Self {
        Self {
            options: poll.options,
            expires_in: poll.seconds,
            multiple: poll.is_multiple,
            hide_totals: poll.hides_totals,
        }
    }
}

impl Params {
    fn new(draft: Draft, app: Option<Id>) -> Self {
        Self {
            text: draft.text,
            content_type: draft.content_type.as_str(),
            poll: draft.poll.map(PollParams::from),
            media_ids: None,
            sensitive: draft.is_sensitive,
            spoiler_text: draft.warning,
            visibility: draft.audience.map(visibility),
            local_only: draft.audience == Some(Audience::Local),
            language: draft.language,
            in_reply_to_id: draft.reply_to.map(PostId::get),
            quoted_status_id: draft.quote,
            quote_approval_policy: policy_word(draft.policy.quote),
            application_id: app.map_or(0, Id::get),
            scheduled_at: None,
            idempotency: draft.idempotency_key,
            with_rate_limit: false,
        }
    }
}

impl From<ScheduledView> for ScheduledStatus {
    fn from(view: ScheduledView) -> Self {
        Self {
            id: view.id,
            scheduled_at: view.due_at,
            params: Params::new(view.draft, view.app_id),
            media_attachments: [],
        }
    }
}

impl From<DraftView> for DraftStatus {
    fn from(view: DraftView) -> Self {
        Self {
            id: view.id,
            updated_at: view.updated_at,
            problem: view.problem,
            params: Params::new(view.draft, None),
        }
    }
}
