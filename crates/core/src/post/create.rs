//! Writing a post.

use model::{AccountId, Audience, InteractionPolicy, MediaId, Permission, PostId, PostKind};
use store::post::{Counter, NewPost, PostRow};

use super::write::{More, Rendered, check_language};
use crate::journal::{Change, LOCAL, Record};
use crate::media::Attaching;
use crate::member::{MemberSettings, reason};
use crate::{Caller, Error, PostView, Result, Social};

/// What somebody wants to post.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    /// The text as typed.
    pub text: String,
    /// The content warning; empty for none.
    pub warning: String,
    /// Hide media at first.
    pub is_sensitive: bool,
    /// For whom. `None`: as the author has set it, and no wider than what it answers.
    pub audience: Option<Audience>,
    /// The language.
    pub language: Option<String>,
    /// What it answers.
    pub reply_to: Option<PostId>,
    /// Who may answer, quote, boost.
    pub policy: InteractionPolicy,
    /// The same key makes the same post only once.
    pub idempotency_key: Option<String>,
    /// The author knows that a private answer names somebody who was not in the conversation, and wants them in it.
    pub adds_people: bool,
    /// Those it is for beside those the text mentions (for [`Audience::Circle`] and [`Audience::Mentioned`]).
    pub named: Vec<AccountId>,
    /// Uploaded files, in their order.
    pub media: Vec<MediaId>,
}

/// The longest key that is kept.
const MAX_KEY_CHARS: usize = 255;

impl Social {
    /// Writes a post: its rows and its journal entry in one transaction. Everything else happens in readers.
    pub async fn create_post(&self, caller: &Caller, draft: Draft) -> Result<PostView> {
        if let Some(earlier) = self.made_before(caller, &draft).await? {
            return self.post(caller.viewer(), earlier).await;
        }
        let media = self.attaching(caller, &draft.media).await?;
        let more = if media.is_empty() {
            More::Nothing
        } else {
            More::Something
        };
        self.check_text(&draft.text, &draft.warning, more)?;
        let language = check_language(draft.language.as_deref())?;
        let parent = match draft.reply_to {
            Some(id) => Some(self.post(caller.viewer(), id).await?.content().clone()),
            None => None,
        };
        if let Some(parent) = &parent {
            self.check_may_reply(caller, parent).await?;
        }
        let settings = self.member_settings(caller).await?;
        let audience = choose_audience(draft.audience, settings.default_audience, parent.as_ref());
        let rendered = self.render(caller, &draft.text).await?;
        if let Some(parent) = &parent
            && audience == Audience::Mentioned
            && !draft.adds_people
        {
            self.check_adds_nobody(caller, parent, &rendered.mentions)
                .await?;
        }
        let language = language.or(settings.default_language);
        let key = draft
            .idempotency_key
            .clone()
            .filter(|key| key.len() <= MAX_KEY_CHARS && !key.contains('\0'));
        let mut new = self.new_post(caller, draft, audience, language, rendered, parent.as_ref());
        new.row.media = media.json();
        let texts = [new.row.source.as_str(), new.row.warning.as_str()];
        new.row.emojis = self.emojis_in(&texts).await?;
        let id = self.insert_post(new, key, media).await?;
        self.post(caller.viewer(), id).await
    }

    /// What a member has chosen for posts that say nothing themselves.
    async fn member_settings(&self, caller: &Caller) -> Result<MemberSettings> {
        let account = caller.account_id.get();
        let row = self
            .store()
            .read(move |conn| store::member::find(conn, account))
            .await?;
        Ok(row
            .map(|row| MemberSettings::from_json(&row.settings))
            .unwrap_or_default())
    }

    async fn made_before(&self, caller: &Caller, draft: &Draft) -> Result<Option<PostId>> {
        let Some(key) = draft
            .idempotency_key
            .clone()
            .filter(|key| !key.contains('\0'))
        else {
            return Ok(None);
        };
        let account = caller.account_id.get();
        let found = self
            .store()
            .read(move |conn| store::post::find_idempotent(conn, account, &key))
            .await?;
        Ok(found.map(PostId::from))
    }

