//! Who vouches for an activity: the signature of the request, the proof inside the document, or its origin.

use std::sync::Arc;

use ap_proto::activity::ActivityKind;
use ap_proto::key::PublicKey;
use ap_proto::proof::{Proof, ProofProblem};
use ap_proto::signature::{Claim, Request, SignatureProblem};
use url::Url;

use super::keys::{FoundKey, OwnedKey, possible_owners};
use super::{Delivery, Incoming};
use crate::ActivityPub;
use crate::error::{Error, Result};
use crate::map::timestamp;

/// Who vouches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Authority {
    /// The activity's actor, who brought it.
    Actor,
    /// The activity's actor, by a proof inside; whoever brought it only did that.
    Proof,
    /// Nobody yet: somebody passed it on, and its origin must be asked.
    Origin,
    /// The actor's origin says that the actor is gone for good, which is what the activity says.
    Gone,
    /// The actor's origin knows no such actor (any more); there is nothing to do and nobody to tell.
    Nobody,
}

impl From<SignatureProblem> for Error {
    fn from(problem: SignatureProblem) -> Self {
        Self::unsigned(problem.code(), problem.to_string())
    }
}

impl From<ProofProblem> for Error {
    fn from(problem: ProofProblem) -> Self {
        Self::unsigned(problem.code(), problem.to_string())
    }
}

impl ActivityPub {
    /// Finds out who vouches for a delivery. A signature that is there must be right, whatever the document proves:
    /// its 401 is what makes the other side try the other scheme.
    pub(super) async fn authority(
        &self,
        request: &Incoming,
        delivery: &mut Delivery<'_>,
    ) -> Result<Authority> {
        let claim = match self.claim(request) {
            Ok(claim) => claim,
            Err(SignatureProblem::Missing) => return self.proof_authority(delivery).await,
            Err(problem) => return Err(problem.into()),
        };
        let signer = match Box::pin(self.signer_of(&claim)).await {
            Ok(signer) => signer,
            Err(error) => return authority_of_the_gone(&claim, delivery, error),
        };
        if signer.owner == delivery.activity.actor {
            return Ok(Authority::Actor);
        }
        delivery.is_relayed = self.is_relay(&signer.owner).await?;
        match self.proof_authority(delivery).await {
            Ok(authority) => Ok(authority),
            Err(_) if is_forwarded(delivery) => Ok(Authority::Origin),
            Err(_) => Err(Error::unsigned(
                "signer_mismatch",
                "The request is signed by somebody else than the activity's actor",
            )),
        }
    }

    /// What a request claims about who signed it.
    pub(super) fn claim(&self, request: &Incoming) -> Result<Claim, SignatureProblem> {
        let target = format!("{}{}", self.urls.base(), request.path);
        let target = Url::parse(&target)
            .map_err(|_not_a_url| SignatureProblem::Malformed("the target is no URL"))?;
        let request = Request {
            method: &request.method,
            target: &target,
            headers: &request.headers,
            body: &request.body,
        };
        Claim::read(&request, timestamp(self.social.now()))
    }

    /// The actor whose key signed a request.
    pub(super) async fn signer_of(&self, claim: &Claim) -> Result<Arc<OwnedKey>> {
        self.fitting_key(&claim.key_id, |key| Ok(claim.verify(key)?))
            .await
    }

    /// The key of an id that a signature fits; one that is kept and does not fit is fetched again, once.
    async fn fitting_key(
        &self,
        key_id: &str,
        fits: impl Fn(&PublicKey) -> Result<()>,
    ) -> Result<Arc<OwnedKey>> {
        let kept = match self.key(key_id).await? {
            FoundKey::Fresh(key) => return fits(&key.key).map(|()| key),
            FoundKey::Kept(key) => key,
        };
        let Err(problem) = fits(&kept.key) else {
            return Ok(kept);
        };
        match self.refetch_key(key_id).await? {
            Some(key) => fits(&key.key).map(|()| key),
            None => Err(problem),
        }
    }

    /// The proof inside the document, made with a key of its actor (FEP-8b32). Linked-data signatures are never
    /// looked at: what they cover depends on contexts a stranger may redefine (security row A10).
    pub(super) async fn proof_authority(&self, delivery: &Delivery<'_>) -> Result<Authority> {
        let proof = Proof::read(delivery.value, timestamp(self.social.now()))?;
        let key_id = &proof.verification_method;
        let key = Box::pin(self.fitting_key(key_id, |key| Ok(proof.verify(key)?))).await;
        let key = key.map_err(as_unsigned)?;
        if key.owner == delivery.activity.actor {
            Ok(Authority::Proof)
        } else {
            Err(Error::unsigned(
                "signer_mismatch",
                "The proof is by somebody else than the actor",
            ))
        }
    }
}

/// Deletes of an account arrive when its key is gone, too (gotcha 14): then its origin has the last word.
fn authority_of_the_gone(
    claim: &Claim,
    delivery: &Delivery<'_>,
    error: Error,
) -> Result<Authority> {
    let activity = delivery.activity;
    let is_self_delete = activity.kind == ActivityKind::Delete
        && activity.object.id() == Some(activity.actor.as_str())
        && possible_owners(&claim.key_id).any(|owner| owner == activity.actor);
    match error {
        error if is_self_delete && error.is_gone() => Ok(Authority::Gone),
        error if is_self_delete && error.is_missing() => Ok(Authority::Nobody),
        error => Err(as_unsigned(error)),
    }
}

/// A key that cannot be got or believed leaves the request unsigned, except when it may be there later.
pub(super) fn as_unsigned(error: Error) -> Error {
    match error {
        Error::Refused(refusal) => Error::unsigned(refusal.code(), refusal.to_string()),
        Error::Fetch(fetch) if !fetch.is_retryable() => {
            Error::unsigned(fetch.code(), fetch.to_string())
        }
        Error::NotFound(what) => {
            Error::unsigned("key_unavailable", format!("{what} was not found"))
        }
        other => other,
    }
}

/// Whether an activity was passed on by a relay, or the old way, with a linked-data signature: then its origin can be asked.
fn is_forwarded(delivery: &Delivery<'_>) -> bool {
    let can_be_asked_for = matches!(
        delivery.activity.kind,
        ActivityKind::Create | ActivityKind::Update | ActivityKind::Delete
    );
    can_be_asked_for && (delivery.is_relayed || delivery.value.get("signature").is_some())
}
