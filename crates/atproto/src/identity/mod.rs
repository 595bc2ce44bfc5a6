//! Names of people here: a DID that stays theirs, and a handle below the community's domain.

mod activate;
mod apps;
mod begin;
mod directory;
mod document;
mod handle;
mod here;
mod operate;
mod rename;
mod resolve;

pub(crate) use activate::commit_alone;
pub(crate) use directory::Directory;
pub(crate) use document::DidDocument;
pub use operate::OwnKey;
pub(crate) use rename::HandleError;
pub(crate) use resolve::{Servers, nobody};

use social::repo::{Repo, RepoState};

/// Whether records of a repository may be read.
pub(crate) fn is_readable(repo: &Repo) -> bool {
    matches!(repo.state, RepoState::New | RepoState::Active)
}

/// Whether the handle of a repository leads to it.
pub(crate) fn has_handle(repo: &Repo) -> bool {
    matches!(
        repo.state,
        RepoState::New | RepoState::Active | RepoState::Deactivated
    )
}
