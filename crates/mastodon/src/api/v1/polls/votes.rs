//! `POST /api/v1/polls/:id/votes`

use model::PostId;
use serde::Deserialize;

use crate::access::Me;
use crate::app::App;
use crate::entity::Poll;
use crate::error::{Answer, Error};
use crate::form::{Form, Target};

#[derive(Deserialize)]
pub(super) struct Vote {
    #[serde(default)]
    choices: Vec<String>,
}

/// `POST /api/v1/polls/:id/votes` — votes, once and for all. `choices[]` are places in the list of options.
pub(super) async fn votes(
    app: App,
    Me(caller): Me,
    Target(id): Target<PostId>,
    Form(vote): Form<Vote>,
) -> Answer<Poll> {
    /// Nobody offers so much.
    const MOST: usize = 1_000;
    let places: Option<Vec<usize>> = vote
        .choices
        .iter()
        .take(MOST)
        .map(|choice| choice.trim().parse().ok())
        .collect();
    let places = places.ok_or(Error::parameter(
        "choices",
        "must be places in the list of options",
    ))?;
    let post = app.social.vote(&caller, id, &places).await?;
    app.poll(caller.viewer(), &post)
}
