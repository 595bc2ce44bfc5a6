//! Stories: pictures and short videos that are there for a day.

use axum::extract::{Path, State};
use axum::response::Response;
use http::HeaderMap;
use maud::{Markup, html};
use model::Id;
use social::Error;
use social::story::{MAX_CHARS, MAX_SECONDS, NewStory, StoryView, Storyteller};

use crate::actions::media::gather;
use crate::partials::form::{self, Wrongs};
use crate::partials::{Frame, Place, Width, icon, media, name, time};
use crate::refusal::Refusal;
use crate::sent::{Sent, see_other};
use crate::state::Web;
use crate::visit::{Member, private};

/// The people who have stories, and the form to tell one.
pub fn view(frame: &Frame, tellers: &[Storyteller], text: &str, wrongs: &Wrongs) -> Markup {
    let main = html! {
        header.head { div { h1 { "Stories" } p { "There for a day, for people who follow" } } }
        @if tellers.is_empty() {
            div.empty.card.gap-below { (icon::icon("picture")) h2 { "No stories today" } p { "When people you follow show a picture for a day, you find it here." } }
        } @else { (tray(tellers)) }
        (telling(frame, text, wrongs))
    };
    frame.page(Place::Elsewhere, "Stories", Width::Column, &main)
}

/// A face for each who has stories. Those with something new come first and have a ring.
pub fn tray(tellers: &[Storyteller]) -> Markup {
    let mut tellers: Vec<&Storyteller> = tellers.iter().collect();
    tellers.sort_by_key(|teller| !teller.has_news());
    html! {
        nav aria-label="Stories" { ul.tellers {
            @for teller in &tellers {
                @let first = teller.stories.iter().find(|story| !story.seen).or(teller.stories.first());
                @if let Some(first) = first {
                    li { a.new[teller.has_news()] href={ "/stories/" (first.id) } {
                        (name::face(&teller.account))
                        bdi { (name::shown(&teller.account)) }
                        @if teller.has_news() { span.sr { " (new)" } }
                    } }
                }
            }
        } }
    }
}

