//! `POST /api/v1/accounts/:id/follow`

use axum::Json;
use edge::forms::non_blank;
use model::AccountId;
use serde::Deserialize;
use social::relation::FollowOptions;

use crate::access::Me;
use crate::app::App;
use crate::entity::Relationship;
use crate::error::Answer;
use crate::form::{Form, Target};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct How {
    #[serde(deserialize_with = "non_blank")]
    reblogs: Option<bool>,
    #[serde(deserialize_with = "non_blank")]
    notify: Option<bool>,
    languages: Option<Vec<String>>,
}

/// `POST /api/v1/accounts/:id/follow` — follows or asks to, or changes what is shown of somebody followed.
pub(super) async fn follow(
    app: App,
    Me(caller): Me,
    Target(id): Target<AccountId>,
    Form(how): Form<How>,
) -> Answer<Relationship> {
    let options = FollowOptions {
        shows_boosts: how.reblogs,
        notifies: how.notify,
        languages: how.languages,
    };
    Ok(Json(app.social.follow(&caller, id, options).await?.into()))
}
