//! Changing a post. Who may see it never changes with it.

use model::{ContentType, InteractionPolicy, MediaId, Permission, PostId, Time};
use store::version::PostEdit;

use super::poll::NewPoll;
use super::write::{More, check_language};
use crate::journal::{Change, Record};
use crate::media::MediaChange;
use crate::member::reason;
use crate::{Caller, Error, PostView, Result, Social};

/// What a post is to say from now on.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Edit {
    /// The text as typed.
    pub text: String,
    /// The content warning; empty for none.
    pub warning: String,
    /// Hide media at first.
    pub is_sensitive: bool,
    /// The language; `None` keeps it.
    pub language: Option<String>,
    /// The author knows that a private post names somebody whom it did not name before, and wants them to read it.
    pub adds_people: bool,
    /// Its files, in their order; `None` keeps them.
    pub media: Option<Vec<MediaId>>,
    /// What is to be said of its files from now on.
    pub media_changes: Vec<(MediaId, MediaChange)>,
    /// How the text is to be read; `None` as it was.
    pub content_type: Option<ContentType>,
    /// What becomes of its poll.
    pub poll: PollEdit,
    /// Who may quote it; `None` keeps that.
    pub quote_policy: Option<Permission>,
}

/// What becomes of a post's poll.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum PollEdit {
    /// It stays.
    #[default]
    Keep,
    /// It goes, with its votes.
    Remove,
    /// It becomes this one. With other options, all votes are void.
    Set(NewPoll),
}

impl Social {
    /// Changes one's own post; what it said before is kept as its history.
    pub async fn edit_post(&self, caller: &Caller, id: PostId, edit: Edit) -> Result<PostView> {
        let before = self.own_post(caller, id).await?;
        if before.mine.is_not_let_in {
            return Err(Error::Forbidden(
                "This answer was not let in. It can be changed when it is; you can delete it.",
            ));
        }
        if before.boost_of.is_some() {
            return Err(Error::Forbidden("A boost has no text to edit."));
        }
        let kept = || before.media.iter().filter_map(|media| media.id).collect();
        let wanted: Vec<MediaId> = edit.media.unwrap_or_else(kept);
        let media = self
            .reattaching(caller, id.get(), &wanted, edit.media_changes)
            .await?;
        let more = if media.is_empty() {
            More::Nothing
        } else {
            More::Something
        };
        self.check_text(&edit.text, &edit.warning, more)?;
        let language =
            check_language(edit.language.as_deref())?.or_else(|| before.language.clone());
        let content_type = edit.content_type.unwrap_or(before.content_type);
        let rendered = self.render(caller, &edit.text, content_type).await?;
        if !edit.adds_people {
            self.check_adds_nobody(caller, &before, &rendered.mentions)
                .await?;
        }
        let emojis = self.emojis_in(&[&edit.text, &edit.warning]).await?;
        let poll = match &edit.poll {
            PollEdit::Set(poll) => PollEdit::Set(poll.checked(self.limits())?),
            other => other.clone(),
        };
        let policy = edit.quote_policy.map(|quote| InteractionPolicy {
            quote,
            ..before.policy
        });
        let change = PostEdit {
            title: before.title,
            is_sensitive: edit.is_sensitive || !edit.warning.trim().is_empty(),
            warning: edit.warning.trim().to_owned(),
            source: edit.text,
            content_type: content_type.as_str().to_owned(),
            html: rendered.html,
            language,
            tags_json: serde_json::to_string(&rendered.tags).unwrap_or_default(),
            tags: rendered.tags,
            media: media.json(),
            emojis,
            named: rendered
                .mentions
                .iter()
                .map(|id| (id.get(), true))
                .collect(),
            edited_at: self.now().micros(),
        };
        let (post, account, now) = (id.get(), caller.account_id.get(), self.now());
        let policy = policy.map(|policy| serde_json::to_string(&policy).unwrap_or_default());
        self.store()
            .write(move |tx| {
                store::version::edit(tx, post, &change)?;
                media.write(tx, account, post, change.edited_at)?;
                edit_poll(tx, post, &poll, now)?;
                if let Some(policy) = &policy {
                    store::quote::set_policy(tx, post, policy)?;
                }
                Record::local(change.edited_at, account, Change::PostEdited, post).append(tx)
            })
            .await
            .map_err(reason)?;
        self.journal_grew();
        self.post(caller.viewer(), id).await
    }

    /// A post that the caller wrote; of anybody else's, not even whether it is there.
    pub(crate) async fn own_post(&self, caller: &Caller, id: PostId) -> Result<PostView> {
        let post = self.post(caller.viewer(), id).await?;
        if post.mine.wrote {
            Ok(post)
        } else {
            Err(Error::NotFound("This post"))
        }
    }
}

/// The same options keep their votes.
fn edit_poll(tx: &mut store::Tx, post: i64, edit: &PollEdit, now: Time) -> store::Result<()> {
    let new = match edit {
        PollEdit::Keep => return Ok(()),
        PollEdit::Remove => return store::poll::remove(tx, post),
        PollEdit::Set(poll) => poll.row(post, now),
    };
    let old = store::poll::load(tx, &[post], 0)?.pop();
    let is_same =
        old.is_some_and(|old| old.options == new.options && old.is_multiple == new.is_multiple);
    if is_same {
        return store::poll::update(tx, &new);
    }
    store::poll::remove(tx, post)?;
    store::poll::insert(tx, &new)
}
