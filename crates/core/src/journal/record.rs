//! Writing entries.

use model::{AccountId, Audience};
use serde_json::{Value, json};
use store::Tx;
use store::journal::NewEntry;

use super::{Change, LOCAL};
use crate::PostView;

/// An entry about to be written, in the transaction of the rows it speaks of.
pub(crate) struct Record<'a> {
    at: i64,
    account: i64,
    origin: &'a str,
    change: Change,
    subject: i64,
    payload: Option<Value>,
}

impl Record<'static> {
    /// Something that happened here.
    pub(crate) fn local(at: i64, account: i64, change: Change, subject: i64) -> Self {
        Self {
            at,
            account,
            origin: LOCAL,
            change,
            subject,
            payload: None,
        }
    }
}

impl<'a> Record<'a> {
    /// Something that came from a network.
    pub(crate) fn from_network(
        network: &'a str,
        at: i64,
        account: i64,
        change: Change,
        subject: i64,
    ) -> Self {
        Self {
            at,
            account,
            origin: network,
            change,
            subject,
            payload: None,
        }
    }

    /// With small facts that readers will not find in the rows any more.
    pub(crate) fn with(mut self, payload: Value) -> Self {
        self.payload = Some(payload);
        self
    }

    pub(crate) fn append(self, tx: &mut Tx) -> store::Result<()> {
        let payload = self
            .payload
            .map_or_else(|| "{}".to_owned(), |payload| payload.to_string());
        let entry = NewEntry {
            at: self.at,
            account_id: self.account,
            origin: self.origin,
            change: self.change.as_str(),
            subject_id: self.subject,
            payload: &payload,
        };
        store::journal::append(tx, &entry).map(drop)
    }
}

/// What a network must know to tell of a deleted post: its uri, its audience, and whom it named.
///
/// `{"uri", "audience": number, "named": ["account id"], "reply_to": "post id" | null,
/// "reply_to_account": "account id" | null, "quoted_account": "account id" | null, "author": …}`
pub(crate) fn deleted_payload(
    post: &PostView,
    audience: Audience,
    named: &[AccountId],
    quoted: Option<AccountId>,
) -> Value {
    json!({
        "uri": post.uri,
        "audience": audience.code(),
        "named": named.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "reply_to": post.reply_to.map(|id| id.to_string()),
        "reply_to_account": post.reply_to_account.map(|id| id.to_string()),
        "quoted_account": quoted.map(|id| id.to_string()),
        "author": post.account.id.to_string(),
    })
}

/// What a network must know to tell of a boost that was taken back.
///
/// `{"uri": the boost's, "original_uri", "original_id", "original_author", "audience": number}`
pub(crate) fn unboosted_payload(boost_uri: &str, original: &PostView) -> Value {
    json!({
        "uri": boost_uri,
        "original_uri": original.uri,
        "original_id": original.id.to_string(),
        "original_author": original.account.id.to_string(),
        "audience": original.audience.code(),
    })
}
