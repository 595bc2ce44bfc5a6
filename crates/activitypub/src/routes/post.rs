//! Posts and boosts, and what remains of deleted ones.

use std::sync::Arc;

use ap_proto::build::{document, tombstone};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::request::Parts;
use model::{Audience, PostId, QuoteConsent};
use serde_json::Value;
use social::post::Judgement;
use social::{PostView, Viewer};

use super::{respond, visit};
use crate::ActivityPub;
use crate::error::{Error, Result};
use crate::map::is_of_the_web;
use crate::map::note::{Around, Quoted, to_announce, to_note};

/// GET /ap/posts/{id} — a post, or the Announce of a boost, to whoever may see it.
pub(super) async fn show(
    State(network): State<Arc<ActivityPub>>,
    Path(id): Path<String>,
    parts: Parts,
) -> Result<Response> {
    let post = match network.asked_post(&id, &parts).await? {
        Asked::Post(post) => post,
        Asked::Answer(answer) => return Ok(answer),
    };
    let object = match &post.boost_of {
        Some(_) => to_announce(&post, &network.urls).map(|announce| announce.to_value()),
        None => network.note(&post).await?.map(|note| note.to_value()),
    };
    let object = object.ok_or(Error::NotFound("That post"))?;
    Ok(respond::activity(StatusCode::OK, &document(object)))
}

/// What became of a request for a post.
pub(super) enum Asked {
    /// It is here and may be seen.
    Post(Box<PostView>),
    /// It is answered otherwise: a page for people, a tombstone.
    Answer(Response),
}

impl ActivityPub {
    /// The post a request asks for, as its visitor may see it.
    pub(super) async fn asked_post(&self, id: &str, parts: &Parts) -> Result<Asked> {
        let id: PostId = id.parse().or(Err(Error::NotFound("That post")))?;
        let viewer = if respond::wants_page(&parts.headers) {
            Viewer::Anyone
        } else {
            Box::pin(self.visitor(&visit(parts))).await?
        };
        match self.social.post(viewer, id).await {
            Ok(post) if !post.is_local => Err(Error::NotFound("That post")),
            Ok(post) if respond::wants_page(&parts.headers) => {
                Ok(Asked::Answer(respond::page(&post.page_url)))
            }
            Ok(post) => Ok(Asked::Post(Box::new(post))),
            Err(error) => self.missing_post(id, error).await.map(Asked::Answer),
        }
    }

    /// A deleted post is gone, which is more than not found: peers forget it.
    async fn missing_post(&self, id: PostId, error: social::Error) -> Result<Response> {
        let uri = self.urls.post(id);
        let was_here = matches!(error, social::Error::Gone(_) | social::Error::NotFound(_))
            && self.social.is_tombstone(&uri).await?;
        if !was_here {
            return Err(error.into());
        }
        let remains: Value = document(tombstone(&uri, None, None));
        Ok(respond::activity(StatusCode::GONE, &remains).into_response())
    }

    /// The Note of a post of ours; `None` for what never leaves this server.
    pub(crate) async fn note(&self, post: &PostView) -> Result<Option<ap_proto::object::Note>> {
        let around = self.around(post).await?;
        Ok(to_note(post, &around, &self.urls, self.social.domain()))
    }

    /// What a post answers, and in which thread. Read with its author's eyes: only the id is used.
    pub(crate) async fn around(&self, post: &PostView) -> Result<Around> {
        let root = if post.audience.is_open() {
            self.social.open_root(post.id).await?
        } else {
            None
        };
        let alone = Around {
            quote: self.quote_around(post).await?,
            context: root.map(|root| self.urls.context(root)),
            ..Around::default()
        };
        let Some(parent) = post.reply_to else {
            return Ok(alone);
        };
        let parent = match self
            .social
            .post(Viewer::Member(post.account.id), parent)
            .await
        {
            Ok(parent) => parent,
            Err(social::Error::NotFound(_) | social::Error::Gone(_)) => return Ok(alone),
            Err(error) => return Err(error.into()),
        };
        let is_open = post.audience.is_open();
        let groups = self.groups_around(post, Some(parent.id)).await?;
        let answer = self.social.answer(post.id).await?;
        let let_in = answer.filter(|answer| answer.judgement == Judgement::LetIn);
        let ours = || self.urls.reply_authorization(parent.id, post.id);
        let let_in = let_in.and_then(|answer| {
            let is_ours = parent.account.is_local();
            answer.written_uri.or_else(|| is_ours.then(ours))
        });
        let is_other = parent.account.id != post.account.id;
        let author = Some(parent.account.uri).filter(|_| is_open && is_other);
        Ok(Around {
            parent: Some(parent.uri).filter(|uri| is_of_the_web(uri)),
            parent_author: author.filter(|uri| is_of_the_web(uri)),
            let_in,
            groups: groups.into_iter().map(|group| group.uri).collect(),
            ..alone
        })
    }

    /// What a post quotes, as long as its author has not said no. Read with the eyes of the one who quotes: only the id,
    /// the page and the consent are used.
    async fn quote_around(&self, post: &PostView) -> Result<Option<Quoted>> {
        if post.quote.is_none() {
            return Ok(None);
        }
        let Some((quoted, consent, written)) = self.social.quote_of(post.id).await? else {
            return Ok(None);
        };
        let viewer = Viewer::Member(post.account.id);
        let quoted = match self.social.post(viewer, quoted).await {
            Ok(quoted) => quoted,
            Err(social::Error::NotFound(_) | social::Error::Gone(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let is_known = is_of_the_web(&quoted.uri) && quoted.audience != Audience::Local;
        let authorization = match consent {
            _ if !is_known => return Ok(None),
            QuoteConsent::Refused | QuoteConsent::Revoked => return Ok(None),
            QuoteConsent::Asked => None,
            QuoteConsent::Accepted if quoted.account.id == post.account.id => None,
            QuoteConsent::Accepted if quoted.is_local => {
                Some(self.urls.quote_authorization(quoted.id, post.id))
            }
            QuoteConsent::Accepted => written,
        };
        Ok(Some(Quoted {
            uri: quoted.uri,
            page_url: quoted.page_url,
            authorization,
        }))
    }
}
