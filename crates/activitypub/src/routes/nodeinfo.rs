//! What this server is, and how many use it (FEP-f1d5, FEP-0151, FEP-2677).

use std::sync::Arc;

use ap_proto::nodeinfo::{self, NodeInfo, Version};
use axum::extract::State;
use axum::response::Response;
use social::community::Registration;

use super::respond;
use crate::ActivityPub;
use crate::error::Result;

/// GET /.well-known/nodeinfo — which versions there are, and the server's own actor.
pub(super) async fn discovery(State(network): State<Arc<ActivityPub>>) -> Result<Response> {
    let server = network.urls.actor(network.social.server_account().await?);
    let document = nodeinfo::discovery(network.urls.base(), &server);
    Ok(respond::public("application/json", document.to_string()))
}

/// GET /nodeinfo/2.0
pub(super) async fn v2_0(State(network): State<Arc<ActivityPub>>) -> Result<Response> {
    show(&network, Version::V2_0).await
}

/// GET /nodeinfo/2.1
pub(super) async fn v2_1(State(network): State<Arc<ActivityPub>>) -> Result<Response> {
    show(&network, Version::V2_1).await
}

async fn show(network: &ActivityPub, version: Version) -> Result<Response> {
    let community = network.social.community().await?;
    let stats = network.social.stats().await?;
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    let info = NodeInfo {
        software: &network.config.software,
        software_version: &network.config.version,
        repository: &network.config.repository,
        homepage: &network.config.homepage,
        protocols: &["activitypub"],
        open_registrations: community.registration == Registration::Open,
        users: count(stats.members),
        active_month: count(stats.active_month),
        active_half_year: count(stats.active_half_year),
        posts: count(stats.posts),
        name: &community.name,
        description: &community.description,
    };
    Ok(respond::public(
        &version.content_type(),
        info.to_value(version).to_string(),
    ))
}
