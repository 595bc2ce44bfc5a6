//! `PUT /api/v1/filters/:id`

use axum::Json;
use model::Id;
use social::filter::{FilterDraft, FilterView, Lasts};

use super::Draft;
use crate::access::Me;
use crate::app::App;
use crate::entity::V1Filter;
use crate::error::{Answer, Error};
use crate::form::{Form, Target};

/// `PUT /api/v1/filters/:id` — changes a word, and its filter as long as it is the only one.
pub(super) async fn update(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
    Form(draft): Form<Draft>,
) -> Answer<V1Filter> {
    let filter = app.social.filter_of_keyword(&caller, id).await?;
    let mut draft = FilterDraft::from(draft);
    for keyword in &mut draft.keywords {
        keyword.id = Some(id);
    }
    if filter.keywords.len() > 1 && is_other(&filter, &draft) {
        return Err(Error::parameter(
            "filter",
            "has several keywords: change its context, action and end with the newer API",
        ));
    }
    let changed = app.social.update_filter(&caller, filter.id, draft).await?;
    V1Filter::find(&changed, id)
        .map(Json)
        .ok_or(Error::NotFound)
}

/// Whether more than a word is to be changed.
fn is_other(filter: &FilterView, draft: &FilterDraft) -> bool {
    let places = draft.places.as_ref().is_some_and(|places| {
        let is_missing = filter.places.iter().any(|place| !places.contains(place));
        is_missing || places.iter().any(|place| !filter.places.contains(place))
    });
    let end = match draft.lasts {
        Lasts::AsBefore => false,
        Lasts::Always => filter.expires_at.is_some(),
        Lasts::For(_) => true,
    };
    places || end || draft.action.is_some_and(|action| action != filter.action)
}
