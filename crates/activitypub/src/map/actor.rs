//! An account of ours as an actor.

use ap_proto::actor::{Actor, ActorKind, Capability, Field};
use ap_proto::key::{ActorKey, PublicKey};
use ap_proto::value::NaturalText;
use ap_proto::webfinger::Acct;
use model::{AccountKind, Domain};
use social::AccountView;
use social::outbox::AccountKeys;

use crate::urls::Urls;

/// The name of an account as peers may write it. Only the server's own account, whose name is its host, ever has
/// anything else in it: a port, in development.
pub(crate) fn public_name(username: &str) -> &str {
    username.split_once(':').map_or(username, |(name, _)| name)
}

/// The other actors of the same person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Others {
    /// Those they say are theirs.
    pub(crate) also_known_as: Vec<String>,
    /// The one they moved to.
    pub(crate) moved_to: Option<String>,
    /// That of the server.
    pub(crate) server: Option<String>,
}

/// What this program can do that others could not tell from what it shows (FEP-844e).
fn capabilities() -> Vec<Capability> {
    vec![
        Capability::new(Capability::RFC_9421, "RFC-9421: HTTP Message Signatures"),
        Capability::new(
            Capability::RFC_9421_ED25519,
            "RFC-9421 signatures using the Ed25519 algorithm",
        ),
    ]
}

/// The actor of an account. `domain` is the part after the `@` of addresses here.
pub(crate) fn to_actor(
    account: &AccountView,
    others: Others,
    keys: &AccountKeys,
    urls: &Urls,
    domain: &Domain,
) -> Actor {
    let id = urls.actor(account.id);
    let fields = account.fields.iter().map(|field| Field {
        name: field.name.clone(),
        value: field.value.clone(),
    });
    Actor {
        preferred_username: Some(public_name(&account.username).to_owned()),
        name: Some(account.display_name.clone()),
        summary: Some(NaturalText {
            text: account.note_html.clone(),
            language: None,
        }),
        url: Some(account.page_url.clone()),
        shared_inbox: Some(urls.shared_inbox()),
        outbox: Some(urls.outbox(account.id)),
        followers: Some(urls.followers(account.id)),
        following: Some(urls.following(account.id)),
        featured: Some(urls.featured(account.id)),
        icon: Some(account.avatar_url.clone()),
        image: Some(account.header_url.clone()),
        keys: public_keys(account, keys, urls),
        manually_approves_followers: account.is_locked,
        discoverable: Some(account.is_discoverable),
        indexable: Some(account.is_indexable),
        fields: fields.collect(),
        also_known_as: others.also_known_as,
        moved_to: others.moved_to,
        emojis: super::emojis_out(&account.emojis),
        published: Some(super::timestamp(account.created_at)),
        webfinger: Acct::parse(&format!("{}@{domain}", public_name(&account.username))),
        generator: others.server,
        implements: capabilities(),
        ..Actor::new(kind(account.kind), &id, &urls.inbox(account.id))
    }
}

fn public_keys(account: &AccountView, keys: &AccountKeys, urls: &Urls) -> Vec<ActorKey> {
    let owner = urls.actor(account.id);
    vec![
        ActorKey {
            id: urls.rsa_key(account.id),
            owner: owner.clone(),
            key: PublicKey::Rsa(keys.rsa.public_spki_der()),
        },
        ActorKey {
            id: urls.ed25519_key(account.id),
            owner,
            key: PublicKey::Ed25519(keys.ed25519.public()),
        },
    ]
}

fn kind(kind: AccountKind) -> ActorKind {
    match kind {
        AccountKind::Person => ActorKind::Person,
        AccountKind::Bot => ActorKind::Service,
        AccountKind::Group => ActorKind::Group,
        AccountKind::Organization => ActorKind::Organization,
        AccountKind::Server => ActorKind::Application,
    }
}
