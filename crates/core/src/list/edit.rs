//! Making, changing and removing lists.

use model::Id;
use store::list::ListRow;

use super::{ListView, Replies};
use crate::{Caller, Error, Result, Social};

/// The most lists of one member.
const MAX_LISTS: i64 = 50;
/// The most characters of a list's name.
const MAX_TITLE: usize = 256;

/// What a list is to be. `None` leaves it as it is, or as it usually is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListDraft {
    /// Its name.
    pub title: Option<String>,
    /// Whose answers to others it shows.
    pub replies: Option<Replies>,
    /// Its members are not in the home feed.
    pub is_exclusive: Option<bool>,
}

impl Social {
    /// Makes a list.
    pub async fn create_list(&self, caller: &Caller, draft: ListDraft) -> Result<ListView> {
        let row = ListRow {
            id: self.new_id().get(),
            account_id: caller.account_id.get(),
            title: checked_title(&draft.title.unwrap_or_default())?,
            replies: draft.replies.unwrap_or_default().as_str().to_owned(),
            is_exclusive: draft.is_exclusive.unwrap_or(false),
        };
        let new = row.clone();
        let is_added = self
            .store()
            .write(move |tx| {
                if store::list::count(tx, new.account_id)? >= MAX_LISTS {
                    return Ok(false);
                }
                store::list::insert(tx, &new)?;
                Ok(true)
            })
            .await?;
        if is_added {
            Ok(row.into())
        } else {
            Err(Error::invalid(
                "title",
                "too_many",
                format!("is too much: there can be {MAX_LISTS} lists"),
            ))
        }
    }

    /// Changes a list of the caller's.
    pub async fn update_list(&self, caller: &Caller, id: Id, draft: ListDraft) -> Result<ListView> {
        let mut row = self.list_row(caller, id).await?;
        if let Some(title) = draft.title {
            row.title = checked_title(&title)?;
        }
        if let Some(replies) = draft.replies {
            replies.as_str().clone_into(&mut row.replies);
        }
        if let Some(is_exclusive) = draft.is_exclusive {
            row.is_exclusive = is_exclusive;
        }
        let changed = row.clone();
        let is_there = self
            .store()
            .write(move |tx| store::list::update(tx, &changed))
            .await?;
        is_there
            .then(|| row.into())
            .ok_or(Error::NotFound("This list"))
    }

    /// Removes a list of the caller's.
    pub async fn delete_list(&self, caller: &Caller, id: Id) -> Result<()> {
        let account = caller.account_id.get();
        let is_gone = self
            .store()
            .write(move |tx| store::list::delete(tx, account, id.get()))
            .await?;
        is_gone.then_some(()).ok_or(Error::NotFound("This list"))
    }
}

fn checked_title(title: &str) -> Result<String> {
    let title = model::sanitize::line(title, MAX_TITLE + 1);
    match title.chars().count() {
        0 => Err(Error::invalid("title", "blank", "can't be blank")),
        length if length > MAX_TITLE => Err(Error::invalid(
            "title",
            "too_long",
            format!("is too long: {MAX_TITLE} characters are the most"),
        )),
        _ => Ok(title),
    }
}
