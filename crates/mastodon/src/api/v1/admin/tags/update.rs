//! `PUT /api/v1/admin/tags/:id`

use axum::Json;
use edge::forms::non_blank;
use serde::Deserialize;
use social::trend::TagDecision;

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminTag;
use crate::error::Answer;
use crate::form::{Form, Target};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Decision {
    #[serde(deserialize_with = "non_blank")]
    listable: Option<bool>,
    #[serde(deserialize_with = "non_blank")]
    trendable: Option<bool>,
    #[serde(deserialize_with = "non_blank")]
    usable: Option<bool>,
}

/// `PUT /api/v1/admin/tags/:id` — decides about a tag.
pub(super) async fn update(
    app: App,
    Me(caller): Me,
    Target(id): Target<String>,
    Form(form): Form<Decision>,
) -> Answer<AdminTag> {
    let decision = TagDecision {
        is_trendable: form.trendable,
        is_usable: form.usable,
        is_listable: form.listable,
    };
    let tag = app.social.decide_tag(&caller, &id, decision).await?;
    Ok(Json(AdminTag::new(tag, &app.lens(caller.viewer()))))
}
