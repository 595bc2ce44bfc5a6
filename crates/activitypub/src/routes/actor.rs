//! Actors: the people here, and the server itself.

use std::sync::Arc;

use ap_proto::build::document;
use axum::extract::{Path, State};
use axum::response::{Redirect, Response};
use http::StatusCode;
use http::request::Parts;
use model::{AccountId, AccountKind};
use social::{AccountView, Viewer};

use super::{respond, visit};
use crate::error::{Error, Result};
use crate::map::actor::{Others, to_actor};
use crate::map::is_of_the_web;
use crate::{ActivityPub, ID};

/// GET /ap/actors/{id} — somebody here. The server's own actor is readable unsigned, always: who wants to verify our
/// signatures must start somewhere.
pub(super) async fn show(
    State(network): State<Arc<ActivityPub>>,
    Path(id): Path<String>,
    parts: Parts,
) -> Result<Response> {
    let account = network.local_account(&id).await?;
    if respond::wants_page(&parts.headers) {
        return Ok(respond::page(&account.page_url));
    }
    if account.kind != AccountKind::Server {
        Box::pin(network.visitor(&visit(&parts))).await?;
    }
    let actor = network.actor_document(&account).await?;
    Ok(respond::activity(StatusCode::OK, &document(actor)))
}

/// GET /actor — where much software looks for the server's own actor; its id is elsewhere.
pub(super) async fn server(State(network): State<Arc<ActivityPub>>) -> Result<Redirect> {
    let account = network.server_view().await?;
    Ok(Redirect::temporary(&network.urls.actor(account.id)))
}

impl ActivityPub {
    /// An account of this community by the id in a path.
    pub(crate) async fn local_account(&self, id: &str) -> Result<AccountView> {
        let id: AccountId = id.parse().or(Err(Error::NotFound("That account")))?;
        let account = self.social.account(Viewer::Anyone, id).await?;
        if !account.is_local() {
            return Err(Error::NotFound("That account"));
        }
        if account.is_suspended {
            return Err(social::Error::Forbidden("This account is suspended.").into());
        }
        Ok(account)
    }

    /// The server's own account.
    pub(crate) async fn server_view(&self) -> Result<AccountView> {
        let id = self.social.server_account().await?;
        Ok(self.social.account(Viewer::Anyone, id).await?)
    }

    /// The actor of an account, without a context.
    pub(crate) async fn actor_document(&self, account: &AccountView) -> Result<serde_json::Value> {
        let keys = self.social.keys(account.id).await?;
        let others = self.others_of(account).await?;
        let mut actor =
            to_actor(account, others, &keys, &self.urls, self.social.domain()).to_value();
        if account.kind != AccountKind::Server {
            self.add_endpoints(&mut actor);
        }
        Ok(actor)
    }

    /// The other actors of the same person, as far as they are of the Fediverse.
    async fn others_of(&self, account: &AccountView) -> Result<Others> {
        let aliases = self.social.aliases(account.id).await?;
        let moved_to = match account.moved_to {
            Some(target) => self.social.identity_of(ID, target).await?,
            None => None,
        };
        let known_as = aliases.into_iter().map(|alias| alias.uri);
        Ok(Others {
            also_known_as: known_as.filter(|uri| is_of_the_web(uri)).collect(),
            moved_to: moved_to.map(|target| target.uri),
            server: Some(self.urls.actor(self.social.server_account().await?)),
        })
    }
}
