//! Bookmarks and their folders: seen by nobody else, so there is no journal entry.

use model::{Id, PostId, sanitize, text};
use store::folder::FolderRow;

use crate::member::{reason, refuse};
use crate::{Caller, Error, Page, PostView, Result, Slice, Social};

/// The most folders somebody has.
const MAX_FOLDERS: usize = 100;
/// The longest name of one.
const MAX_NAME_CHARS: usize = 100;

/// A folder of bookmarks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderView {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// A picture for it.
    pub emoji: Option<String>,
}

impl Social {
    /// Keeps a post for later; a folder that is said is where it is kept from now on.
    pub async fn bookmark(
        &self,
        caller: &Caller,
        id: PostId,
        folder: Option<Id>,
    ) -> Result<PostView> {
        let post = self.post(caller.viewer(), id).await?.content().id;
        let (bookmark, account) = (self.new_id().get(), caller.account_id.get());
        self.store()
            .write(move |tx| {
                store::reaction::bookmark(tx, bookmark, post.get(), account)?;
                match folder {
                    Some(folder)
                        if !store::folder::put(tx, account, post.get(), Some(folder.get()))? =>
                    {
                        Err(refuse(Error::NotFound("This folder")))
                    }
                    _ => Ok(()),
                }
            })
            .await
            .map_err(reason)?;
        self.post(caller.viewer(), post).await
    }

    /// Lets go of it.
    pub async fn unbookmark(&self, caller: &Caller, id: PostId) -> Result<PostView> {
        let post = self.post(caller.viewer(), id).await?.content().id;
        let account = caller.account_id.get();
        self.store()
            .write(move |tx| store::reaction::unbookmark(tx, post.get(), account).map(drop))
            .await?;
        self.post(caller.viewer(), post).await
    }

    /// What the caller bookmarked, in one folder or in all, the last bookmarked first.
    pub async fn bookmarks(
        &self,
        caller: &Caller,
        folder: Option<Id>,
        page: Page,
    ) -> Result<Slice<PostView>> {
        let (account, folder) = (caller.account_id.get(), folder.map_or(0, Id::get));
        self.show_list(caller.viewer(), page, move |conn, window| {
            store::reaction::bookmarks(conn, account, folder, window)
        })
        .await
    }

    /// The caller's folders, the first made first.
    pub async fn bookmark_folders(&self, caller: &Caller) -> Result<Vec<FolderView>> {
        let account = caller.account_id.get();
        let rows = self
            .store()
            .read(move |conn| store::folder::list(conn, account))
            .await?;
        Ok(rows.into_iter().map(view).collect())
    }

    /// Makes a folder.
    pub async fn create_bookmark_folder(
        &self,
        caller: &Caller,
        name: &str,
        emoji: Option<&str>,
    ) -> Result<FolderView> {
        let row = FolderRow {
            id: self.new_id().get(),
            account_id: caller.account_id.get(),
            name: checked_name(name)?,
            emoji: checked_emoji(emoji)?,
        };
        let made = view(row.clone());
        self.store()
            .write(move |tx| {
                if store::folder::list(tx, row.account_id)?.len() >= MAX_FOLDERS {
                    return Err(refuse(Error::invalid(
                        "folders",
                        "too_many",
                        format!("are {MAX_FOLDERS} already, which is the most"),
                    )));
                }
                store::folder::insert(tx, &row)
            })
            .await
            .map_err(reason)?;
        Ok(made)
    }

    /// Changes a folder; `None` leaves a part as it is, and an empty emoji is none.
    pub async fn update_bookmark_folder(
        &self,
        caller: &Caller,
        id: Id,
        name: Option<&str>,
        emoji: Option<&str>,
    ) -> Result<FolderView> {
        let folders = self.bookmark_folders(caller).await?;
        let before = folders
            .into_iter()
            .find(|folder| folder.id == id)
            .ok_or(Error::NotFound("This folder"))?;
        let row = FolderRow {
            id: id.get(),
            account_id: caller.account_id.get(),
            name: name.map_or(Ok(before.name), checked_name)?,
            emoji: match emoji {
                Some(_) => checked_emoji(emoji)?,
                None => before.emoji,
            },
        };
        let changed = view(row.clone());
        self.store()
            .write(move |tx| store::folder::update(tx, &row).map(drop))
            .await?;
        Ok(changed)
    }

    /// Takes a folder away; what was in it stays bookmarked.
    pub async fn delete_bookmark_folder(&self, caller: &Caller, id: Id) -> Result<FolderView> {
        let folders = self.bookmark_folders(caller).await?;
        let before = folders.into_iter().find(|folder| folder.id == id);
        let account = caller.account_id.get();
        let was_there = self
            .store()
            .write(move |tx| store::folder::remove(tx, account, id.get()))
            .await?;
        before
            .filter(|_| was_there)
            .ok_or(Error::NotFound("This folder"))
    }
}

fn checked_name(name: &str) -> Result<String> {
    let name = sanitize::line(name, MAX_NAME_CHARS + 1);
    match name.chars().count() {
        0 => Err(Error::invalid("name", "blank", "can't be blank")),
        1..=MAX_NAME_CHARS => Ok(name),
        _ => Err(Error::invalid("name", "too_long", "is too long")),
    }
}

fn checked_emoji(emoji: Option<&str>) -> Result<Option<String>> {
    match emoji.filter(|emoji| !emoji.is_empty()) {
        None => Ok(None),
        Some(emoji) if text::is_emoji(emoji) => Ok(Some(emoji.to_owned())),
        Some(_) => Err(Error::invalid("emoji", "invalid", "is not an emoji")),
    }
}

fn view(row: FolderRow) -> FolderView {
    FolderView {
        id: Id::from(row.id),
        name: row.name,
        emoji: row.emoji,
    }
}