    async fn check_may_reply(&self, caller: &Caller, parent: &PostView) -> Result<()> {
        let is_author = parent.mine.wrote;
        let is_named = parent
            .mentions
            .iter()
            .any(|mention| mention.id == caller.account_id);
        let allowed = match parent.policy.reply {
            Permission::Anyone => true,
            Permission::Followers => {
                is_author
                    || is_named
                    || self
                        .relations(caller, &[parent.account.id])
                        .await?
                        .iter()
                        .any(|r| r.following)
            }
            Permission::Named => is_author || is_named,
            Permission::Nobody => is_author,
        };
        if allowed {
            Ok(())
        } else {
            Err(Error::Forbidden(
                "The author has chosen who may answer this post.",
            ))
        }
    }

    fn new_post(
        &self,
        caller: &Caller,
        draft: Draft,
        audience: Audience,
        language: Option<String>,
        rendered: Rendered,
        parent: Option<&PostView>,
    ) -> NewPost {
        let id = PostId::from(self.new_id());
        let mut named: Vec<(i64, bool)> = rendered
            .mentions
            .iter()
            .map(|id| (id.get(), true))
            .collect();
        let unmentioned = draft
            .named
            .iter()
            .filter(|id| !rendered.mentions.contains(id));
        named.extend(unmentioned.map(|id| (id.get(), false)));
        NewPost {
            row: PostRow {
                id: id.get(),
                account_id: caller.account_id.get(),
                origin: LOCAL.to_owned(),
                uri: self.post_uri(id),
                kind: PostKind::Note.as_str().to_owned(),
                audience: audience.code(),
                policy: serde_json::to_string(&draft.policy).unwrap_or_default(),
                is_sensitive: draft.is_sensitive || !draft.warning.trim().is_empty(),
                warning: draft.warning.trim().to_owned(),
                source: draft.text,
                html: rendered.html,
                language,
                tags: serde_json::to_string(&rendered.tags).unwrap_or_default(),
                media: "[]".to_owned(),
                emojis: "[]".to_owned(),
                reply_to_id: parent.map(|parent| parent.id.get()),
                reply_to_account_id: parent.map(|parent| parent.account.id.get()),
                thread_id: id.get(),
                created_at: self.now().micros(),
                ..PostRow::default()
            },
            app_id: caller.app_id().map(model::Id::get),
            reply_to_uri: None,
            tags: rendered.tags,
            named,
        }
    }

    /// The permanent address of a local post. Networks that name things by URL serve it.
    pub(crate) fn post_uri(&self, id: PostId) -> String {
        self.url(&format!("/ap/posts/{id}"))
    }

    async fn insert_post(
        &self,
        new: NewPost,
        key: Option<String>,
        media: Attaching,
    ) -> Result<PostId> {
        let id = self
            .store()
            .write(move |tx| {
                let row = &new.row;
                if let Some(key) = &key {
                    if let Some(earlier) = store::post::find_idempotent(tx, row.account_id, key)? {
                        return Ok(earlier);
                    }
                    store::post::remember_idempotent(
                        tx,
                        row.account_id,
                        key,
                        row.id,
                        row.created_at,
                    )?;
                }
                let mut new = new.clone();
                if let Some(parent) = row.reply_to_id {
                    new.row.thread_id = store::post::thread_of(tx, parent)?.unwrap_or(row.id);
                    store::post::count(tx, parent, Counter::Replies, 1)?;
                }
                store::post::insert(tx, &new)?;
                media.write(tx, row.account_id, row.id, row.created_at)?;
                store::account::count_post(tx, row.account_id, 1, Some(row.created_at))?;
                Record::local(row.created_at, row.account_id, Change::PostCreated, row.id)
                    .append(tx)?;
                Ok(row.id)
            })
            .await
            .map_err(reason)?;
        self.journal_grew();
        Ok(PostId::from(id))
    }
}

/// What the author chose; else what they have set, but never wider than what they answer.
fn choose_audience(
    chosen: Option<Audience>,
    default: Audience,
    parent: Option<&PostView>,
) -> Audience {
    match (chosen, parent) {
        (Some(chosen), _) => chosen,
        (None, Some(parent)) => default.narrower(parent.audience),
        (None, None) => default,
    }
}
