//! `/api/v1/folkmoot/admin/community`: what the host decides. Described in `docs/api/community.md`.

use axum::Json;
use edge::forms::non_blank;
use model::Time;
use serde::{Deserialize, Serialize};
use social::community::{Community, CommunityUpdate, Paper};

use crate::access::Me;
use crate::app::App;
use crate::error::{Answer, Error, Result};
use crate::form::Form;

/// What was decided.
#[derive(Debug, Serialize)]
pub(super) struct Decided {
    link_previews: bool,
    review_trends: bool,
    privacy_policy: Option<String>,
    terms_of_service: Option<String>,
    terms_effective_date: Option<String>,
}

impl From<Community> for Decided {
    fn from(community: Community) -> Self {
        let terms = community.terms.first();
        Self {
            link_previews: community.link_previews,
            review_trends: community.reviews_trends,
            terms_of_service: terms.map(|paper| paper.text.clone()),
            terms_effective_date: terms.map(|paper| paper.from.date()),
            privacy_policy: community.privacy.map(|paper| paper.text),
        }
    }
}

/// What is to change; what is not there stays.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Changes {
    #[serde(deserialize_with = "non_blank")]
    link_previews: Option<bool>,
    #[serde(deserialize_with = "non_blank")]
    review_trends: Option<bool>,
    privacy_policy: Option<String>,
    terms_of_service: Option<String>,
    #[serde(deserialize_with = "non_blank")]
    terms_effective_date: Option<String>,
}

/// `GET /api/v1/folkmoot/admin/community` — what the host decided.
pub(super) async fn show(app: App, Me(_): Me) -> Answer<Decided> {
    Ok(Json(app.social.community().await?.into()))
}

/// `PATCH /api/v1/folkmoot/admin/community` — decides.
pub(super) async fn update(
    app: App,
    Me(caller): Me,
    Form(changes): Form<Changes>,
) -> Answer<Decided> {
    let from = effective(&app, changes.terms_effective_date.as_deref())?;
    let now = app.social.now();
    let update = CommunityUpdate {
        link_previews: changes.link_previews,
        reviews_trends: changes.review_trends,
        privacy: changes.privacy_policy.map(|text| Paper { text, from: now }),
        terms: changes.terms_of_service.map(|text| Paper { text, from }),
        ..CommunityUpdate::default()
    };
    Ok(Json(
        app.social.update_community(&caller, update).await?.into(),
    ))
}

/// The day from which new terms hold: today, or the one that was said.
fn effective(app: &App, date: Option<&str>) -> Result<Time> {
    let Some(date) = date else {
        return Ok(app.social.now());
    };
    let reason = "must be a day, as 2026-12-24";
    Time::parse(&format!("{date}T00:00:00Z"))
        .ok_or(Error::parameter("terms_effective_date", reason))
}
