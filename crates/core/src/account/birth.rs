//! The birth of a local account: its row, its keys, its face on every network and one journal entry.

use crypto::{Ed25519Key, RsaKey, Secp256k1Key, ServerKey};
use model::{AccountId, AccountKind, Domain, Time};
use store::account::NewAccount;
use store::identity::IdentityRow;
use store::key::KeyRow;
use store::{Conn, Tx};

use crate::journal::{Change, Record};
use crate::outbox::seal_context;
use crate::{Error, Result, Social};

/// A local account that is ready to be written: everything slow is done, nothing is stored.
#[derive(Debug, Clone)]
pub(crate) struct Birth {
    id: AccountId,
    username: String,
    kind: AccountKind,
    host: String,
    spare_domain_id: i64,
    keys: Vec<KeyRow>,
    faces: Vec<IdentityRow>,
    now: Time,
}

impl Social {
    /// What each network will call a local account.
    fn faces_of(&self, id: AccountId, username: &str) -> Vec<IdentityRow> {
        let host = Domain::of_url(self.base_url())
            .map_or_else(|_| self.domain().to_string(), |host| host.to_string());
        let page_url = self.url(&format!("/@{username}"));
        let rows = self.networks().iter().filter_map(|network| {
            let face = network.face(id)?;
            Some(IdentityRow {
                network: network.id().to_string(),
                uri: face.uri,
                account_id: id.get(),
                page_url: Some(page_url.clone()),
                host: host.clone(),
                inbox: face.inbox,
                shared_inbox: face.shared_inbox,
                followers_uri: face.followers_uri,
                document: "{}".to_owned(),
                fetched_at: None,
                is_local: true,
                is_away: false,
                is_suspended: false,
            })
        });
        rows.collect()
    }
}

impl Birth {
    /// Makes the keys and faces of a new local account. Slow: key generation runs on the bounded blocking pool.
    pub(crate) async fn prepare(
        social: &Social,
        username: &str,
        kind: AccountKind,
    ) -> Result<Self> {
        let id = AccountId::from(social.new_id());
        let server_key = social.server_key().clone();
        let keys = social
            .run_slowly(move || make_keys(id, &server_key))
            .await??;
        Ok(Self {
            id,
            username: username.to_owned(),
            kind,
            host: social.domain().as_str().to_owned(),
            spare_domain_id: social.new_id().get(),
            keys,
            faces: social.faces_of(id, username),
            now: social.now(),
        })
    }

    /// The account it will be.
    pub(crate) fn account_id(&self) -> AccountId {
        self.id
    }

    /// Writes the account, its keys, its faces and the journal entry. The caller tells the readers after the commit.
    pub(crate) fn insert(&self, tx: &mut Tx) -> store::Result<()> {
        let (id, now) = (self.id.get(), self.now.micros());
        let domain_id = store::domain::ensure(tx, self.spare_domain_id, &self.host, true)?;
        store::account::insert(
            tx,
            &NewAccount {
                id,
                domain_id,
                username: self.username.clone(),
                kind: self.kind.as_str().to_owned(),
                created_at: now,
                ..NewAccount::default()
            },
        )?;
        for key in &self.keys {
            store::key::insert(tx, id, key, now)?;
        }
        for face in &self.faces {
            store::identity::upsert(tx, face)?;
        }
        Record::local(now, id, Change::AccountCreated, id).append(tx)
    }

    /// Whether a local name is somebody's, or was: a name that was used once is never given to somebody else.
    pub(crate) fn is_name_taken(
        conn: &mut Conn,
        username: &str,
        host: &str,
    ) -> store::Result<bool> {
        let folded = username.to_lowercase();
        if store::account::find(conn, &folded, host)?.is_some() {
            return Ok(true);
        }
        match store::domain::find(conn, host)? {
            Some(domain) => store::account::is_retired(conn, domain, &folded),
            None => Ok(false),
        }
    }

    /// Whether its own name is taken.
    pub(crate) fn is_taken(&self, conn: &mut Conn) -> store::Result<bool> {
        Self::is_name_taken(conn, &self.username, &self.host)
    }
}

/// The four kinds of keys. Public halves: `SubjectPublicKeyInfo` DER, 32 bytes, 33 bytes compressed, 32 bytes x only;
/// private halves: PKCS#8 DER, the seed, the scalar, the scalar. Each is sealed under its account and kind, so that rows
/// cannot be swapped; [`Social::keys`] opens them.
fn make_keys(id: AccountId, server_key: &ServerKey) -> Result<Vec<KeyRow>> {
    let seal = |kind: &str, public: Vec<u8>, private: &[u8]| {
        let sealed = server_key.seal(private, &seal_context(id.get(), kind))?;
        Ok::<_, Error>(KeyRow {
            kind: kind.to_owned(),
            public,
            sealed: Some(sealed),
        })
    };
    let (rsa, ed25519) = (RsaKey::generate()?, Ed25519Key::generate()?);
    let (at, nostr) = (Secp256k1Key::generate()?, Secp256k1Key::generate()?);
    Ok(vec![
        seal("rsa", rsa.public_spki_der(), &rsa.to_pkcs8())?,
        seal("ed25519", ed25519.public().to_vec(), &ed25519.seed())?,
        seal("at", at.public_compressed().to_vec(), &at.secret())?,
        seal("nostr", nostr.public_xonly().to_vec(), &nostr.secret())?,
    ])
}
