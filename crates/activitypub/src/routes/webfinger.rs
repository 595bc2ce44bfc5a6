//! How addresses of this community are found (RFC 7033, RFC 6415, FEP-d556).

use std::sync::Arc;

use ap_proto::webfinger::{Acct, Doors, host_meta_xml, jrd};
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use social::AccountView;

use super::respond;
use crate::ActivityPub;
use crate::error::{Error, Result};
use crate::map::actor::public_name;
use crate::urls::Here;

/// The query of WebFinger.
#[derive(Debug, Deserialize)]
pub(super) struct Question {
    resource: Option<String>,
}

/// GET /.well-known/webfinger?resource=… — by address, actor id, profile page, or the server's own URL.
pub(super) async fn webfinger(
    State(network): State<Arc<ActivityPub>>,
    Query(question): Query<Question>,
) -> Result<Response> {
    let resource = question
        .resource
        .ok_or(Error::BadRequest("The resource is missing"))?;
    let account = network.find_resource(resource.trim()).await?;
    let name = public_name(&account.username);
    let address = format!("{name}@{}", network.social.domain());
    let acct = Acct::parse(&address).ok_or(Error::NotFound("That account"))?;
    let doors = Doors {
        interact: &network.social.url("/authorize_interaction?uri="),
        write: &network.social.url("/share?text="),
    };
    let document = jrd(&acct, &account.uri, &account.page_url, doors);
    Ok(respond::jrd(&document))
}

/// GET /.well-known/host-meta — where WebFinger is.
pub(super) async fn host_meta(State(network): State<Arc<ActivityPub>>) -> Response {
    respond::public("application/xrd+xml", host_meta_xml(network.urls.base()))
}

impl ActivityPub {
    async fn find_resource(&self, resource: &str) -> Result<AccountView> {
        let missing = Error::NotFound("That account");
        if resource.starts_with("https://") || resource.starts_with("http://") {
            return match self.urls.parse(resource) {
                Some(Here::Actor(id)) => self.local_account(&id.to_string()).await,
                Some(Here::ActorPage(name)) => self.local_by_name(&name).await,
                Some(Here::Server) => self.server_view().await,
                _ => Err(missing),
            };
        }
        let acct = Acct::parse(resource).ok_or(Error::BadRequest("The resource is no address"))?;
        let hosts = [Some(self.social.domain().as_str()), self.host()];
        if !hosts.contains(&Some(acct.host.as_str())) {
            return Err(missing);
        }
        if acct.user == public_name(self.social.domain().as_str()) {
            return self.server_view().await;
        }
        self.local_by_name(&acct.user).await
    }

    /// The host this server is reached at, which may differ from the domain of its addresses.
    fn host(&self) -> Option<&str> {
        self.urls.base().split_once("://").map(|(_, host)| host)
    }

    async fn local_by_name(&self, name: &str) -> Result<AccountView> {
        let found = self
            .social
            .find_account(name)
            .await?
            .filter(AccountView::is_local);
        let account = found.ok_or(Error::NotFound("That account"))?;
        self.local_account(&account.id.to_string()).await
    }
}
