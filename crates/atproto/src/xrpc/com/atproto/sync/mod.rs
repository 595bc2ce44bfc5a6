//! `com.atproto.sync.*`: repositories, their files and what happens to them, for everybody
//! (<https://atproto.com/specs/sync>).

mod get_blob;
mod get_blocks;
mod get_latest_commit;
mod get_record;
mod get_repo;
mod get_repo_status;
mod list_blobs;
mod list_repos;
mod subscribe_repos;

use at_proto::cid::Cid;
use at_proto::syntax::Did;
use axum::Router;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{StatusCode, header};
use social::repo::{Repo, RepoHead, RepoState};
use tokio::sync::watch;

use crate::AtProto;
use crate::auth::AtCaller;
use crate::xrpc::{Shared, XrpcError};

pub(crate) fn routes(stopping: watch::Receiver<bool>) -> Router<Shared> {
    let firehose = subscribe_repos::Firehose::new(stopping);
    Router::new()
        .route("/xrpc/com.atproto.sync.getBlob", get(get_blob::handle))
        .route("/xrpc/com.atproto.sync.getBlocks", get(get_blocks::handle))
        .route(
            "/xrpc/com.atproto.sync.getLatestCommit",
            get(get_latest_commit::handle),
        )
        .route("/xrpc/com.atproto.sync.getRecord", get(get_record::handle))
        .route("/xrpc/com.atproto.sync.getRepo", get(get_repo::handle))
        .route(
            "/xrpc/com.atproto.sync.getRepoStatus",
            get(get_repo_status::handle),
        )
        .route("/xrpc/com.atproto.sync.listBlobs", get(list_blobs::handle))
        .route("/xrpc/com.atproto.sync.listRepos", get(list_repos::handle))
        .route(
            "/xrpc/com.atproto.sync.subscribeRepos",
            get(subscribe_repos::handle).layer(axum::Extension(firehose)),
        )
}

impl AtProto {
    /// A repository that others know of, whatever its state.
    pub(crate) async fn known_repo(&self, did: &str) -> Result<Repo, XrpcError> {
        let missing = || {
            XrpcError::bad(
                "RepoNotFound",
                format!("Could not find repo for DID: {did}"),
            )
        };
        Did::parse(did)
            .map_err(|_unreadable| XrpcError::invalid_request("did must be a valid did"))?;
        let repo = self.social.repo_by_did(did).await?;
        repo.filter(|repo| repo.state != RepoState::New)
            .ok_or_else(missing)
    }

    /// A repository that others may read, with its newest commit. One that is kept back is read by its owner alone, who
    /// takes it elsewhere.
    pub(crate) async fn readable_repo(
        &self,
        did: &str,
        asking: &Asking,
    ) -> Result<(Repo, RepoHead), XrpcError> {
        let is_owner = asking.as_ref().is_ok_and(|who| who.did.as_str() == did);
        let own = asking.as_ref().ok().map(|who| &who.repo);
        let repo = match own.filter(|_| is_owner) {
            Some(own) => own.clone(),
            None => self.known_repo(did).await?,
        };
        match repo.state {
            RepoState::Active => {}
            RepoState::New | RepoState::Deactivated if is_owner => {}
            RepoState::Deactivated => {
                let message = format!("Repo has been deactivated: {did}");
                return Err(XrpcError::bad("RepoDeactivated", message));
            }
            RepoState::Suspended => {
                let message = format!("Repo has been suspended: {did}");
                return Err(XrpcError::bad("RepoSuspended", message));
            }
            RepoState::New | RepoState::Deleted => {
                let message = format!("Could not find repo for DID: {did}");
                return Err(XrpcError::bad("RepoNotFound", message));
            }
        }
        let head = repo.head.clone().ok_or_else(|| {
            let message = format!("Could not find root for DID: {did}");
            XrpcError::bad("RepoNotFound", message)
        })?;
        Ok((repo, head))
    }
}

/// Whoever asks, if they say so. What everybody may read is not refused to those who say it wrong.
pub(crate) type Asking = Result<AtCaller, XrpcError>;

/// The values of a parameter that may stand more than once.
pub(crate) fn all_of(query: Option<&str>, name: &str) -> Vec<String> {
    let pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    pairs
        .filter(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
        .collect()
}

pub(super) fn cid_of(text: &str) -> Result<Cid, XrpcError> {
    Cid::parse(text).map_err(|_unreadable| XrpcError::invalid_request("cid must be a cid string"))
}

/// An answer in blocks (<https://ipld.io/specs/transport/car/carv1/>).
fn car(body: impl Into<Body>) -> Response {
    let kind = (header::CONTENT_TYPE, "application/vnd.ipld.car");
    (StatusCode::OK, [kind], body.into()).into_response()
}
