//! People by their names.

use model::AccountId;
use model::words::words;
use store::search::{AccountQuestion, Question, Term};

use super::{MAX_LIMIT, Search};
use crate::{AccountView, Result, Social, Viewer};

/// The words of a name that are looked at.
const MOST_WORDS: usize = 8;

impl Social {
    /// Accounts whose name, shown name or address has every word, each of which may go on.
    pub(super) async fn find_accounts(
        &self,
        viewer: Viewer,
        typed: &str,
        search: &Search,
    ) -> Result<Vec<AccountView>> {
        let typed = typed.trim().trim_start_matches('@');
        let all: Vec<Vec<Term>> = words(typed, MOST_WORDS)
            .into_iter()
            .map(|word| {
                vec![Term {
                    words: vec![word],
                    is_beginning: true,
                }]
            })
            .collect();
        if all.is_empty() {
            return Ok(Vec::new());
        }
        let ask = AccountQuestion {
            names: Question {
                all,
                none: Vec::new(),
            },
            exactly: typed.to_lowercase(),
            viewer: viewer.account_id().map_or(0, AccountId::get),
            only_followed: search.following,
            limit: i64::from(search.limit.clamp(1, MAX_LIMIT)),
            offset: i64::from(search.offset),
        };
        let ids = self
            .store()
            .read(move |conn| store::search::ask_accounts(conn, &ask))
            .await?;
        self.account_views(&ids.into_iter().map(AccountId::from).collect::<Vec<_>>())
            .await
    }
}
