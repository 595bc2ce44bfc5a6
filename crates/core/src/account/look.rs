//! What an account's own server says of it that is not known here: how much there is, and who is on its lists.

use std::time::Duration;

use model::{AccountId, Time};
use store::look::AccountLookRow;

use crate::{AccountView, Caller, Error, Result, Social, Viewer};

/// How long what a server said is good enough.
const FRESH: Duration = Duration::from_hours(12);
/// No account has more of anything than this; what says so is not believed.
const MOST: u64 = 2_000_000_000;
/// The most people of one page of a list.
const PAGE: usize = 100;

/// How much an account's own server says there is. `None` is what it does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AccountTotals {
    /// Posts.
    pub posts: Option<u64>,
    /// Whom it follows.
    pub following: Option<u64>,
    /// Who follows it.
    pub followers: Option<u64>,
}

/// A list of people that an account has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeopleList {
    /// Who follows it.
    Followers,
    /// Whom it follows.
    Following,
}

/// A page of a list of people, as a network has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NamedPage {
    /// What the network calls those on it.
    pub uris: Vec<String>,
    /// What the network calls the next page.
    pub next: Option<String>,
}

/// A page of a list of people at another server.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PeopleThere {
    /// Those who are known here.
    pub known: Vec<AccountView>,
    /// What the network calls the others.
    pub unknown: Vec<String>,
    /// What the network calls the next page.
    pub next: Option<String>,
}

impl Social {
    /// A member looks at somebody elsewhere: their server is asked how much there is, if that was not done a while ago.
    /// Nobody waits for it.
    pub async fn look_at_account(&self, viewer: Viewer, account: &AccountView) -> Result<()> {
        let is_member = matches!(viewer, Viewer::Member(_));
        if !is_member || account.is_local() || account.is_suspended {
            return Ok(());
        }
        let (id, now) = (account.id.get(), self.now());
        let since = now.minus(FRESH).micros();
        let known = self
            .store()
            .read(move |conn| store::look::account(conn, id))
            .await?;
        if known.is_some_and(|known| known.looked_at > since) {
            return Ok(());
        }
        let may = self
            .store()
            .write(move |tx| store::look::begin_account(tx, id, now.micros(), since))
            .await?;
        if may {
            let uri = &account.uri;
            self.networks().iter().any(|one| one.look_at_account(uri));
        }
        Ok(())
    }

    /// An account's own server has said how much there is.
    pub async fn account_looked(&self, account: AccountId, said: AccountTotals) -> Result<()> {
        let count = |said: Option<u64>| {
            let sensible = said.filter(|said| *said <= MOST);
            sensible.and_then(|said| i64::try_from(said).ok())
        };
        let row = AccountLookRow {
            looked_at: self.now().micros(),
            posts: count(said.posts),
            following: count(said.following),
            followers: count(said.followers),
        };
        Ok(self
            .store()
            .write(move |tx| store::look::set_account(tx, account.get(), &row))
            .await?)
    }

    /// When an account's own server was last asked about it.
    pub async fn account_look(&self, account: AccountId) -> Result<Option<Time>> {
        let row = self
            .store()
            .read(move |conn| store::look::account(conn, account.get()))
            .await?;
        Ok(row.map(|row| Time::from_micros(row.looked_at)))
    }

    /// A page of a list as the account's own server shows it, asked for at this moment; nothing of it is kept. Only for
    /// members. `None` for `page`: the first one.
    pub async fn people_there(
        &self,
        caller: &Caller,
        account: &AccountView,
        list: PeopleList,
        page: Option<&str>,
    ) -> Result<PeopleThere> {
        if account.is_local() || account.is_suspended {
            return Err(Error::NotFound("This list"));
        }
        for network in self.networks() {
            let Some(page) = network.people_there(&account.uri, list, page).await? else {
                continue;
            };
            let uris: Vec<String> = page.uris.into_iter().take(PAGE).collect();
            let asked = uris.clone();
            let id = network.id().0;
            let faces = self
                .store()
                .read(move |conn| store::identity::find_all(conn, id, &asked))
                .await?;
            let ids: Vec<AccountId> = faces.iter().map(|(_, id)| AccountId::from(*id)).collect();
            let known = self.accounts(caller.viewer(), &ids).await?;
            let is_known = |uri: &String| faces.iter().any(|(known, _)| known == uri);
            return Ok(PeopleThere {
                known,
                unknown: uris.into_iter().filter(|uri| !is_known(uri)).collect(),
                next: page.next,
            });
        }
        Err(Error::NotFound("This list"))
    }
}
