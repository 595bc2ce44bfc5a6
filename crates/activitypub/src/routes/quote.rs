//! What our people agreed to: the authorizations of quotes (FEP-044f).

use std::sync::Arc;

use ap_proto::build::{document, tombstone};
use ap_proto::object::{Authorization, Interaction};
use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use http::request::Parts;
use model::{PostId, QuoteConsent};

use super::post::Asked;
use super::respond;
use crate::ActivityPub;
use crate::error::{Error, Result};

/// GET /ap/posts/{id}/quotes/{quoting} — that the author of a post agrees to its being quoted in another one, to whoever
/// may see the post; 410 when they took it back.
pub(super) async fn show(
    State(network): State<Arc<ActivityPub>>,
    Path((id, quoting)): Path<(String, String)>,
    parts: Parts,
) -> Result<Response> {
    let post = match network.asked_post(&id, &parts).await? {
        Asked::Post(post) => post,
        Asked::Answer(answer) => return Ok(answer),
    };
    let quoting: PostId = quoting.parse().or(Err(Error::NotFound("That quote")))?;
    let found = network.social.quoting_post(post.id, quoting).await?;
    let written = network.urls.quote_authorization(post.id, quoting);
    match found {
        Some((uri, QuoteConsent::Accepted)) => {
            let word = Authorization {
                of: Interaction::Quote,
                id: written,
                attributed_to: network.urls.actor(post.account.id),
                interacting_object: uri,
                interaction_target: post.uri,
            };
            Ok(respond::activity(
                StatusCode::OK,
                &document(word.to_value()),
            ))
        }
        Some((_, QuoteConsent::Revoked)) => {
            let remains = document(tombstone(&written, None, None));
            Ok(respond::activity(StatusCode::GONE, &remains))
        }
        _ => Err(Error::NotFound("That quote")),
    }
}
