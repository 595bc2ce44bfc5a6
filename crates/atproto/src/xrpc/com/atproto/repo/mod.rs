//! `com.atproto.repo.*`: records and files of people here.

mod answer;
mod apply_writes;
mod create_record;
mod delete_record;
mod describe_repo;
mod get_record;
mod import_repo;
mod list_missing_blobs;
mod list_records;
mod put_record;
mod upload_blob;

use at_proto::syntax::{AtIdentifier, Did};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use social::repo::Repo;

use crate::AtProto;
use crate::xrpc::{Shared, XrpcError};

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route(
            "/xrpc/com.atproto.repo.applyWrites",
            post(apply_writes::handle),
        )
        .route(
            "/xrpc/com.atproto.repo.createRecord",
            post(create_record::handle),
        )
        .route(
            "/xrpc/com.atproto.repo.deleteRecord",
            post(delete_record::handle),
        )
        .route(
            "/xrpc/com.atproto.repo.describeRepo",
            get(describe_repo::handle),
        )
        .route("/xrpc/com.atproto.repo.getRecord", get(get_record::handle))
        .route(
            "/xrpc/com.atproto.repo.listRecords",
            get(list_records::handle),
        )
        .route(
            "/xrpc/com.atproto.repo.importRepo",
            post(import_repo::handle).layer(DefaultBodyLimit::disable()),
        )
        .route(
            "/xrpc/com.atproto.repo.listMissingBlobs",
            get(list_missing_blobs::handle),
        )
        .route("/xrpc/com.atproto.repo.putRecord", post(put_record::handle))
        .route(
            "/xrpc/com.atproto.repo.uploadBlob",
            post(upload_blob::handle).layer(DefaultBodyLimit::disable()),
        )
}

impl AtProto {
    /// The repository of somebody here, by name or handle.
    pub(crate) async fn repo_named(&self, name: &AtIdentifier) -> Result<Option<Repo>, XrpcError> {
        Ok(match name {
            AtIdentifier::Did(did) => self.social.repo_by_did(did.as_str()).await?,
            AtIdentifier::Handle(handle) => {
                let handle = handle.as_str().to_lowercase();
                self.social.repo_by_handle(&handle).await?
            }
        })
    }

    /// The same of a repository whose records may be read; the name of nobody here is an error.
    async fn open_named(&self, name: &AtIdentifier) -> Result<(Repo, Did), XrpcError> {
        let repo = self.repo_named(name).await?;
        let did = repo.as_ref().and_then(|repo| Did::parse(&repo.did).ok());
        let missing = || XrpcError::bad("RepoNotFound", format!("Could not find repo: {name}"));
        let open = repo.filter(crate::identity::is_readable);
        open.zip(did).ok_or_else(missing)
    }
}
