//! An actor becomes an account.

use ap_proto::actor::{Actor, ActorKind};
use ap_proto::key::{ActorKey, PublicKey};
use ap_proto::origin::Origin;
use model::sanitize::web_url;
use model::{AccountKind, Acct, Field};
use serde::{Deserialize, Serialize};
use social::inbound::RemoteAccount;

use crate::ID;
use crate::error::{Error, Result};

/// The most rows kept of a foreign profile.
const MAX_FIELDS: usize = 20;

/// The most links of one row that are looked at.
const MAX_LINKS: usize = 4;

/// What we remember of an actor beside what an account has: this adapter's own part of an identity.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ActorNotes {
    /// The keys it listed when it was last fetched.
    pub(crate) keys: Vec<KeyNote>,
    /// The collection of its pinned posts.
    pub(crate) featured: Option<String>,
}

/// A public key, as kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeyNote {
    id: String,
    owner: String,
    /// PEM for RSA, Multikey for Ed25519: the forms in which it was published.
    #[serde(default)]
    pem: Option<String>,
    #[serde(default)]
    multikey: Option<String>,
}

impl ActorNotes {
    fn of(actor: &Actor) -> Self {
        Self {
            keys: actor.keys.iter().map(KeyNote::of).collect(),
            featured: actor.featured.clone(),
        }
    }

    /// Reads what was kept; what cannot be read was never there.
    pub(crate) fn read(document: &str) -> Self {
        serde_json::from_str(document).unwrap_or_default()
    }

    /// The key of this id, if the actor listed it as its own.
    pub(crate) fn key(&self, key_id: &str, actor: &str) -> Option<PublicKey> {
        let note = self
            .keys
            .iter()
            .find(|key| key.id == key_id && key.owner == actor)?;
        note.read()
    }
}

impl KeyNote {
    fn of(key: &ActorKey) -> Self {
        let (pem, multikey) = match &key.key {
            PublicKey::Rsa(spki) => (Some(crypto::public_key_pem(spki)), None),
            PublicKey::Ed25519(key) => (None, Some(crypto::multikey::encode_ed25519(key))),
        };
        Self {
            id: key.id.clone(),
            owner: key.owner.clone(),
            pem,
            multikey,
        }
    }

    fn read(&self) -> Option<PublicKey> {
        let rsa = || PublicKey::from_pem(self.pem.as_deref()?);
        let ed25519 = || PublicKey::from_multibase(self.multikey.as_deref()?);
        rsa().or_else(ed25519)
    }
}

/// An actor fetched from its own id, under the address that WebFinger confirmed.
pub(crate) fn to_account(actor: &Actor, acct: Acct) -> Result<RemoteAccount> {
    let host = Origin::of(&actor.id).ok_or(Error::BadRequest("The actor has no origin"))?;
    let domain = acct
        .domain
        .ok_or(Error::BadRequest("The actor has no domain"))?;
    let document =
        serde_json::to_string(&ActorNotes::of(actor)).map_err(social::Error::internal)?;
    Ok(RemoteAccount {
        network: ID,
        uri: actor.id.clone(),
        page_url: actor.url.as_deref().and_then(web_url),
        names: Vec::new(),
        claims: claims(actor),
        host: host.authority(),
        inbox: Some(actor.inbox.clone()),
        shared_inbox: actor.shared_inbox.clone(),
        followers_uri: own_followers(actor),
        document,
        display_name: actor.name.clone().unwrap_or_else(|| acct.username.clone()),
        username: acct.username,
        domain,
        kind: kind(actor.kind),
        note_html: actor
            .summary
            .as_ref()
            .map(|text| text.text.clone())
            .unwrap_or_default(),
        fields: fields(actor),
        emojis: super::emojis(&actor.emojis),
        avatar_url: actor.icon.as_deref().and_then(web_url),
        header_url: actor.image.as_deref().and_then(web_url),
        is_locked: actor.manually_approves_followers,
        is_discoverable: actor.discoverable.unwrap_or(false),
        is_indexable: actor.indexable.unwrap_or(false),
        created_at: actor.published.map(super::time),
    })
}

/// Who an actor says it is elsewhere: by `alsoKnownAs`, or by a link in a row of its profile.
fn claims(actor: &Actor) -> Vec<String> {
    let rows = actor.fields.iter().take(MAX_FIELDS);
    let links = rows.flat_map(|row| {
        let after = row.value.split("href=\"").skip(1).take(MAX_LINKS);
        after.filter_map(|after| web_url(after.split('"').next()?))
    });
    actor.also_known_as.iter().cloned().chain(links).collect()
}

/// A followers collection on another origin than the actor's would be somebody else's.
fn own_followers(actor: &Actor) -> Option<String> {
    let followers = actor.followers.as_ref()?;
    ap_proto::origin::same_origin(followers, &actor.id).then(|| followers.clone())
}

fn kind(kind: ActorKind) -> AccountKind {
    match kind {
        ActorKind::Person => AccountKind::Person,
        ActorKind::Service => AccountKind::Bot,
        ActorKind::Application => AccountKind::Server,
        ActorKind::Group => AccountKind::Group,
        ActorKind::Organization => AccountKind::Organization,
    }
}

fn fields(actor: &Actor) -> Vec<Field> {
    let fields = actor.fields.iter().take(MAX_FIELDS);
    let read = fields.map(|field| Field {
        name: field.name.clone(),
        value: field.value.clone(),
    });
    read.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_says_who_they_are_elsewhere_by_aliases_and_links() {
        let row = |value: &str| serde_json::json!({ "type": "PropertyValue", "name": "Elsewhere", "value": value });
        let actor = serde_json::json!({
            "id": "https://a.example/alice", "type": "Person",
            "inbox": "https://a.example/alice/inbox", "preferredUsername": "alice",
            "alsoKnownAs": ["did:plc:abc"],
            "attachment": [
                row("<a href=\"https://bsky.app/profile/alice.example\" rel=\"me\">there</a>"),
                row("<a href=\"javascript:alert(1)\">no</a> <a href=\"broken"),
                row("no link"),
            ],
        });
        let actor = Actor::parse(&actor).unwrap();
        let expected = ["did:plc:abc", "https://bsky.app/profile/alice.example"];
        assert_eq!(claims(&actor), expected);
    }
}
