//! How a community begins: a link that works once, and whoever follows it in time becomes the first admin.
//!
//! Only the hash of the link's key is stored. A new link ends the one before (security row F12).

use std::time::Duration;

use crypto::{constant_time_eq, random_token, sha256};
use serde::{Deserialize, Serialize};
use store::{Conn, Tx};

use super::update::checked;
use super::{COMMUNITY, CommunityUpdate, Decisions, Registration, SET_UP_AT};
use crate::caller::{Role, Via};
use crate::member::{Device, Newcomer, SessionToken, State, refuse};
use crate::{Caller, Error, Result, Social};

/// The setting that holds the newest link.
const SETUP_LINK: &str = "setup_link";
/// How long a link works.
const LINK_LASTS: Duration = Duration::from_mins(30);

/// One text for a wrong, an old and a used key: a guesser learns nothing.
const BAD_KEY: Error =
    Error::Forbidden("This set-up link does not work any more. Please ask the host for a new one.");

/// The newest link, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Link {
    /// SHA-256 of its key.
    key_hash: [u8; 32],
    /// Until when it works, in microseconds since 1970.
    expires_at: i64,
}

/// What the first admin says.
#[derive(Clone)]
pub struct SetUp {
    /// The community's name.
    pub community_name: String,
    /// What it is about.
    pub description: String,
    /// Who may join.
    pub registration: Registration,
    /// The admin's name.
    pub username: String,
    /// The admin's e-mail address.
    pub email: String,
    /// The admin's password.
    pub password: String,
}

impl Social {
    /// A new link for the first admin, or `None` once there is one. Ends any link before it.
    pub async fn setup_link(&self) -> Result<Option<String>> {
        let key = random_token();
        let expires_at = self.now().plus(LINK_LASTS).micros();
        let link = Link {
            key_hash: sha256(key.as_bytes()),
            expires_at,
        };
        let json = serde_json::to_string(&link).map_err(Error::internal)?;
        let is_made = self.store().write(move |tx| offer(tx, &json)).await?;
        Ok(is_made.then(|| self.url(&format!("/setup?key={key}"))))
    }

    /// Whether somebody who has this key may set the community up.
    pub async fn check_setup_key(&self, key: &str) -> Result<()> {
        let (hash, now) = (sha256(key.as_bytes()), self.now().micros());
        let is_good = self
            .store()
            .read(move |conn| is_key_good(conn, &hash, now))
            .await?;
        if is_good { Ok(()) } else { Err(BAD_KEY) }
    }

    /// Sets the community up and logs its first admin in. Of any number who try at once, one succeeds.
    pub async fn set_up(
        &self,
        key: &str,
        form: SetUp,
        device: Device,
    ) -> Result<(Caller, SessionToken)> {
        self.check_setup_key(key).await?;
        let update = checked(&CommunityUpdate {
            name: Some(form.community_name),
            description: Some(form.description),
            registration: Some(form.registration),
            ..CommunityUpdate::default()
        })?;
        let newcomer = Newcomer::new(&form.username, &form.email, form.password)?;
        let joining = self
            .prepare_joining(Newcomer {
                role: Role::Owner,
                state: State::Active,
                ..newcomer
            })
            .await?;
        let account_id = joining.account_id();
        let decisions = first_decisions(&update, account_id).to_json()?;
        let (session, token) = self.new_session(account_id, &device);
        let caller = Caller {
            account_id,
            role: Role::Owner,
            via: Via::Session(session.id.into()),
        };
        let (hash, now) = (sha256(key.as_bytes()), self.now().micros());
        let done = self.store().write(move |tx| {
            if !is_key_good(tx, &hash, now)? || !mark_set_up(tx, now)? {
                return Err(refuse(BAD_KEY));
            }
            store::setting::set(tx, COMMUNITY, &decisions)?;
            joining.insert(tx)?;
            store::session::insert(tx, &session)
        });
        done.await.map_err(crate::member::explain_taken)?;
        self.forget_community();
        self.journal_grew();
        Ok((caller, token))
    }
}

fn first_decisions(update: &CommunityUpdate, admin: model::AccountId) -> Decisions {
    let mut decisions = Decisions {
        contact_account: Some(admin),
        ..Decisions::default()
    };
    decisions.apply(update);
    decisions
}

/// Writes a link, unless the community is set up.
fn offer(tx: &mut Tx, link: &str) -> store::Result<bool> {
    if store::setting::find(tx, SET_UP_AT)?.is_some() {
        return Ok(false);
    }
    store::setting::set(tx, SETUP_LINK, link)?;
    Ok(true)
}

fn is_key_good(conn: &mut Conn, key_hash: &[u8; 32], now: i64) -> store::Result<bool> {
    if store::setting::find(conn, SET_UP_AT)?.is_some() {
        return Ok(false);
    }
    let stored = store::setting::find(conn, SETUP_LINK)?;
    let link: Option<Link> = stored.and_then(|json| serde_json::from_str(&json).ok());
    Ok(
        link.is_some_and(|link| {
            constant_time_eq(&link.key_hash, key_hash) && now < link.expires_at
        }),
    )
}

/// Notes that the community has its first admin, and ends the link. `false` when it had one: of any number of
/// transactions, exactly one is told `true`.
pub(crate) fn mark_set_up(tx: &mut Tx, now: i64) -> store::Result<bool> {
    let is_first = store::setting::claim(tx, SET_UP_AT, &now.to_string())?;
    store::setting::remove(tx, SETUP_LINK)?;
    Ok(is_first)
}
