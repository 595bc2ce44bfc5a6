//! `com.atproto.admin.updateSubjectStatus`

use at_proto::syntax::{AtUri, Did};
use axum::Json;
use axum::extract::State;
use model::PostId;
use serde::Deserialize;
use serde_json::{Value, json};
use social::Caller;
use social::caller::Role;
use social::repo::{Repo, RepoState};
use social::staff::{Action, Decision, Pardon};

use super::subject::{Status, Subject, missing};
use super::{Staff, not_here};
use crate::AtProto;
use crate::error::Error;
use crate::xrpc::{Input, Shared, XrpcError, with};

/// The only kind of record that can be removed on its own.
const POST: &str = "app.bsky.feed.post";

#[derive(Debug, Deserialize)]
pub(super) struct Body {
    subject: Subject,
    takedown: Option<Status>,
    deactivated: Option<Status>,
}

/// POST `com.atproto.admin.updateSubjectStatus` — decides about an account or a post: to take an account down is to suspend
/// it, on every network and with the note that every decision has; to deactivate it is to keep its repository back, until its
/// owner shows it again; to take a post down is to delete it for good. For moderators.
pub(super) async fn handle(
    State(at): State<Shared>,
    Staff(caller): Staff,
    Input(body): Input<Body>,
) -> Result<Json<Value>, XrpcError> {
    let is_down = body.takedown.as_ref().is_some_and(|status| status.applied);
    let is_up = body
        .deactivated
        .as_ref()
        .is_some_and(|status| !status.applied);
    if is_down && is_up {
        let message = "Cannot activate and takedown an account at the same time";
        return Err(XrpcError::invalid_request(message));
    }
    match &body.subject {
        Subject::Account { did } => {
            if let Some(takedown) = &body.takedown {
                at.take_down(&caller, did, takedown.applied).await?;
            }
            if let Some(deactivated) = &body.deactivated {
                at.keep_back(&caller, did, deactivated.applied).await?;
            }
        }
        _ if body.deactivated.is_some() => {
            return Err(not_here("Only an account can be deactivated."));
        }
        Subject::Record { uri, .. } => {
            if let Some(takedown) = &body.takedown {
                at.remove_record(&caller, uri, takedown.applied).await?;
            }
        }
        Subject::Blob { .. } if body.takedown.is_some() => {
            return Err(not_here(
                "A file is not taken down on its own: remove the post that it is in.",
            ));
        }
        Subject::Blob { .. } => {}
    }
    at.chores_due();
    let answer = json!({ "subject": body.subject.json() });
    let takedown = body.takedown.map(|status| json!(status));
    Ok(Json(with(answer, "takedown", takedown)))
}

impl AtProto {
    /// Suspends an account, here or elsewhere, or takes that back. What is so already stays so, without another note.
    async fn take_down(
        &self,
        caller: &Caller,
        did: &Did,
        is_applied: bool,
    ) -> Result<(), XrpcError> {
        let account = self.known_account(did).await?.ok_or_else(missing)?;
        let view = self.social.staff_account(caller, account).await?;
        if view.account.is_suspended == is_applied {
            return Ok(());
        }
        if is_applied {
            let decision = Decision {
                action: Action::Suspend,
                ..Decision::default()
            };
            self.social.moderate(caller, account, decision).await?;
        } else {
            let pardon = Pardon::Unsuspend;
            self.social.pardon(caller, account, pardon).await?;
        }
        Ok(())
    }

    /// Keeps the repository of a member back. To show it again is for its owner: nobody else knows whether they want that.
    async fn keep_back(
        &self,
        caller: &Caller,
        did: &Did,
        is_applied: bool,
    ) -> Result<(), XrpcError> {
        let Repo {
            account_id, state, ..
        } = self.member_repo(did).await?;
        let role = Role::Moderator;
        self.social.check_decides(caller, role, account_id).await?;
        match (is_applied, state) {
            (true, RepoState::New | RepoState::Active) => {}
            (false, RepoState::Deactivated) => {
                return Err(not_here(
                    "Whether an account is shown again is for its owner to say.",
                ));
            }
            _ => return Ok(()),
        }
        let state = RepoState::Deactivated;
        self.deactivate(account_id, state).await?;
        let told = Decision {
            text: "Your account is not shown on the Bluesky network any more.".to_owned(),
            ..Decision::default()
        };
        Ok(self.social.moderate(caller, account_id, told).await?)
    }

    async fn remove_record(
        &self,
        caller: &Caller,
        uri: &AtUri,
        is_applied: bool,
    ) -> Result<(), XrpcError> {
        let found = self.record_at(uri).await?;
        if !is_applied {
            let gone = || not_here("What was removed is deleted, and does not come back.");
            return found.map(drop).ok_or_else(gone);
        }
        let found = found.ok_or_else(missing)?;
        let subject = found
            .record
            .subject
            .filter(|_| found.record.collection == POST);
        let Some(post) = subject else {
            return Err(not_here("Only posts can be removed on their own."));
        };
        let removed = self
            .social
            .remove_post(caller, found.account_id, PostId::from(post));
        removed.await.map_err(Error::from)?;
        Ok(())
    }
}