fn telling(frame: &Frame, text: &str, wrongs: &Wrongs) -> Markup {
    html! {
        form.card.pad.stack.tight method="post" action="/stories" enctype="multipart/form-data" {
            (form::hidden(frame))
            h2 { "Tell a story" }
            p.soft { "A picture, or a video of at most " (MAX_SECONDS) " seconds. People who follow you see it until tomorrow; then it is deleted, here and on servers that know stories." }
            (form::trouble(wrongs))
            div.field { label for="file-0" { "Picture or video" } input #file-0 type="file" name="file-0" accept="image/*,video/*" required; }
            div.field { label for="file-alt-0" { "What it shows, for those who cannot see it" } input #file-alt-0 name="file-alt-0" dir="auto" maxlength=(model::post::MAX_ALT_CHARS); }
            div.field { label for="text" { "A line to go with it" } input #text name="text" dir="auto" maxlength=(MAX_CHARS) value=(text); }
            p { button.btn { "Show it for a day" } }
        }
    }
}

/// One story, with the way to the one before and the next.
pub fn one(frame: &Frame, tellers: &[Storyteller], at: &At<'_>) -> Markup {
    let (story, of) = (at.story, at.teller);
    let all: Vec<&StoryView> = tellers.iter().flat_map(|teller| &teller.stories).collect();
    let place = all
        .iter()
        .position(|other| other.id == story.id)
        .unwrap_or(0);
    let before = place.checked_sub(1).and_then(|place| all.get(place));
    let next = all.get(place + 1);
    let number = of
        .stories
        .iter()
        .position(|other| other.id == story.id)
        .unwrap_or(0);
    let who = name::shown(&of.account);
    let main = html! {
        article.card.pad.stack.tight.story {
            h1.sr { "Story " (number + 1) " of " (of.stories.len()) " by " (who) }
            ol.steps aria-hidden="true" { @for step in 0..of.stories.len() { li.done[step <= number] {} } }
            div.row.flat {
                a.act href="/stories" title="All stories" { (icon::icon("back")) span.sr { "All stories" } }
                (name::face(&of.account))
                div { (name::link(&of.account)) " " span.soft.small { (time::ago(frame.now, story.created_at)) } }
                @if let Some(views) = story.views { (own(frame, story, views)) }
            }
            (media::attached(std::slice::from_ref(&story.media), false))
            @if !story.text.is_empty() { p dir="auto" { (story.text) } }
            nav.row aria-label="Stories" {
                @if let Some(before) = before { a.btn.calm rel="prev" href={ "/stories/" (before.id) } { "Back" } }
                a.btn.end rel=[next.map(|_| "next")] href=(next.map_or_else(|| "/home".to_owned(), |next| format!("/stories/{}", next.id))) {
                    @if next.is_some() { "Next" } @else { "That was all" }
                }
            }
        }
    };
    frame.page(
        Place::Elsewhere,
        &format!("Story by {who}"),
        Width::Column,
        &main,
    )
}

/// What its owner sees and can do.
fn own(frame: &Frame, story: &StoryView, views: i64) -> Markup {
    html! {
        span.soft.small.end { @if views == 1 { "1 view" } @else { (views) " views" } }
        form method="post" action={ "/stories/" (story.id) "/delete" } {
            (form::hidden(frame))
            button.act title="Delete this story" { (icon::icon("trash")) span.sr { "Delete this story" } }
        }
    }
}

/// Where somebody is among the stories.
#[derive(Debug)]
pub struct At<'a> {
    /// Whose story.
    pub teller: &'a Storyteller,
    /// Which.
    pub story: &'a StoryView,
}

/// GET /stories — who has stories, and the form.
pub(crate) async fn get(State(web): State<Web>, member: Member) -> Result<Response, Refusal> {
    let tellers = web.social.stories(&member.caller).await?;
    Ok(private(view(
        &member.visit.frame,
        &tellers,
        "",
        &Wrongs::default(),
    )))
}

/// POST /stories — tells one.
pub(crate) async fn post(State(web): State<Web>, mut sent: Sent) -> Result<Response, Refusal> {
    let caller = sent.caller()?.clone();
    match tell(&web, &caller, &mut sent).await {
        Ok(story) => Ok(see_other(&format!("/stories/{}", story.id))),
        Err(error @ Error::Invalid { .. }) => {
            let tellers = web.social.stories(&caller).await?;
            let wrongs = Wrongs::from_errors(&[error]);
            Ok(private(view(
                &sent.visit.frame,
                &tellers,
                sent.text("text"),
                &wrongs,
            )))
        }
        Err(other) => Err(other.into()),
    }
}

async fn tell(web: &Web, caller: &social::Caller, sent: &mut Sent) -> Result<StoryView, Error> {
    let media = gather(web, caller, sent).await?;
    let first = media.first().copied();
    let told = match first {
        Some(media) => {
            let new = NewStory {
                media,
                text: sent.text("text").to_owned(),
                seconds: None,
            };
            web.social.tell_story(caller, new).await
        }
        None => Err(Error::invalid("file", "blank", "must be chosen")),
    };
    if told.is_err() {
        // Nobody would find it again: the form has no room for what was sent before.
        web.social.drop_media(caller, &media).await?;
    }
    told
}

/// GET /stories/{id} — one story; its owner learns that it was looked at.
pub(crate) async fn get_one(
    State(web): State<Web>,
    member: Member,
    headers: HeaderMap,
    Path(id): Path<Id>,
) -> Result<Response, Refusal> {
    let mut tellers = web.social.stories(&member.caller).await?;
    let is_listed = tellers
        .iter()
        .any(|teller| teller.stories.iter().any(|story| story.id == id));
    if !is_listed {
        // One that was not in the list may still be there: of somebody who is muted, for one.
        let story = web.social.story(member.caller.viewer(), id).await?;
        tellers = vec![Storyteller {
            account: story.account.clone(),
            stories: vec![story],
        }];
    }
    let found = tellers.iter().find_map(|teller| {
        let story = teller.stories.iter().find(|story| story.id == id)?;
        Some(At { teller, story })
    });
    let at = found.ok_or_else(Refusal::not_found)?;
    if !headers.contains_key("sec-purpose") {
        web.social.see_story(&member.caller, id).await?;
    }
    Ok(private(one(&member.visit.frame, &tellers, &at)))
}

/// POST /stories/{id}/delete — takes one's own back.
pub(crate) async fn delete(
    State(web): State<Web>,
    Path(id): Path<Id>,
    sent: Sent,
) -> Result<Response, Refusal> {
    web.social.delete_story(sent.caller()?, id).await?;
    Ok(see_other("/stories"))
}
