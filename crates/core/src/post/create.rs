//! Writing a post.

use model::{
    AccountId, Audience, ContentType, Id, InteractionPolicy, MediaId, Permission, PostId, PostKind,
};
use serde::{Deserialize, Serialize};
use store::post::{NewPost, PostRow};

use super::import::ImportedRecord;
use super::insert::{Ready, ReadyPost};
use super::poll::NewPoll;
use super::quote::Quoted;
use super::write::{More, Rendered, check_language};
use crate::journal::LOCAL;
use crate::member::{MemberSettings, Undescribed};
use crate::{Caller, Error, PostView, Result, Social};

/// What somebody wants to post.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// The text as typed.
    pub text: String,
    /// How it is to be read.
    pub content_type: ContentType,
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
    /// What it quotes.
    pub quote: Option<PostId>,
    /// A poll.
    pub poll: Option<NewPoll>,
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
    /// The kept draft that it is made from, which goes with it.
    pub draft: Option<Id>,
    /// The record that it was elsewhere; [`Social::import_post`] sets it.
    #[serde(skip)]
    pub imported: Option<ImportedRecord>,
}

/// What a post answers.
enum Parent<'a> {
    /// A post that is here.
    Here(Box<PostView>),
    /// One by the same author that is about to be written with it.
    Coming(&'a PostRow),
}

impl Parent<'_> {
    fn id(&self) -> PostId {
        match self {
            Self::Here(post) => post.id,
            Self::Coming(row) => row.id.into(),
        }
    }

    fn author(&self) -> AccountId {
        match self {
            Self::Here(post) => post.account.id,
            Self::Coming(row) => row.account_id.into(),
        }
    }

    fn audience(&self) -> Audience {
        match self {
            Self::Here(post) => post.audience,
            Self::Coming(row) => Audience::from_code(row.audience),
        }
    }
}

const MAY_NOT_ANSWER: Error = Error::Forbidden("The author has chosen who may answer this post.");

/// The longest key that is kept.
const MAX_KEY_CHARS: usize = 255;

impl Social {
    /// Writes a post: its rows and its journal entry in one transaction. Everything else happens in readers.
    pub async fn create_post(&self, caller: &Caller, draft: Draft) -> Result<PostView> {
        if let Some(earlier) = self.made_before(caller, &draft).await? {
            return self.post(caller.viewer(), earlier.into()).await;
        }
        let ready = self.ready(caller, draft).await?;
        let id = self.insert_post(ready).await?.ok_or(Error::Gone("It"))?;
        self.post(caller.viewer(), id).await
    }

    /// The same up to the writing: for a post that is written in one transaction with the record that it is on a network
    /// ([`crate::repo::RepoChange::posts`]). It may answer one of those `before` it, which are written first.
    pub async fn ready_post(
        &self,
        caller: &Caller,
        draft: Draft,
        before: &[ReadyPost],
    ) -> Result<ReadyPost> {
        let ready = self.ready_after(caller, draft, before).await?;
        if ready.waits {
            // What is there as a record already cannot wait.
            return Err(MAY_NOT_ANSWER);
        }
        Ok(ReadyPost(ready))
    }

    /// Checks a draft in every respect and renders it.
    pub(crate) async fn ready(&self, caller: &Caller, draft: Draft) -> Result<Ready> {
        self.ready_after(caller, draft, &[]).await
    }

    async fn ready_after(
        &self,
        caller: &Caller,
        draft: Draft,
        before: &[ReadyPost],
    ) -> Result<Ready> {
        let media = self.attaching(caller, &draft.media).await?;
        let more = if media.is_empty() {
            More::Nothing
        } else {
            More::Something
        };
        self.check_text(&draft.text, &draft.warning, more)?;
        let language = check_language(draft.language.as_deref())?;
        let poll = match &draft.poll {
            Some(poll) => Some(poll.checked(self.limits())?),
            None => None,
        };
        let (parent, waits) = match draft.reply_to {
            Some(id) => {
                let (parent, waits) = self.parent(caller, id, before).await?;
                (Some(parent), waits)
            }
            None => (None, false),
        };
        let quoted = match draft.quote {
            Some(id) => Some(self.quoted(caller, id).await?),
            None => None,
        };
        let settings = self.member_settings(caller).await?;
        if settings.undescribed == Undescribed::Refuse && draft.imported.is_none() {
            media.check_described()?;
        }
        let audience = choose_audience(
            draft.audience,
            settings.default_audience,
            parent.as_ref(),
            quoted.as_ref(),
        );
        let rendered = self.render(caller, &draft.text, draft.content_type).await?;
        check_names_quoted(audience, quoted.as_ref(), &rendered)?;
        if audience == Audience::Circle {
            self.check_circle(caller, &draft.named).await?;
        }
        if let Some(Parent::Here(parent)) = &parent
            && audience == Audience::Mentioned
            && !draft.adds_people
        {
            self.check_adds_nobody(caller, parent, &rendered.mentions)
                .await?;
        }
        let language = language.or(settings.default_language);
        let key = draft.idempotency_key.clone().filter(|key| is_key(key));
        let (kept, record) = (draft.draft.map(Id::get), draft.imported.clone());
        let mut new = self.new_post(caller, draft, audience, language, rendered, parent.as_ref());
        new.row.media = media.json();
        let texts = [new.row.source.as_str(), new.row.warning.as_str()];
        new.row.emojis = self.emojis_in(&texts).await?;
        if let Some(quoted) = quoted {
            new.row.quote_of_id = Some(quoted.post.id.get());
            new.row.quote_state = quoted.consent.code();
        }
        Ok(Ready {
            poll: poll.map(|poll| poll.row(new.row.id, self.now())),
            new,
            media,
            key,
            draft: kept,
            record,
            waits,
            ..Ready::default()
        })
    }

