//! Who will see a post, before it is written: counted by the same rules that will show it.

use std::fmt::Write;

use model::{AccountId, Audience};

use crate::post::Draft;
use crate::{AccountView, Caller, NetworkId, Result, Social};

/// Who would see a post.
#[derive(Debug, Clone, PartialEq)]
pub struct PreviewView {
    /// For whom it would be.
    pub audience: Audience,
    /// Those it would name, mentioned or not.
    pub named: Vec<AccountView>,
    /// Followers here who would get it.
    pub followers_here: i64,
    /// Followers elsewhere who would get it.
    pub followers_elsewhere: i64,
    /// On how many other servers they are.
    pub servers: i64,
    /// The networks it would be sent on.
    pub networks: Vec<NetworkId>,
    /// The same in plain words.
    pub words: String,
}

impl PreviewView {
    /// Whether others would have copies, which they are asked to delete when the post is, and cannot be made to.
    pub fn leaves(&self) -> bool {
        !self.networks.is_empty()
    }
}

impl Social {
    /// Who would see a post, if it were written now. Nothing is written, and what could not be posted has no preview.
    pub async fn preview_post(&self, caller: &Caller, draft: Draft) -> Result<PreviewView> {
        let ready = self.ready(caller, draft).await?;
        let audience = Audience::from_code(ready.new.row.audience);
        let ids: Vec<AccountId> = ready
            .new
            .named
            .iter()
            .map(|(id, _)| AccountId::from(*id))
            .collect();
        let named = self.account_views(&ids).await?;
        let (here, elsewhere, servers) = match audience {
            Audience::Circle | Audience::Mentioned => (0, 0, 0),
            Audience::Local => (self.reach(caller).await?.0, 0, 0),
            Audience::Public | Audience::Quiet | Audience::Followers => self.reach(caller).await?,
        };
        let named_elsewhere = named.iter().any(|account| !account.is_local());
        let leaves = match audience {
            Audience::Local => false,
            Audience::Public | Audience::Quiet => true,
            Audience::Followers => elsewhere > 0 || named_elsewhere,
            Audience::Circle | Audience::Mentioned => named_elsewhere,
        };
        let networks = if leaves {
            self.networks().iter().map(|network| network.id()).collect()
        } else {
            Vec::new()
        };
        let mut preview = PreviewView {
            audience,
            named,
            followers_here: here,
            followers_elsewhere: elsewhere,
            servers,
            networks,
            words: String::new(),
        };
        preview.words = words(&preview);
        Ok(preview)
    }

    /// Followers here, followers elsewhere, and on how many servers those are.
    async fn reach(&self, caller: &Caller) -> Result<(i64, i64, i64)> {
        let account = caller.account_id.get();
        Ok(self
            .store()
            .read(move |conn| store::relation::reach(conn, account))
            .await?)
    }
}

fn words(preview: &PreviewView) -> String {
    let mut words = match preview.audience {
        Audience::Public => {
            "Everyone can read this, with or without an account, and it is listed in public feeds."
        }
        Audience::Quiet => {
            "Everyone who comes by can read this, but it is not listed in public feeds."
        }
        Audience::Followers => "Only your followers and those you name can read this.",
        Audience::Circle => "Only the people of this circle and those you mention can read this.",
        Audience::Mentioned => "Only those you mention can read this.",
        Audience::Local => "Only people with an account in this community can read this.",
    }
    .to_owned();
    let followers = preview.followers_here + preview.followers_elsewhere;
    if followers > 0 {
        words.push_str(" It goes to ");
        words.push_str(&counted(followers, "follower", "followers"));
        if preview.followers_elsewhere > 0 {
            let servers = counted(preview.servers, "other server", "other servers");
            let _ = write!(
                words,
                ", {} of them on {servers}",
                preview.followers_elsewhere
            );
        }
        words.push('.');
    }
    if !preview.named.is_empty() {
        let names: Vec<String> = preview
            .named
            .iter()
            .map(|account| format!("@{}", account.acct()))
            .collect();
        let _ = write!(words, " You name {}.", names.join(", "));
    }
    words.push_str(if preview.leaves() {
        " Other servers keep copies: if you delete it, they are asked to delete theirs, but nobody can make them."
    } else {
        " It does not leave this server: if you delete it, it is gone."
    });
    words
}

fn counted(number: i64, one: &str, many: &str) -> String {
    let word = if number == 1 { one } else { many };
    format!("{number} {word}")
}
