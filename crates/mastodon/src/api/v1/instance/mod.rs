//! `/api/v1/instance`: what this community is.

mod activity;
mod domain_blocks;
mod extended_description;
mod languages;
mod peers;
mod privacy_policy;
mod rules;
mod show;
mod terms_of_service;
mod translation_languages;

use social::community::Community;
use social::{AccountView, Viewer};

use crate::access::Rule;
use crate::app::App;
use crate::error::Result;
use crate::table::Table;

pub(super) fn routes(table: Table) -> Table {
    table
        .get("/api/v1/instance", Rule::Public, show::show)
        .get(
            "/api/v1/instance/domain_blocks",
            Rule::Public,
            domain_blocks::domain_blocks,
        )
        .get("/api/v1/instance/rules", Rule::Public, rules::rules)
        .get(
            "/api/v1/instance/extended_description",
            Rule::Public,
            extended_description::extended_description,
        )
        .get(
            "/api/v1/instance/languages",
            Rule::Public,
            languages::languages,
        )
        .get(
            "/api/v1/instance/translation_languages",
            Rule::Public,
            translation_languages::translation_languages,
        )
        .get(
            "/api/v1/instance/activity",
            Rule::Public,
            activity::activity,
        )
        .get("/api/v1/instance/peers", Rule::Public, peers::peers)
        .get("/api/v1/peers/search", Rule::Public, peers::search)
        .get(
            "/api/v1/instance/privacy_policy",
            Rule::Public,
            privacy_policy::privacy_policy,
        )
        .get(
            "/api/v1/instance/terms_of_service",
            Rule::Public,
            terms_of_service::current,
        )
        .get(
            "/api/v1/instance/terms_of_service/{date}",
            Rule::Public,
            terms_of_service::of_date,
        )
}

/// The account of whom to ask, if the host named one.
pub(in crate::api) async fn contact(
    app: &App,
    community: &Community,
) -> Result<Option<AccountView>> {
    match community.contact_account {
        Some(id) => Ok(app
            .social
            .accounts(Viewer::Anyone, &[id])
            .await?
            .into_iter()
            .next()),
        None => Ok(None),
    }
}
