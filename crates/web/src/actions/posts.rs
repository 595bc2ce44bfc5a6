//! Posting, and what can be done with posts.

use axum::extract::{Path, State};
use axum::response::Response;
use model::{InteractionPolicy, PostId};
use social::post::{Draft, Edit};
use social::{Error, PostView};

use crate::actions::media::{changes, gather, shown};
use crate::pages::{home, post, post_parts};
use crate::partials::audience;
use crate::partials::composer::Start;
use crate::partials::form::Wrongs;
use crate::partials::post::{Stands, actions, post as article};
use crate::refusal::Refusal;
use crate::sent::{Sent, see_other};
use crate::state::Web;
use crate::visit::private;

/// POST /posts — writes a post. What cannot be posted comes back in the composer, with the reason.
pub(crate) async fn create(State(web): State<Web>, mut sent: Sent) -> Result<Response, Refusal> {
    let caller = sent.caller()?.clone();
    let mut draft = draft(&sent);
    let made = match gather(&web, &caller, &mut sent).await {
        Ok(media) => {
            draft.media = media;
            web.social.create_post(&caller, draft.clone()).await
        }
        Err(error) => Err(error),
    };
    match made {
        Ok(made) if sent.wants_fragment => {
            Ok(private(article(&sent.visit.frame, &made, Stands::InFeed)))
        }
        Ok(made) => Ok(see_other(&after_posting(&sent, &made))),
        Err(error @ Error::Invalid { .. }) if !sent.wants_fragment => {
            again(&web, &sent, draft, &error).await
        }
        Err(other) => Err(other.into()),
    }
}

fn draft(sent: &Sent) -> Draft {
    let warning = sent.text("warning").trim().to_owned();
    Draft {
        text: sent.text("text").trim().to_owned(),
        is_sensitive: sent.is_ticked("sensitive") || !warning.is_empty(),
        warning,
        audience: audience::from_word(sent.text("audience")),
        language: model::language::parse(sent.text("language")),
        reply_to: sent.text("reply_to").parse().ok(),
        policy: InteractionPolicy::answered_by(sent.text("answers")).unwrap_or_default(),
        idempotency_key: sent.filled("key").map(ToOwned::to_owned),
        ..Draft::default()
    }
}

/// A reply leads back to its thread, a post to the page it was written on.
fn after_posting(sent: &Sent, made: &PostView) -> String {
    match made.reply_to {
        Some(_) => format!("{}#p-{}", sent.back("/home"), made.id),
        None => "/home".to_owned(),
    }
}

/// The composer with what was typed and what is wrong with it.
async fn again(web: &Web, sent: &Sent, draft: Draft, error: &Error) -> Result<Response, Refusal> {
    let caller = sent.caller()?;
    let wrong = Wrongs::from_errors(&[clone_invalid(error)])
        .0
        .pop()
        .map(|wrong| wrong.reason);
    let answered = match draft.reply_to {
        Some(id) => Some(web.social.post(caller.viewer(), id).await?),
        None => None,
    };
    let files = shown(web, caller, &draft).await;
    let start = Start {
        reply_to: answered.as_ref(),
        files,
        text: draft.text,
        warning: draft.warning,
        audience: draft.audience,
        language: draft.language,
        wrong,
        key: crypto::random_token(),
    };
    let frame = &sent.visit.frame;
    let page = if let Some(shown) = &answered {
        let thread = web.social.thread(caller.viewer(), shown.id).await?;
        post::view(frame, shown, &thread, None, &start)
    } else {
        let posts = web.social.home(caller, social::Page::first(20)).await?;
        let tellers = web.social.stories(caller).await?;
        home::view(frame, &posts, &tellers, Some(&start))
    };
    Ok(private(page))
}

fn clone_invalid(error: &Error) -> Error {
    match error {
        Error::Invalid {
            field,
            code,
            reason,
        } => Error::invalid(field, code, reason.clone()),
        other => Error::invalid("text", "invalid", other.to_string()),
    }
}

/// The most options of a poll, of another server, too.
const MOST_OPTIONS: usize = 64;

