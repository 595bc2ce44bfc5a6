//! Remote accounts and their faces.

use model::{AccountId, Field, Time, sanitize};
use store::Tx;
use store::account::{Mark, NewAccount, Profile};
use store::identity::IdentityRow;

use super::RemoteAccount;
use crate::journal::{Change, Record};
use crate::{Error, NetworkId, Result, Social};

/// One network's face of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The account.
    pub account_id: AccountId,
    /// What the network calls it.
    pub uri: String,
    /// The peer that serves it.
    pub host: String,
    /// Where it takes deliveries.
    pub inbox: Option<String>,
    /// Where its peer takes deliveries for all.
    pub shared_inbox: Option<String>,
    /// What it calls its followers.
    pub followers_uri: Option<String>,
    /// The adapter's own JSON.
    pub document: String,
    /// When it was last read from its home; `None` for accounts of this community.
    pub fetched_at: Option<Time>,
    /// Of this community.
    pub is_local: bool,
    /// Kept back by its own server.
    pub is_away: bool,
    /// Suspended by staff here.
    pub is_suspended: bool,
}

/// Whoever sends something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// Who they are.
    pub identity: Identity,
    /// Whether anybody of this community follows them.
    pub has_followers_here: bool,
}

impl From<IdentityRow> for Identity {
    fn from(row: IdentityRow) -> Self {
        Self {
            account_id: AccountId::from(row.account_id),
            uri: row.uri,
            host: row.host,
            inbox: row.inbox,
            shared_inbox: row.shared_inbox,
            followers_uri: row.followers_uri,
            document: row.document,
            fetched_at: row.fetched_at.map(Time::from_micros),
            is_local: row.is_local,
            is_away: row.is_away,
            is_suspended: row.is_suspended,
        }
    }
}

const MAX_NAME_CHARS: usize = 200;
const MAX_REMOTE_FIELDS: usize = 20;
const MAX_EMOJIS: usize = 50;

impl Social {
    /// Adds a remote account or takes over what changed about it. The network has checked that the description comes
    /// from the account's own server and that the name belongs to it. Nobody elsewhere has a name of this server.
    pub async fn receive_account(&self, remote: RemoteAccount) -> Result<AccountId> {
        let new_id = self.new_id().get();
        let domain_id = self.new_id().get();
        let now = self.now().micros();
        let border = self.border(remote.domain.as_str()).await?;
        if border.is_closed || remote.domain == *self.domain() {
            return Err(Error::Forbidden("Nothing is taken from this server."));
        }
        let profile = safe_profile(&remote);
        let created_at = remote.created_at.map_or(now, Time::micros).clamp(0, now);
        let id = self
            .store()
            .write(move |tx| {
                let network = remote.network.0;
                let known =
                    store::identity::find(tx, network, &remote.uri)?.map(|face| face.account_id);
                let is_new = known.is_none();
                let id = if let Some(id) = known {
                    rename(tx, id, domain_id, &remote)?;
                    id
                } else {
                    let domain = free_name(tx, domain_id, &remote)?;
                    let account = NewAccount {
                        id: new_id,
                        domain_id: domain,
                        username: remote.username.clone(),
                        kind: remote.kind.as_str().to_owned(),
                        created_at,
                        fetched_at: Some(now),
                        ..NewAccount::default()
                    };
                    store::account::insert(tx, &account)?;
                    if let Some(at) = border.silenced_at {
                        store::account::set_mark(tx, new_id, Mark::Silenced, Some(at.micros()))?;
                    }
                    new_id
                };
                store::account::update_profile(tx, id, &profile, now)?;
                store::account::mark_fetched(tx, id, now)?;
                store::identity::upsert(tx, &face(&remote, id))?;
                super::person::join(tx, id, &remote, now)?;
                let change = if is_new {
                    Change::AccountCreated
                } else {
                    Change::AccountUpdated
                };
                Record::from_network(network, now, id, change, id).append(tx)?;
                Ok(id)
            })
            .await?;
        self.journal_grew();
        Ok(AccountId::from(id))
    }

    /// The account behind a network's name for it.
    pub async fn find_identity(&self, network: NetworkId, uri: &str) -> Result<Option<Identity>> {
        let uri = uri.to_owned();
        let found = self
            .store()
            .read(move |conn| store::identity::find(conn, network.0, &uri))
            .await?;
        Ok(found.map(Identity::from))
    }

    /// What is known, in one look, about something that arrives under the id `mark` from whom a network calls `uri`.
    pub async fn find_sender(
        &self,
        network: NetworkId,
        uri: &str,
        mark: &str,
    ) -> Result<(Option<Sender>, Option<Time>)> {
        let (uri, mark) = (uri.to_owned(), mark.to_owned());
        let found = self.store().read(move |conn| {
            let received_at = store::outbox::received_at(conn, network.0, &mark)?;
            let Some(row) = store::identity::find(conn, network.0, &uri)? else {
                return Ok((None, received_at));
            };
            let sender = Sender {
                has_followers_here: store::relation::has_followers_here(conn, row.account_id)?,
                identity: Identity::from(row),
            };
            Ok((Some(sender), received_at))
        });
        let (sender, received_at) = found.await?;
        Ok((sender, received_at.map(Time::from_micros)))
    }

