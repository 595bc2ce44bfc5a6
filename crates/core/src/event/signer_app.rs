//! Apps that have events signed with a member's key, which stays here.
//!
//! Always true here:
//! - An app comes with a word that its member gave it. The word is good for one app and for one hour, and only its hash is kept.
//! - What an app may have signed is what its member chose, until they end it.

use model::{AccountId, Id, Time};
use store::signer_app::SignerAppRow;

use crate::member::refuse;
use crate::{Caller, Error, Result, Social};

/// The most that a member has.
const MOST: usize = 30;
/// The most kinds that one is limited to.
const MOST_KINDS: usize = 50;
/// How long a word is good for, in microseconds: an hour.
const WORD_LASTS: i64 = 60 * 60 * 1_000_000;
/// The longest name, in characters.
const LONGEST_NAME: usize = 60;
const GONE: Error = Error::NotFound("This app");

/// An app that has things signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignerApp {
    /// Its id.
    pub id: Id,
    /// What the member calls it.
    pub name: String,
    /// The kinds of events that it may have signed; empty for all.
    pub kinds: Vec<u16>,
    /// Whether it has come.
    pub is_connected: bool,
    /// Since when.
    pub created_at: Time,
    /// When it was last used.
    pub used_at: Option<Time>,
}

impl From<SignerAppRow> for SignerApp {
    fn from(row: SignerAppRow) -> Self {
        Self {
            id: row.id.into(),
            name: row.name,
            kinds: row
                .kinds
                .split(',')
                .filter_map(|kind| kind.parse().ok())
                .collect(),
            is_connected: row.app.is_some(),
            created_at: Time::from_micros(row.created_at),
            used_at: row.used_at.map(Time::from_micros),
        }
    }
}

impl SignerApp {
    /// Whether it may have an event of this kind signed.
    pub fn may_sign(&self, kind: u16) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }
}

impl Social {
    /// Lets an app have events of some kinds signed, of all when none is named. The word that the app must come with is
    /// shown this once. [`Error::Conflict`] when the caller's key is not kept here, or there are too many.
    pub async fn create_signer_app(
        &self,
        caller: &Caller,
        name: &str,
        kinds: &[u16],
    ) -> Result<String> {
        let name = model::sanitize::line(name, LONGEST_NAME);
        if name.is_empty() {
            return Err(Error::invalid("name", "blank", "is missing"));
        }
        if kinds.len() > MOST_KINDS {
            return Err(Error::invalid("kinds", "too_long", "are too many"));
        }
        if self.event_key(caller.account_id).await?.secret.is_none() {
            return Err(Error::Conflict(
                "You keep your key yourself, so nothing can be signed with it here.",
            ));
        }
        let word = crypto::random_token();
        let now = self.now().micros();
        let kinds: Vec<String> = kinds.iter().map(ToString::to_string).collect();
        let row = SignerAppRow {
            id: self.new_id().get(),
            account_id: caller.account_id.get(),
            name,
            app: None,
            secret: Some(crypto::sha256(word.as_bytes()).to_vec()),
            kinds: kinds.join(","),
            created_at: now,
            used_at: None,
        };
        let added = self.store().write(move |tx| {
            let mut known = 0;
            for other in store::signer_app::of_account(tx, row.account_id)? {
                // Whoever has not come in time does not come any more.
                if other.app.is_none() && other.created_at < now.saturating_sub(WORD_LASTS) {
                    store::signer_app::delete(tx, row.account_id, other.id)?;
                } else {
                    known += 1;
                }
            }
            if known >= MOST {
                return Err(refuse(Error::Conflict(
                    "There are too many apps. Please end one first.",
                )));
            }
            store::signer_app::insert(tx, &row)
        });
        added.await.map_err(crate::member::reason)?;
        Ok(word)
    }

    /// The caller's apps, the newest first.
    pub async fn signer_apps(&self, caller: &Caller) -> Result<Vec<SignerApp>> {
        let account = caller.account_id.get();
        let rows = self
            .store()
            .read(move |conn| store::signer_app::of_account(conn, account));
        Ok(rows.await?.into_iter().map(SignerApp::from).collect())
    }

    /// Ends one of the caller's: from now on it has nothing signed. [`Error::NotFound`] when it is nobody's or another's.
    pub async fn end_signer_app(&self, caller: &Caller, id: Id) -> Result<()> {
        let (account, id) = (caller.account_id.get(), id.get());
        let ended = self
            .store()
            .write(move |tx| store::signer_app::delete(tx, account, id));
        if ended.await? { Ok(()) } else { Err(GONE) }
    }

    /// An app has come with a word. `false` when the word is not right, was used, or is too old.
    pub async fn connect_signer_app(
        &self,
        account: AccountId,
        word: &str,
        app: [u8; 32],
    ) -> Result<bool> {
        let secret = crypto::sha256(word.as_bytes());
        let (account, now) = (account.get(), self.now().micros());
        let since = now.saturating_sub(WORD_LASTS);
        let claimed = self
            .store()
            .write(move |tx| store::signer_app::claim(tx, account, &secret, &app, (since, now)));
        Ok(claimed.await?)
    }

    /// The app of a member that has a key, which is noted as used.
    pub async fn use_signer_app(
        &self,
        account: AccountId,
        app: [u8; 32],
    ) -> Result<Option<SignerApp>> {
        let (account, now) = (account.get(), self.now().micros());
        let used = self.store().write(move |tx| {
            let found = store::signer_app::find(tx, account, &app)?;
            if let Some(row) = &found {
                store::signer_app::note_use(tx, row.id, now)?;
            }
            Ok(found)
        });
        Ok(used.await?.map(SignerApp::from))
    }
}
