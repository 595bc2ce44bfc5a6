//! `com.atproto.repo.applyWrites`

use at_proto::cid::Cid;
use at_proto::data;
use at_proto::repo::MAX_OPS;
use at_proto::syntax::{AtIdentifier, Nsid, RecordKey};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::answer::{Commit, Written};
use crate::apps::{Expected, Wish};
use crate::auth::{AtCaller, Permission, RepoAction};
use crate::xrpc::{Record, Shared, XrpcError};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Body {
    repo: AtIdentifier,
    validate: Option<bool>,
    writes: Vec<Write>,
    swap_commit: Option<Cid>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "$type")]
enum Write {
    #[serde(rename = "com.atproto.repo.applyWrites#create")]
    Create {
        collection: Nsid,
        rkey: Option<RecordKey>,
        value: Value,
    },
    #[serde(rename = "com.atproto.repo.applyWrites#update")]
    Update {
        collection: Nsid,
        rkey: RecordKey,
        value: Value,
    },
    #[serde(rename = "com.atproto.repo.applyWrites#delete")]
    Delete { collection: Nsid, rkey: RecordKey },
}

impl Write {
    fn wish(self) -> Result<Wish, XrpcError> {
        let read = |value: &Value| {
            data::record_from_json(value)
                .map_err(|error| XrpcError::invalid_request(format!("The record {error}")))
        };
        let (collection, rkey, record, action) = match self {
            Self::Create {
                collection,
                rkey,
                value,
            } => (collection, rkey, Some(read(&value)?), RepoAction::Create),
            Self::Update {
                collection,
                rkey,
                value,
            } => {
                let record = Some(read(&value)?);
                (collection, Some(rkey), record, RepoAction::Update)
            }
            Self::Delete { collection, rkey } => (collection, Some(rkey), None, RepoAction::Delete),
        };
        Ok(Wish {
            collection,
            rkey,
            record,
            action,
            expected: Expected::Anything,
        })
    }
}

/// POST `com.atproto.repo.applyWrites` — several records in one commit.
pub(super) async fn handle(
    State(at): State<Shared>,
    caller: AtCaller,
    Record(body): Record<Body>,
) -> Result<Json<Answer>, XrpcError> {
    caller.check_own(body.repo.as_ref())?;
    if body.writes.len() > MAX_OPS {
        let message = format!("Too many writes. Max: {MAX_OPS}");
        return Err(XrpcError::invalid_request(message));
    }
    let mut wishes = Vec::new();
    for write in body.writes {
        let wish = write.wish()?;
        caller.check(&Permission::Repo {
            collection: wish.collection.as_str(),
            action: wish.action,
        })?;
        wishes.push(wish);
    }
    let actions: Vec<RepoAction> = wishes.iter().map(|wish| wish.action).collect();
    let granted = at
        .grant(&caller, wishes, body.swap_commit, body.validate)
        .await?;
    let results = actions.iter().zip(&granted.records);
    let results = results.map(|(action, record)| Outcome {
        kind: match action {
            RepoAction::Create => "com.atproto.repo.applyWrites#createResult",
            RepoAction::Update => "com.atproto.repo.applyWrites#updateResult",
            RepoAction::Delete => "com.atproto.repo.applyWrites#deleteResult",
        },
        written: record
            .as_ref()
            .map(|(uri, cid, judged)| Written::one(uri.to_string(), cid.to_string(), *judged)),
    });
    Ok(Json(Answer {
        results: results.collect(),
        commit: Commit::of(&granted),
    }))
}

#[derive(Debug, Serialize)]
pub(super) struct Answer {
    results: Vec<Outcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<Commit>,
}

#[derive(Debug, Serialize)]
struct Outcome {
    #[serde(rename = "$type")]
    kind: &'static str,
    #[serde(flatten)]
    written: Option<Written>,
}
