//! `com.atproto.admin.getSubjectStatus`

use at_proto::cid::Cid;
use at_proto::syntax::{AtUri, Did};
use axum::Json;
use axum::extract::State;
use data_encoding::HEXLOWER;
use serde::Deserialize;
use serde_json::{Value, json};
use social::Caller;
use social::repo::RepoState;

use super::Staff;
use super::subject::{Status, Subject, missing};
use crate::AtProto;
use crate::xrpc::{Params, Shared, XrpcError, with};

#[derive(Debug, Deserialize)]
pub(super) struct Query {
    did: Option<Did>,
    uri: Option<AtUri>,
    blob: Option<String>,
}

/// GET `com.atproto.admin.getSubjectStatus` — what was decided about an account, a record or a file. What was removed is not
/// found any more. For moderators.
pub(super) async fn handle(
    State(at): State<Shared>,
    Staff(caller): Staff,
    Params(query): Params<Query>,
) -> Result<Json<Value>, XrpcError> {
    let answer = match (query.blob, query.uri, query.did) {
        (Some(cid), _, Some(did)) => at.blob_status(did, cid).await?,
        (Some(_), _, None) => {
            let message = "Must provide a did to request blob state";
            return Err(XrpcError::invalid_request(message));
        }
        (None, Some(uri), _) => at.record_status(uri).await?,
        (None, None, Some(did)) => at.account_status(&caller, did).await?,
        (None, None, None) => return Err(XrpcError::invalid_request("No provided subject")),
    };
    Ok(Json(answer))
}

/// What is there, is not taken down.
fn standing(subject: &Subject) -> Value {
    json!({ "subject": subject.json(), "takedown": Status::of(false) })
}

impl AtProto {
    async fn blob_status(&self, did: Did, cid: String) -> Result<Value, XrpcError> {
        let repo = self.member_repo(&did).await?;
        let parsed = Cid::parse(&cid).map_err(|_unreadable| missing())?;
        let digest = HEXLOWER.encode(parsed.digest());
        let found = self.social.blob(repo.account_id, &digest).await;
        match found {
            Ok(_) => Ok(standing(&Subject::Blob { did, cid })),
            Err(social::Error::NotFound(_)) => Err(missing()),
            Err(error) => Err(error.into()),
        }
    }

    async fn record_status(&self, uri: AtUri) -> Result<Value, XrpcError> {
        let found = self.record_at(&uri).await?.ok_or_else(missing)?;
        let cid = Cid::from_bytes(&found.record.cid).map_err(social::Error::internal)?;
        let cid = cid.to_string();
        Ok(standing(&Subject::Record { uri, cid }))
    }

    async fn account_status(&self, caller: &Caller, did: Did) -> Result<Value, XrpcError> {
        let account = self.known_account(&did).await?.ok_or_else(missing)?;
        let view = self.social.staff_account(caller, account).await;
        let view = view.map_err(|error| match error {
            social::Error::NotFound(_) => missing(),
            other => other.into(),
        })?;
        let repo = self.social.repo(account).await?;
        let deactivated = repo.map(|repo| Status::of(repo.state == RepoState::Deactivated));
        let answer = json!({
            "subject": Subject::Account { did }.json(),
            "takedown": Status::of(view.account.is_suspended),
        });
        Ok(with(
            answer,
            "deactivated",
            deactivated.map(|status| json!(status)),
        ))
    }
}
