//! Signing our requests with the keys of our own actors.

use std::sync::Arc;

use ap_proto::media_type::ACTIVITY_JSON;
use ap_proto::signature::{Outgoing, Scheme, SignatureProblem, Signer, sign_cavage, sign_rfc9421};
use http::{HeaderMap, Method};
use infra::fetch::SignerError;
use jiff::Timestamp;
use model::AccountId;
use social::outbox::AccountKeys;
use url::Url;

use crate::ActivityPub;
use crate::error::Result;
use crate::map::timestamp;

/// Signs requests of one account in one way.
pub(crate) struct RequestSigner {
    key_id: String,
    keys: Arc<AccountKeys>,
    scheme: Scheme,
    now: Timestamp,
}

impl ActivityPub {
    /// The server's own actor signs: for fetching, whoever it is for.
    pub(crate) async fn server_signer(&self, scheme: Scheme) -> Result<RequestSigner> {
        let server = self.social.server_account().await?;
        self.signer(server, scheme).await
    }

    /// An account of ours signs: for delivering what it did.
    pub(crate) async fn signer(&self, account: AccountId, scheme: Scheme) -> Result<RequestSigner> {
        Ok(RequestSigner {
            key_id: self.urls.rsa_key(account),
            keys: self.social.keys(account).await?,
            scheme,
            now: timestamp(self.social.now()),
        })
    }
}

impl RequestSigner {
    /// The headers that sign a GET.
    pub(crate) fn sign_get(&self, method: &Method, target: &Url) -> Result<HeaderMap, SignerError> {
        Ok(self.sign(Outgoing {
            method,
            target,
            body: None,
            header: None,
        })?)
    }

    /// The headers that sign a delivery: signature, digest, content type, and one more that is to be sent.
    pub(crate) fn sign_post(
        &self,
        target: &Url,
        body: &[u8],
        header: Option<(&'static str, &str)>,
    ) -> Result<HeaderMap, SignatureProblem> {
        self.sign(Outgoing {
            method: &Method::POST,
            target,
            body: Some((body, ACTIVITY_JSON)),
            header,
        })
    }

    fn sign(&self, request: Outgoing<'_>) -> Result<HeaderMap, SignatureProblem> {
        let signer = Signer {
            key_id: &self.key_id,
            key: &self.keys.rsa,
        };
        match self.scheme {
            Scheme::Rfc9421 => sign_rfc9421(&request, &signer, self.now),
            Scheme::Cavage => sign_cavage(&request, &signer, self.now),
        }
    }
}