/// POST /posts/{id}/vote — votes in the poll of a post.
pub(crate) async fn vote(
    State(web): State<Web>,
    Path(id): Path<PostId>,
    sent: Sent,
) -> Result<Response, Refusal> {
    let caller = sent.caller()?;
    let ticked = (0..MOST_OPTIONS).filter(|place| sent.is_ticked(&format!("choice-{place}")));
    let chosen: Vec<usize> = ticked.chain(sent.text("choice").parse().ok()).collect();
    web.social.vote(caller, id, &chosen).await?;
    let back = sent.back("/home");
    let bare = back.split('#').next().unwrap_or("/home");
    Ok(see_other(&format!("{bare}#p-{id}")))
}

/// POST /posts/{id}/let-in — lets an answer to a post of mine in.
pub(crate) async fn let_in(
    State(web): State<Web>,
    Path(id): Path<PostId>,
    sent: Sent,
) -> Result<Response, Refusal> {
    judge(&web, &sent, id, true).await
}

/// POST /posts/{id}/keep-out — does not.
pub(crate) async fn keep_out(
    State(web): State<Web>,
    Path(id): Path<PostId>,
    sent: Sent,
) -> Result<Response, Refusal> {
    judge(&web, &sent, id, false).await
}

async fn judge(web: &Web, sent: &Sent, id: PostId, lets_in: bool) -> Result<Response, Refusal> {
    web.social.judge_answer(sent.caller()?, id, lets_in).await?;
    Ok(see_other(&sent.back("/notifications")))
}

/// POST /posts/{id}/{verb} — likes, boosts, keeps or pins a post, puts an emoji under it, or takes that back.
pub(crate) async fn toggle(
    State(web): State<Web>,
    Path((id, verb)): Path<(PostId, String)>,
    sent: Sent,
) -> Result<Response, Refusal> {
    let caller = sent.caller()?;
    let shown = match verb.as_str() {
        "like" => web.social.like(caller, id).await?,
        "unlike" => web.social.unlike(caller, id).await?,
        "boost" => web.social.boost(caller, id, None).await?,
        "unboost" => web.social.unboost(caller, id).await?,
        "bookmark" => web.social.bookmark(caller, id, None).await?,
        "unbookmark" => web.social.unbookmark(caller, id).await?,
        "pin" => web.social.pin(caller, id).await?,
        "unpin" => web.social.unpin(caller, id).await?,
        "react" => web.social.react(caller, id, sent.text("emoji")).await?,
        "unreact" => web.social.unreact(caller, id, sent.text("emoji")).await?,
        _ => return Err(Refusal::not_found()),
    };
    Ok(sent.answer(
        actions(&sent.visit.frame, shown.content()),
        &format!("p-{id}"),
    ))
}

/// POST /posts/{id}/edit — changes what a post says.
pub(crate) async fn edit(
    State(web): State<Web>,
    Path(id): Path<PostId>,
    mut sent: Sent,
) -> Result<Response, Refusal> {
    let caller = &sent.caller()?.clone();
    let before = web.social.post(caller.viewer(), id).await?;
    let warning = sent.text("warning").trim().to_owned();
    let edit = Edit {
        text: sent.text("text").trim().to_owned(),
        // Hidden because of its warning, or for itself.
        is_sensitive: !warning.is_empty() || before.is_sensitive && before.warning.is_empty(),
        warning,
        language: model::language::parse(sent.text("language")),
        media_changes: changes(&mut sent, &before.media),
        ..Edit::default()
    };
    match web.social.edit_post(caller, id, edit.clone()).await {
        Ok(shown) => Ok(see_other(&shown.path())),
        Err(error @ Error::Invalid { .. }) => {
            let shown = web.social.post(caller.viewer(), id).await?;
            let edited = post_parts::Edited {
                text: edit.text,
                warning: edit.warning,
                language: edit.language.unwrap_or_default(),
            };
            Ok(private(post_parts::edit(
                &sent.visit.frame,
                &shown,
                &edited,
                &Wrongs::from_errors(&[error]),
            )))
        }
        Err(other) => Err(other.into()),
    }
}

/// POST /posts/{id}/delete — deletes a post, after the page that asked.
pub(crate) async fn delete(
    State(web): State<Web>,
    Path(id): Path<PostId>,
    sent: Sent,
) -> Result<Response, Refusal> {
    let gone = web.social.delete_post(sent.caller()?, id).await?;
    Ok(see_other(&gone.account.path()))
}
