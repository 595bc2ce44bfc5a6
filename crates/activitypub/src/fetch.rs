//! Getting documents of other servers, as the server's own actor, and believing only what stands at its own id.

use ap_proto::Refusal;
use ap_proto::actor::Actor;
use ap_proto::document::Document;
use ap_proto::object::Bearcap;
use ap_proto::origin::{Identity, Origin, identity, same_origin};
use ap_proto::signature::Scheme;
use ap_proto::value::{Limits, first_str, parse_json};
use http::{HeaderValue, StatusCode, header};
use infra::fetch::{Accept, Fetch, FetchError};
use model::{Domain, Time};
use quick_cache::sync::Cache;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

use crate::ActivityPub;
use crate::error::{Error, Result};
use crate::peers::other;

/// How many actors are kept for those who ask again in a moment: first for the key, then for the account.
const ACTORS_IN_MEMORY: usize = 1_000;
/// How long.
const ACTOR_FRESH: Duration = Duration::from_mins(5);

/// Actors fetched a moment ago.
pub(crate) struct LateActors {
    actors: Cache<String, (Time, Arc<Actor>)>,
}

impl LateActors {
    pub(crate) fn new() -> Self {
        Self {
            actors: Cache::new(ACTORS_IN_MEMORY),
        }
    }
}

/// A document and where it really was.
struct Got {
    url: String,
    value: Value,
}

impl ActivityPub {
    /// The document at a URL, at its own id: when it claims another one, that one is fetched once and must then
    /// stand where it says (FEP-fe34; security rows A1, A2).
    pub(crate) async fn fetch(&self, url: &str) -> Result<Value> {
        let got = Box::pin(self.get(url)).await?;
        if is_confirmed(&got) {
            return Ok(got.value);
        }
        let claimed = first_str(&got.value, "id").ok_or(Refusal::Missing("id"))?;
        let got = Box::pin(self.get(claimed)).await?;
        if is_confirmed(&got) {
            Ok(got.value)
        } else {
            Err(Refusal::ForeignOrigin { field: "id" }.into())
        }
    }

    /// The actor at a URL.
    pub(crate) async fn fetch_actor(&self, url: &str) -> Result<Arc<Actor>> {
        if let Some((at, actor)) = self.late_actors.actors.get(url)
            && self.social.now().since(at) < ACTOR_FRESH
        {
            return Ok(actor);
        }
        self.refetch_actor(url).await
    }

    /// The actor at a URL, whether or not it was fetched a moment ago.
    pub(crate) async fn refetch_actor(&self, url: &str) -> Result<Arc<Actor>> {
        let value = self.fetch(url).await?;
        let actor = Arc::new(Actor::parse(&value)?);
        self.keep_actor(&actor);
        Ok(actor)
    }

    /// Keeps an actor that was just fetched from its own id.
    pub(crate) fn keep_actor(&self, actor: &Arc<Actor>) {
        let fresh = (self.social.now(), Arc::clone(actor));
        self.late_actors.actors.insert(actor.id.clone(), fresh);
    }

    /// The document at a URL, of any kind we can read.
    pub(crate) async fn fetch_document(&self, url: &str) -> Result<Document> {
        Ok(Document::parse(&self.fetch(url).await?)?)
    }

    /// A page of a collection. What it calls itself says nothing, but it must come from the server that was asked.
    pub(crate) async fn fetch_page(&self, url: &str) -> Result<Value> {
        let got = Box::pin(self.get(url)).await?;
        if same_origin(&got.url, url) {
            Ok(got.value)
        } else {
            Err(Refusal::ForeignOrigin { field: "id" }.into())
        }
    }

    /// The document behind a word that opens it. The word is told to that server and to no other.
    pub(crate) async fn fetch_opened(&self, way: &Bearcap) -> Result<Value> {
        let host = self.host_to_ask(&way.url).await?;
        let signer = self.server_signer(self.scheme_of(&host).await?).await?;
        let sign = |method: &http::Method, url: &url::Url| {
            let mut headers = signer.sign_get(method, url)?;
            if same_origin(&way.url, url.as_str()) {
                let word = HeaderValue::try_from(format!("Bearer {}", way.token))?;
                headers.insert(header::AUTHORIZATION, word);
            }
            Ok(headers)
        };
        let fetched = self
            .door
            .get(&Fetch::new(&way.url, Accept::Activity).signed_by(&sign))
            .await?;
        let got = Got {
            value: parse_json(&fetched.body, Limits::default())?,
            url: fetched.final_url.into(),
        };
        if is_confirmed(&got) {
            Ok(got.value)
        } else {
            Err(Refusal::ForeignOrigin { field: "id" }.into())
        }
    }

    /// Gets a document, signed the way this server wants it; a refusal is answered with the other way, once
    /// ("double knocking").
    async fn get(&self, url: &str) -> Result<Got> {
        let host = self.host_to_ask(url).await?;
        let first = self.scheme_of(&host).await?;
        match self.get_signed(url, first).await {
            Err(error) if is_signature_refusal(&error) => {
                let got = self.get_signed(url, other(first)).await?;
                self.remember_scheme(&host, other(first)).await?;
                Ok(got)
            }
            answer => answer,
        }
    }

    /// The host of a URL, unless it is ours or kept out.
    pub(crate) async fn host_to_ask(&self, url: &str) -> Result<String> {
        if self.urls.parse(url).is_some() {
            // What is ours is in the database; asking ourselves over the network would never end well.
            return Err(Error::NotFound("That"));
        }
        let host = Origin::of(url)
            .ok_or(FetchError::BadUrl("it has no host"))?
            .authority();
        // What is no name is no server that staff could know; the door refuses it in its own words.
        if Domain::parse(&host).is_ok() && self.social.border(&host).await?.is_closed {
            return Err(Error::NotFound("That"));
        }
        Ok(host)
    }

    async fn get_signed(&self, url: &str, scheme: Scheme) -> Result<Got> {
        let signer = self.server_signer(scheme).await?;
        let sign = |method: &http::Method, url: &url::Url| signer.sign_get(method, url);
        let fetch = Fetch::new(url, Accept::Activity).signed_by(&sign);
        let fetched = self.door.get(&fetch).await?;
        Ok(Got {
            value: parse_json(&fetched.body, Limits::default())?,
            url: fetched.final_url.into(),
        })
    }
}

fn is_confirmed(got: &Got) -> bool {
    let claimed = first_str(&got.value, "id").unwrap_or_default();
    identity(&got.url, claimed) == Identity::Confirmed
}

/// What servers answer to a signature they do not understand.
fn is_signature_refusal(error: &Error) -> bool {
    matches!(
        error,
        Error::Fetch(fetch) if matches!(
            fetch.status(),
            Some(StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
        )
    )
}
