//! What we learnt about other servers: how they want requests signed.

use ap_proto::actor::{Actor, Capability};
use ap_proto::origin::Origin;
use ap_proto::signature::Scheme;
use quick_cache::sync::Cache;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::{ActivityPub, ID};

/// How many servers are kept in memory; the database keeps the rest.
const IN_MEMORY: usize = 10_000;

/// One server's facts, as the core keeps them for us.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Facts {
    /// `rfc9421` or `cavage`: what it accepted when it refused the other.
    signature: Option<String>,
}

/// HTTP Message Signatures are tried first with those we do not know; older servers need the draft.
const FIRST: Scheme = Scheme::Rfc9421;

/// What is tried when one was refused.
pub(crate) fn other(scheme: Scheme) -> Scheme {
    match scheme {
        Scheme::Rfc9421 => Scheme::Cavage,
        Scheme::Cavage => Scheme::Rfc9421,
    }
}

impl Facts {
    fn of(scheme: Scheme) -> Self {
        let word = match scheme {
            Scheme::Rfc9421 => "rfc9421",
            Scheme::Cavage => "cavage",
        };
        Self {
            signature: Some(word.to_owned()),
        }
    }

    fn scheme(&self) -> Scheme {
        match self.signature.as_deref() {
            Some("rfc9421") => Scheme::Rfc9421,
            Some("cavage") => Scheme::Cavage,
            _ => FIRST,
        }
    }
}

/// The facts lately used.
pub(crate) struct Peers {
    schemes: Cache<String, Scheme>,
}

impl Peers {
    pub(crate) fn new() -> Self {
        Self {
            schemes: Cache::new(IN_MEMORY),
        }
    }
}

impl ActivityPub {
    /// How to sign for a server: as it last accepted.
    pub(crate) async fn scheme_of(&self, host: &str) -> Result<Scheme> {
        if let Some(scheme) = self.peers.schemes.get(host) {
            return Ok(scheme);
        }
        let kept = self.social.peer_facts(ID, host).await?;
        let facts: Facts = serde_json::from_str(&kept).unwrap_or_default();
        let scheme = facts.scheme();
        self.peers.schemes.insert(host.to_owned(), scheme);
        Ok(scheme)
    }

    /// A server that took only the draft, and says now that it takes the standard (FEP-844e), is asked by the standard again.
    pub(crate) async fn heed_capabilities(&self, actor: &Actor) -> Result<()> {
        let mut said = actor.implements.iter();
        let Some(host) = Origin::of(&actor.id).map(|origin| origin.authority()) else {
            return Ok(());
        };
        let takes_standard = said.any(|capability| capability.href == Capability::RFC_9421);
        if takes_standard && self.scheme_of(&host).await? == Scheme::Cavage {
            self.remember_scheme(&host, Scheme::Rfc9421).await?;
        }
        Ok(())
    }

    /// Keeps what a server accepted after it had refused the other.
    pub(crate) async fn remember_scheme(&self, host: &str, scheme: Scheme) -> Result<()> {
        self.peers.schemes.insert(host.to_owned(), scheme);
        let json = serde_json::to_string(&Facts::of(scheme)).map_err(social::Error::internal)?;
        Ok(self.social.set_peer_facts(ID, host, &json).await?)
    }
}
