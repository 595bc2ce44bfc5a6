//! Who may come to a private conversation.

use model::{AccountId, Audience, PostId};

use crate::{Caller, Error, PostView, Result, Social};

impl Social {
    /// Refuses a private answer that names somebody who is not in the conversation: they would read it, and what
    /// it quotes of the others. Whoever wants that says so.
    pub(crate) async fn check_adds_nobody(
        &self,
        caller: &Caller,
        parent: &PostView,
        mentions: &[AccountId],
    ) -> Result<()> {
        if parent.audience != Audience::Mentioned {
            return Ok(());
        }
        let mut there = self.named_in(parent.id).await?;
        there.extend([parent.account.id, caller.account_id]);
        let Some(new) = mentions.iter().find(|id| !there.contains(id)) else {
            return Ok(());
        };
        let name = match self.account_views(&[*new]).await?.pop() {
            Some(account) => format!("@{}", account.acct()),
            None => "somebody".to_owned(),
        };
        Err(Error::invalid(
            "text",
            "adds_people",
            format!(
                "names {name}, who is not in this private conversation and would be able to read this post. \
                 Take the name out, or say that you want to add them"
            ),
        ))
    }

    /// The explicit set of a post.
    pub(crate) async fn named_in(&self, post: PostId) -> Result<Vec<AccountId>> {
        let named = self
            .store()
            .read(move |conn| store::post::named(conn, &[post.get()]))
            .await?;
        Ok(named.into_iter().map(|(_, id, _)| id.into()).collect())
    }
}
