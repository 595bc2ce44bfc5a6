//! `POST /api/v1/statuses`

use edge::forms::non_blank;
use http::HeaderMap;
use model::{InteractionPolicy, MediaId, Permission, PostId};
use serde::Deserialize;
use serde_json::Value;
use social::Caller;
use social::post::Draft;

use crate::access::Me;
use crate::app::App;
use crate::entity::Status;
use crate::error::{Answer, Error, Result};
use crate::form::{Form, Visibility};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct NewStatus {
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
    /// Ours: a private answer may name people who were not in the conversation.
    folkmoot_add_people: bool,
    quote_approval_policy: Option<String>,
    media_ids: Vec<String>,
    poll: Value,
    scheduled_at: Option<String>,
    quoted_status_id: Option<String>,
}

impl NewStatus {
    /// A post without half of what was meant would be worse than none.
    fn check_supported(&self) -> Result<()> {
        let is_there = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.is_empty());
        let missing = if !matches!(self.poll, Value::Null) {
            "Polls cannot be posted on this server yet."
        } else if is_there(&self.scheduled_at) {
            "Posts cannot be scheduled on this server yet."
        } else if is_there(&self.quoted_status_id) {
            "Posts cannot be quoted on this server yet."
        } else {
            return Ok(());
        };
        Err(Error::NotYet(missing))
    }

    /// Who may quote the post elsewhere; `followers` and `nobody` are narrower than the usual.
    fn policy(&self) -> InteractionPolicy {
        let quote = match self.quote_approval_policy.as_deref() {
            Some("nobody") => Permission::Nobody,
            Some("followers") => Permission::Followers,
            _ => Permission::Anyone,
        };
        InteractionPolicy {
            quote,
            ..InteractionPolicy::default()
        }
    }
}

/// `POST /api/v1/statuses` — posts. The same `Idempotency-Key` posts only once.
pub(super) async fn create(
    app: App,
    Me(caller): Me,
    headers: HeaderMap,
    Form(form): Form<NewStatus>,
) -> Answer<Status> {
    form.check_supported()?;
    let visibility = if form.local_only {
        Some(Visibility::Local)
    } else {
        form.visibility
    };
    let draft = Draft {
        policy: form.policy(),
        is_sensitive: is_sensitive(&app, &caller, form.sensitive).await?,
        text: form.status,
        warning: form.spoiler_text,
        audience: visibility.map(Into::into),
        language: form.language,
        reply_to: form.in_reply_to_id,
        idempotency_key: idempotency_key(&headers)?,
        adds_people: form.folkmoot_add_people,
        named: Vec::new(),
        media: media_ids(&form.media_ids)?,
    };
    let post = app.social.create_post(&caller, draft).await?;
    Ok(app.status(caller.viewer(), post))
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

/// What the app says, else what the author has set.
async fn is_sensitive(app: &App, caller: &Caller, said: Option<bool>) -> Result<bool> {
    match said {
        Some(said) => Ok(said),
        None => Ok(app.social.member(caller).await?.settings.default_sensitive),
    }
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>> {
    /// A UUID has 36.
    const MOST: usize = 255;
    let Some(key) = headers.get("idempotency-key").filter(|key| !key.is_empty()) else {
        return Ok(None);
    };
    match key.to_str() {
        Ok(key) if key.len() <= MOST => Ok(Some(key.to_owned())),
        _ => Err(Error::parameter(
            "Idempotency-Key",
            "must be plain text of at most 255 characters",
        )),
    }
}
