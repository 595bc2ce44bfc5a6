//! Who apps are: what stands at the address that they are called by, remembered for some minutes.

use std::sync::Arc;
use std::time::Duration;

use at_proto::jose::JoseError;
use at_proto::oauth::{
    Authentication, ClientId, ClientKeys, ClientMetadata, Jwks, MAX_JWKS_BYTES, MAX_METADATA_BYTES,
    check_assertion,
};
use bytes::Bytes;
use infra::fetch::{Accept, Door, Fetch};
use model::Time;
use quick_cache::sync::Cache;
use social::BoxFuture;
use url::Url;

use super::Provider;
use super::error::OAuthError;
use super::form::Form;

/// How long a document is remembered.
const KEEPS: Duration = Duration::from_mins(10);
/// How many are.
const REMEMBERED: usize = 1_000;
/// What an app says with its proof (RFC 7523, section 2.2).
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Where documents come from: the door out, or a test.
pub trait Documents: Send + Sync {
    /// The JSON at an address, of `max` bytes at most, from that very address: no redirects.
    fn get<'a>(&'a self, url: &'a Url, max: usize) -> BoxFuture<'a, Option<Bytes>>;
}

impl Documents for Door {
    fn get<'a>(&'a self, url: &'a Url, max: usize) -> BoxFuture<'a, Option<Bytes>> {
        Box::pin(async move {
            let fetch = Fetch {
                max_body: Some(max),
                ..Fetch::new(url.as_str(), Accept::Json)
            };
            let fetched = Door::get(self, &fetch).await.ok()?;
            // Whoever may redirect from an address is not who answers for it.
            (fetched.final_url == *url).then_some(fetched.body)
        })
    }
}

/// An app that proved what it had to.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) metadata: Arc<ClientMetadata>,
    /// The digest of its own key, if it has one.
    pub(crate) thumbprint: Option<String>,
}

/// What is remembered of apps.
pub(crate) struct Clients {
    documents: Arc<dyn Documents>,
    known: Cache<String, (Time, Arc<ClientMetadata>)>,
    keys: Cache<String, (Time, Arc<Jwks>)>,
}

impl Clients {
    pub(crate) fn new(documents: Arc<dyn Documents>) -> Self {
        Self {
            documents,
            known: Cache::new(REMEMBERED),
            keys: Cache::new(REMEMBERED),
        }
    }

    /// What an app says of itself.
    pub(crate) async fn find(
        &self,
        client_id: &str,
        now: Time,
    ) -> Result<Arc<ClientMetadata>, OAuthError> {
        let id = ClientId::parse(client_id)?;
        let ClientId::Document(url) = &id else {
            return Ok(Arc::new(ClientMetadata::of_localhost(&id)?));
        };
        if let Some((at, known)) = self.known.get(client_id)
            && now.since(at) < KEEPS
        {
            return Ok(known);
        }
        let document = self.documents.get(url, MAX_METADATA_BYTES).await;
        let document = document.ok_or_else(|| {
            OAuthError::new(
                "invalid_client_metadata",
                "The client metadata could not be fetched.",
            )
        })?;
        let metadata = Arc::new(ClientMetadata::parse(url, &document)?);
        self.known
            .insert(client_id.to_owned(), (now, Arc::clone(&metadata)));
        Ok(metadata)
    }

    async fn keys(&self, url: &Url, now: Time, is_fresh: bool) -> Result<Arc<Jwks>, OAuthError> {
        if let Some((at, known)) = self.keys.get(url.as_str())
            && !is_fresh
            && now.since(at) < KEEPS
        {
            return Ok(known);
        }
        let bytes = self.documents.get(url, MAX_JWKS_BYTES).await;
        let bytes = bytes.ok_or_else(|| {
            OAuthError::invalid_client("The keys of the app could not be fetched.")
        })?;
        let keys = Arc::new(Jwks::parse(&bytes)?);
        self.keys.insert(url.to_string(), (now, Arc::clone(&keys)));
        Ok(keys)
    }
}

impl Provider {
    /// The app that sent a form, if it proved that it is itself as it says that it does.
    pub(crate) async fn client(&self, form: &Form) -> Result<Client, OAuthError> {
        let now = self.auth().social().now();
        let metadata = self.clients().find(form.get("client_id")?, now).await?;
        let thumbprint = match &metadata.authentication {
            Authentication::None if form.find("client_assertion").is_none() => None,
            Authentication::None => {
                return Err(OAuthError::invalid_client(
                    "This app has no key to prove anything with.",
                ));
            }
            Authentication::Key(keys) => Some(self.check_client_key(form, &metadata, keys).await?),
        };
        Ok(Client {
            metadata,
            thumbprint,
        })
    }

    async fn check_client_key(
        &self,
        form: &Form,
        metadata: &ClientMetadata,
        keys: &ClientKeys,
    ) -> Result<String, OAuthError> {
        let assertion = form.find("client_assertion");
        let assertion =
            assertion.filter(|_| form.find("client_assertion_type") == Some(ASSERTION_TYPE));
        let text = assertion
            .ok_or_else(|| OAuthError::invalid_client("The app must prove that it is itself."))?;
        let (issuer, seconds) = (self.issuer(), self.auth().seconds());
        let (token, par) = (
            format!("{issuer}/oauth/token"),
            format!("{issuer}/oauth/par"),
        );
        let names = [issuer.as_str(), &token, &par];
        let check = |keys: &Jwks| check_assertion(text, &metadata.client_id, &names, keys, seconds);
        let checked = match keys {
            ClientKeys::Here(keys) => check(keys),
            ClientKeys::At(url) => {
                let now = self.auth().social().now();
                match check(&*self.clients().keys(url, now, false).await?) {
                    // The app may have a new key.
                    Err(JoseError::Key) => check(&*self.clients().keys(url, now, true).await?),
                    other => other,
                }
            }
        };
        let proof = checked.map_err(|error| OAuthError::invalid_client(error.to_string()))?;
        if !self
            .auth()
            .replays()
            .is_first(&metadata.client_id, &proof.id, seconds)
        {
            return Err(OAuthError::invalid_client(
                "This proof of the app was used before.",
            ));
        }
        Ok(proof.thumbprint)
    }
}
