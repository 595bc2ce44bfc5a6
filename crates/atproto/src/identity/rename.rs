//! Other handles for people here (<https://atproto.com/specs/handle>): another name below the community's domain, or a
//! domain of their own.

use at_proto::syntax::{Did, Handle};
use model::AccountId;
use model::handle::{BadUsername, Username};
use social::repo::Repo;

use crate::AtProto;
use crate::error::{Error, Result};

/// The fewest and the most characters of a name below the community's domain.
const LABEL: std::ops::RangeInclusive<usize> = 1..=63;

/// Why a handle cannot be had.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HandleError {
    /// Not one that may be chosen.
    #[error("{0}")]
    Bad(&'static str),
    /// Somebody else's.
    #[error("Handle already taken: {0}")]
    Taken(String),
    /// A domain that does not say that it is theirs.
    #[error("External handle did not resolve to DID")]
    NotTheirs,
    /// It could not be found out, or not be done.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<social::Error> for HandleError {
    fn from(error: social::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl AtProto {
    /// Gives somebody here another handle: it is checked, the directory is told, then everybody else.
    pub(crate) async fn rename(
        &self,
        account: AccountId,
        handle: &str,
    ) -> Result<Repo, HandleError> {
        let repo = self.social.repo(account).await?;
        let repo = repo.ok_or(social::Error::NotFound("This repository"))?;
        let handle = handle.trim().to_ascii_lowercase();
        let parsed = Handle::parse(&handle).or(Err(HandleError::Bad("Invalid handle")))?;
        if parsed.has_disallowed_tld() && !self.is_ours(&handle) {
            return Err(HandleError::Bad("Handle TLD is invalid or disallowed"));
        }
        let did = Did::parse(&repo.did).map_err(Error::from)?;
        self.check_free(account, &handle).await?;
        if !self.is_ours(&handle) && !self.leads_to(&parsed, &did).await {
            return Err(HandleError::NotTheirs);
        }
        let _turn = self.turns.take(account).await;
        if did.method() == "plc" && self.name_handle(&repo, &handle).await? {
            // Sent at once, so that those who are told of it find it; if it cannot be, they are told again once it was.
            self.send_operations().await?;
        }
        let repo = Repo { handle, ..repo };
        let event = self.identity_event(&repo)?;
        self.social
            .set_repo_handle(account, &repo.handle, event)
            .await?;
        self.ask_for_crawl();
        Ok(repo)
    }

    /// Whether a handle is one below the community's domain.
    pub(crate) fn is_ours(&self, handle: &str) -> bool {
        let label = handle.strip_suffix(&self.config.handle_domain);
        label.is_some_and(|label| label.ends_with('.'))
    }

    async fn check_free(&self, account: AccountId, handle: &str) -> Result<(), HandleError> {
        let taken = || HandleError::Taken(handle.to_owned());
        let known = self.social.repo_by_handle(handle).await?;
        if known.is_some_and(|known| known.account_id != account) {
            return Err(taken());
        }
        if !self.is_ours(handle) {
            return Ok(());
        }
        let label = handle.strip_suffix(&self.config.handle_domain);
        let label = label.unwrap_or_default().trim_end_matches('.');
        if label.contains('.') || !LABEL.contains(&label.len()) {
            return Err(HandleError::Bad("Invalid characters in handle"));
        }
        // A handle knows no underscores: those who have one in their name have a hyphen there.
        let name = label.replace('-', "_");
        if let Err(BadUsername::Reserved) = Username::choose(&name) {
            return Err(HandleError::Bad("Reserved handle"));
        }
        let whose = self.social.find_account(&name).await?;
        if whose.is_some_and(|whose| whose.id != account) {
            return Err(taken());
        }
        Ok(())
    }

    /// Whether a domain says that it is the handle of a DID (<https://atproto.com/specs/handle#handle-resolution>).
    pub(crate) async fn leads_to(&self, handle: &Handle, did: &Did) -> bool {
        match self.did_of_handle(handle).await {
            Ok(found) => found.as_ref() == Some(did),
            Err(error) => {
                tracing::debug!(%handle, %error, "a handle does not lead anywhere");
                false
            }
        }
    }
}
