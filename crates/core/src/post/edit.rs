//! Changing a post. Who may see it never changes with it.

use model::{MediaId, PostId};
use store::post::PostEdit;

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
}

impl Social {
    /// Changes one's own post; what it said before is kept as its history.
    pub async fn edit_post(&self, caller: &Caller, id: PostId, edit: Edit) -> Result<PostView> {
        let before = self.own_post(caller, id).await?;
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
        let rendered = self.render(caller, &edit.text).await?;
        if !edit.adds_people {
            self.check_adds_nobody(caller, &before, &rendered.mentions)
                .await?;
        }
        let emojis = self.emojis_in(&[&edit.text, &edit.warning]).await?;
        let change = PostEdit {
            title: before.title,
            is_sensitive: edit.is_sensitive || !edit.warning.trim().is_empty(),
            warning: edit.warning.trim().to_owned(),
            source: edit.text,
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
        let (post, account) = (id.get(), caller.account_id.get());
        self.store()
            .write(move |tx| {
                store::post::edit(tx, post, &change)?;
                media.write(tx, account, post, change.edited_at)?;
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
