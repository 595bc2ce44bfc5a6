//! What our people let in: the authorizations of answers (GoToSocial's `ReplyAuthorization`).

use std::sync::Arc;

use ap_proto::build::document;
use ap_proto::object::{Authorization, Interaction};
use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use http::request::Parts;
use model::PostId;
use social::post::Judgement;

use super::post::Asked;
use super::respond;
use crate::ActivityPub;
use crate::error::{Error, Result};

/// GET /ap/posts/{id}/replies/{answer} — that the author of a post lets an answer in, to whoever may see the post.
pub(super) async fn show(
    State(network): State<Arc<ActivityPub>>,
    Path((id, answer)): Path<(String, String)>,
    parts: Parts,
) -> Result<Response> {
    let post = match network.asked_post(&id, &parts).await? {
        Asked::Post(post) => post,
        Asked::Answer(answer) => return Ok(answer),
    };
    let answer: PostId = answer.parse().or(Err(Error::NotFound("That answer")))?;
    let found = network.social.answer(answer).await?;
    let found = found.filter(|it| it.parent == post.id && it.judgement == Judgement::LetIn);
    let found = found.ok_or(Error::NotFound("That answer"))?;
    let word = Authorization {
        of: Interaction::Reply,
        id: network.urls.reply_authorization(post.id, answer),
        attributed_to: network.urls.actor(post.account.id),
        interacting_object: found.uri,
        interaction_target: post.uri,
    };
    let document = document(word.to_value());
    Ok(respond::activity(StatusCode::OK, &document))
}