    /// What is answered, if the caller may, and whether they have to ask.
    async fn parent<'a>(
        &self,
        caller: &Caller,
        id: PostId,
        before: &'a [ReadyPost],
    ) -> Result<(Parent<'a>, bool)> {
        if let Some(coming) = before.iter().find(|ready| ready.id() == id) {
            return Ok((Parent::Coming(&coming.0.new.row), false));
        }
        let post = self.post(caller.viewer(), id).await?.content().clone();
        let must_ask = self.must_ask(caller, &post).await?;
        Ok((Parent::Here(Box::new(post)), must_ask))
    }

    /// A circle is a part of those who follow.
    async fn check_circle(&self, caller: &Caller, circle: &[AccountId]) -> Result<()> {
        let invalid = |code, reason: String| Err(Error::invalid("circle", code, reason));
        if circle.is_empty() {
            return invalid("blank", "must have somebody in it".to_owned());
        }
        let most = model::post::MAX_CIRCLE;
        if circle.len() > most {
            return invalid("too_many", format!("may have {most} people at most"));
        }
        let relations = self.relations(caller, circle).await?;
        let all_follow = circle.iter().all(|id| {
            relations
                .iter()
                .any(|relation| relation.id == *id && relation.followed_by)
        });
        if !all_follow {
            return invalid("invalid", "may have only people who follow you".to_owned());
        }
        Ok(())
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

    /// What an earlier request with the same key made: a post, or a scheduled one.
    pub(crate) async fn made_before(&self, caller: &Caller, draft: &Draft) -> Result<Option<i64>> {
        let Some(key) = draft.idempotency_key.clone().filter(|key| is_key(key)) else {
            return Ok(None);
        };
        let account = caller.account_id.get();
        let found = self
            .store()
            .read(move |conn| store::idempotency::find(conn, account, &key))
            .await?;
        Ok(found)
    }

    /// Whether an answer has to wait until it is let in; an error when it may not be at all.
    async fn must_ask(&self, caller: &Caller, parent: &PostView) -> Result<bool> {
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
        match allowed {
            true => Ok(false),
            false if parent.policy.asks => Ok(true),
            false => Err(MAY_NOT_ANSWER),
        }
    }

    fn new_post(
        &self,
        caller: &Caller,
        draft: Draft,
        audience: Audience,
        language: Option<String>,
        rendered: Rendered,
        parent: Option<&Parent<'_>>,
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
                content_type: draft.content_type.as_str().to_owned(),
                html: rendered.html,
                language,
                tags: serde_json::to_string(&rendered.tags).unwrap_or_default(),
                media: "[]".to_owned(),
                emojis: "[]".to_owned(),
                reply_to_id: parent.map(|parent| parent.id().get()),
                reply_to_account_id: parent.map(|parent| parent.author().get()),
                thread_id: id.get(),
                created_at: self.now().micros(),
                ..PostRow::default()
            },
            app_id: caller.app_id().map(model::Id::get),
            reply_to_uri: None,
            copy_of: None,
            tags: rendered.tags,
            named,
        }
    }

    /// The permanent address of a local post. Networks that name things by URL serve it.
    pub(crate) fn post_uri(&self, id: PostId) -> String {
        self.url(&format!("/ap/posts/{id}"))
    }
}

fn is_key(key: &str) -> bool {
    key.len() <= MAX_KEY_CHARS && !key.contains('\0')
}

/// What the author chose; else what they have set, but never wider than what they answer. Never wider than what is
/// quoted, or the quote would be a hole in most places where it is read.
fn choose_audience(
    chosen: Option<Audience>,
    default: Audience,
    parent: Option<&Parent<'_>>,
    quoted: Option<&Quoted>,
) -> Audience {
    let audience = match (chosen, parent) {
        (Some(chosen), _) => chosen,
        (None, Some(parent)) => default.narrower(parent.audience()),
        (None, None) => default,
    };
    match quoted {
        Some(quoted) if !quoted.post.audience.is_open() => audience.narrower(quoted.post.audience),
        _ => audience,
    }
}

/// Behind somebody's back, nobody is quoted: who is not in a private conversation is not quoted in it.
fn check_names_quoted(
    audience: Audience,
    quoted: Option<&Quoted>,
    rendered: &Rendered,
) -> Result<()> {
    let is_behind_their_back = quoted.is_some_and(|quoted| {
        !quoted.post.mine.wrote && !rendered.mentions.contains(&quoted.post.account.id)
    });
    if audience == Audience::Mentioned && is_behind_their_back {
        return Err(Error::invalid(
            "text",
            "invalid",
            "must mention whom you quote in a private conversation",
        ));
    }
    Ok(())
}
