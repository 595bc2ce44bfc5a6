//! Following, muting, blocking.

use axum::extract::{Path, State};
use axum::response::Response;
use model::AccountId;
use social::relation::{FollowOptions, MuteOptions};
use social::{Caller, RelationView};

use crate::partials::relation;
use crate::refusal::Refusal;
use crate::sent::Sent;
use crate::state::Web;

/// POST /accounts/{id}/{verb} — changes what is between two people.
pub(crate) async fn change(
    State(web): State<Web>,
    Path((id, verb)): Path<(AccountId, String)>,
    sent: Sent,
) -> Result<Response, Refusal> {
    let caller = sent.caller()?;
    let between = act(&web, caller, id, &verb).await?;
    if !sent.wants_fragment {
        return Ok(sent.answer(maud::Markup::default(), ""));
    }
    let account = web.social.account(caller.viewer(), id).await?;
    let frame = &sent.visit.frame;
    let fragment = if sent.text("look") == "panel" {
        relation::panel(frame, &account, &between)
    } else {
        relation::main_button(frame, &account, &between)
    };
    Ok(sent.answer(fragment, ""))
}

async fn act(
    web: &Web,
    caller: &Caller,
    id: AccountId,
    verb: &str,
) -> Result<RelationView, Refusal> {
    let social = &web.social;
    let boosts = |shows: bool| FollowOptions {
        shows_boosts: Some(shows),
        ..FollowOptions::default()
    };
    let mute = MuteOptions {
        hides_notifications: true,
        ..MuteOptions::default()
    };
    match verb {
        "follow" => social.follow(caller, id, FollowOptions::default()).await?,
        "show-boosts" => social.follow(caller, id, boosts(true)).await?,
        "hide-boosts" => social.follow(caller, id, boosts(false)).await?,
        "unfollow" => social.unfollow(caller, id).await?,
        "remove" => social.remove_follower(caller, id).await?,
        "accept" => social.accept_follow(caller, id).await?,
        "reject" => social.reject_follow(caller, id).await?,
        "mute" => social.mute(caller, id, mute).await?,
        "unmute" => social.unmute(caller, id).await?,
        "block" => social.block(caller, id).await?,
        "unblock" => social.unblock(caller, id).await?,
        _ => return Err(Refusal::not_found()),
    };
    let relations = social.relations(caller, &[id]).await?;
    relations.into_iter().next().ok_or_else(Refusal::not_found)
}