    /// What a network calls an account.
    pub async fn identity_of(
        &self,
        network: NetworkId,
        account: AccountId,
    ) -> Result<Option<Identity>> {
        Ok(self
            .identities_of(network, &[account])
            .await?
            .into_iter()
            .next())
    }

    /// What a network calls some accounts.
    pub async fn identities_of(
        &self,
        network: NetworkId,
        accounts: &[AccountId],
    ) -> Result<Vec<Identity>> {
        let ids: Vec<i64> = accounts.iter().map(|id| id.get()).collect();
        let rows = self
            .store()
            .read(move |conn| store::identity::of_accounts(conn, network.0, &ids))
            .await?;
        Ok(rows.into_iter().map(Identity::from).collect())
    }

    /// Those elsewhere whom people here follow or have asked to, in the order of what the network calls them: those
    /// after `uri`.
    pub async fn followed_on(
        &self,
        network: NetworkId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<Identity>> {
        let (after, limit) = (after.to_owned(), i64::from(limit));
        let rows = self
            .store()
            .read(move |conn| store::identity::followed(conn, network.0, &after, limit))
            .await?;
        Ok(rows.into_iter().map(Identity::from).collect())
    }

    /// Notes the adapter's own JSON of a face anew. Nothing that people see changes.
    pub async fn set_identity_document(
        &self,
        network: NetworkId,
        uri: &str,
        document: String,
    ) -> Result<()> {
        let uri = uri.to_owned();
        Ok(self
            .store()
            .write(move |tx| store::identity::set_document(tx, network.0, &uri, &document))
            .await?)
    }
}

/// Takes a name away from whoever else has it on its server, which gives it to somebody else now. Gives the server.
fn free_name(tx: &mut Tx, domain_id: i64, remote: &RemoteAccount) -> store::Result<i64> {
    let domain = store::domain::ensure(tx, domain_id, remote.domain.as_str(), false)?;
    store::account::displace(tx, domain, &remote.username.to_lowercase())?;
    Ok(domain)
}

/// Gives somebody known the name that they have now.
fn rename(tx: &mut Tx, id: i64, domain_id: i64, remote: &RemoteAccount) -> store::Result<()> {
    let (name, host) = (remote.username.to_lowercase(), remote.domain.as_str());
    if store::account::find(tx, &name, host)? == Some(id) {
        return Ok(());
    }
    let domain = free_name(tx, domain_id, remote)?;
    store::account::rename(tx, id, domain, &remote.username)
}

fn face(remote: &RemoteAccount, account_id: i64) -> IdentityRow {
    IdentityRow {
        network: remote.network.0.to_owned(),
        uri: remote.uri.clone(),
        account_id,
        page_url: remote.page_url.as_deref().and_then(sanitize::web_url),
        host: remote.host.clone(),
        inbox: remote.inbox.clone(),
        shared_inbox: remote.shared_inbox.clone(),
        followers_uri: remote.followers_uri.clone(),
        document: remote.document.clone(),
        ..IdentityRow::default()
    }
}

fn safe_profile(remote: &RemoteAccount) -> Profile {
    let fields: Vec<Field> = remote
        .fields
        .iter()
        .take(MAX_REMOTE_FIELDS)
        .map(|field| Field {
            name: sanitize::line(&field.name, MAX_NAME_CHARS),
            value: sanitize::html(&field.value),
        })
        .collect();
    let emojis: Vec<_> = remote
        .emojis
        .iter()
        .filter_map(safe_emoji)
        .take(MAX_EMOJIS)
        .collect();
    let picture = |url: &Option<String>| {
        Some(
            url.as_deref()
                .and_then(sanitize::web_url)
                .unwrap_or_default(),
        )
    };
    Profile {
        kind: Some(remote.kind.as_str().to_owned()),
        display_name: Some(sanitize::line(&remote.display_name, MAX_NAME_CHARS)),
        note_source: None,
        note_html: Some(sanitize::html(&remote.note_html)),
        fields: Some(serde_json::to_string(&fields).unwrap_or_default()),
        emojis: Some(serde_json::to_string(&emojis).unwrap_or_default()),
        avatar_url: picture(&remote.avatar_url),
        header_url: picture(&remote.header_url),
        is_locked: Some(remote.is_locked),
        is_discoverable: Some(remote.is_discoverable),
        is_indexable: Some(remote.is_indexable),
        showing: None,
    }
}

/// An emoji whose name and picture can be used in a page.
pub(super) fn safe_emoji(emoji: &model::Emoji) -> Option<model::Emoji> {
    let name = emoji.shortcode.trim_matches(':');
    let plain = (1..=64).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    let url = sanitize::web_url(&emoji.url)?;
    plain.then(|| model::Emoji {
        shortcode: name.to_owned(),
        url,
        still_url: None,
    })
}
