//! Decisions, for those they are about.

use std::collections::HashMap;

use model::{AccountId, Id, PostId, Time};

use super::{Action, StrikeView};
use crate::{Result, Social};

impl Social {
    /// Some decisions about one account, by id.
    pub(crate) async fn strikes(
        &self,
        account: AccountId,
        ids: Vec<i64>,
    ) -> Result<HashMap<i64, StrikeView>> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let read = self.store().read(move |conn| {
            let rows = store::strike::load(conn, &ids)?;
            Ok((rows, store::account::load(conn, &[account.get()])?))
        });
        let (rows, accounts) = read.await?;
        let people = self.views_by_id(accounts);
        let views = rows.into_iter().filter_map(|row| {
            let posts: Vec<String> = serde_json::from_str(&row.post_ids).unwrap_or_default();
            let view = StrikeView {
                id: Id::from(row.id),
                action: Action::from_word(&row.action).unwrap_or_default(),
                text: row.text,
                posts: posts
                    .iter()
                    .filter_map(|id| id.parse::<PostId>().ok())
                    .collect(),
                account: people.get(&row.account_id)?.clone(),
                created_at: Time::from_micros(row.created_at),
            };
            Some((row.id, view))
        });
        Ok(views.collect())
    }
}
