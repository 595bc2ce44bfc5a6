//! Around a post: editing it, deleting it, what it said before.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use model::post::MAX_ALT_CHARS;
use model::{Caption, Focus, Media, MediaId, MediaKind, PostId};
use social::PostView;
use social::post::PostVersion;

use crate::actions::media::PARTS;
use crate::partials::composer::LANGUAGES;
use crate::partials::form::{Field, Wrongs, hidden, trouble};
use crate::partials::post::{Stands, post};
use crate::partials::{Frame, Place, Width, icon, media, name, prose, time};
use crate::refusal::Refusal;
use crate::state::Web;
use crate::visit::{Member, Visit, private};

/// What an edit says.
#[derive(Debug, Clone, Default)]
pub struct Edited {
    /// The text.
    pub text: String,
    /// The content warning.
    pub warning: String,
    /// The language.
    pub language: String,
}

/// The page to edit a post.
pub fn edit(frame: &Frame, shown: &PostView, edited: &Edited, wrongs: &Wrongs) -> Markup {
    let main = html! {
        header.head { a.act href=(shown.path()) title="Back" { (icon::icon("back")) span.sr { "Back" } } h1 { "Edit" } }
        form.card.pad.stack method="post" action={ "/posts/" (shown.id) "/edit" } enctype="multipart/form-data" {
            (hidden(frame))
            (trouble(wrongs))
            p.soft { "Everyone who can read this post can see that it was edited, and what it said before." }
            (Field::new("text", "Text").kind("textarea", "off").max(50_000).required().show(&edited.text, wrongs))
            (Field::new("warning", "Content warning").hint("Your post is folded behind these words.").max(500).show(&edited.warning, wrongs))
            div.field {
                label for="language" { "Language" }
                select #language name="language" {
                    option value="" selected[edited.language.is_empty()] { "Not said" }
                    @for (tag, own) in LANGUAGES { option value=(tag) lang=(tag) selected[tag == edited.language] { (own) } }
                }
            }
            @for file in &shown.media { (words_for(file)) }
            div.row { button.btn { "Save" } a.btn.calm href=(shown.path()) { "Leave it as it is" } }
        }
    };
    frame.page(Place::Elsewhere, "Edit", Width::Column, &main)
}

/// What a file shows, what of it stays in view, what stands for it, and what is said in it.
fn words_for(file: &Media) -> Markup {
    let plays = matches!(file.kind, MediaKind::Video | MediaKind::Audio);
    let is_loop = file.playing.as_ref().is_some_and(|playing| playing.is_loop);
    html! {
        @if let Some(id) = file.id {
            fieldset.stack.tight {
                legend { @match file.kind { MediaKind::Image => "A picture", MediaKind::Video => "A video", MediaKind::Audio => "A recording", MediaKind::Unknown => "A file" } }
                div.field {
                    label for={ "alt-" (id) } { "What it shows, for those who cannot see or hear it" }
                    textarea id={ "alt-" (id) } name={ "alt-" (id) } dir="auto" rows="2" maxlength=(MAX_ALT_CHARS) { (file.alt.as_deref().unwrap_or_default()) }
                }
                @if file.kind == MediaKind::Image { (in_view(id, file.focus)) }
                @if plays {
                    div.field { label for={ "thumbnail-" (id) } { "Another picture to stand for it" } input id={ "thumbnail-" (id) } type="file" name={ "thumbnail-" (id) } accept="image/*"; }
                }
                @if plays && !is_loop { (captions(id, file)) }
            }
        }
    }
}

/// What stays in view where there is no room for all of a picture.
fn in_view(id: MediaId, focus: Option<Focus>) -> Markup {
    let focus = focus.unwrap_or_default();
    let is_other = !PARTS.iter().any(|(.., part)| *part == focus);
    html! {
        div.field {
            label for={ "focus-" (id) } { "What stays in view where there is no room for all of it" }
            select id={ "focus-" (id) } name={ "focus-" (id) } {
                @if is_other { option value="" selected { "As it is" } }
                @for (word, label, part) in PARTS { option value=(word) selected[part == focus] { (label) } }
            }
        }
    }
}

/// What is said in it: what there is, to be taken away, and a place for more.
fn captions(id: MediaId, file: &Media) -> Markup {
    html! {
        div.field {
            label for={ "captions-" (id) } { "Captions" }
            p.hint { "A WebVTT file with what is said, for those who cannot hear it. One for each language." }
            @for caption in &file.captions {
                label.row { input type="checkbox" name={ "uncaption-" (id) "-" (caption.language) } value="yes"; span { "Take away " bdi { (language_name(caption)) } } }
            }
            div.row {
                input id={ "captions-" (id) } type="file" name={ "captions-" (id) } accept=".vtt,text/vtt";
                select name={ "captions-language-" (id) } aria-label="Language of the captions" {
                    @for (tag, own) in LANGUAGES { option value=(tag) lang=(tag) selected[tag == "en"] { (own) } }
                }
            }
        }
    }
}

fn language_name(caption: &Caption) -> &str {
    let known = LANGUAGES.iter().find(|(tag, _)| *tag == caption.language);
    match known {
        _ if !caption.label.is_empty() => &caption.label,
        Some((_, own)) => own,
        None => &caption.language,
    }
}

/// The page that asks before a post is deleted.
pub fn delete(frame: &Frame, shown: &PostView) -> Markup {
    let main = html! {
        header.head { a.act href=(shown.path()) title="Back" { (icon::icon("back")) span.sr { "Back" } } h1 { "Delete this post?" } }
        form.card.pad.stack method="post" action={ "/posts/" (shown.id) "/delete" } {
            input type="hidden" name="csrf" value=(frame.csrf);
            p { "It is gone from here at once and for good. Everyone who received a copy is asked to delete it too; most do, but nobody can promise it." }
            div.row { button.btn.bad { (icon::small("trash")) "Delete" } a.btn.calm href=(shown.path()) { "Keep it" } }
        }
        div.gap-below {}
        div.card.feed { (post(frame, shown, Stands::InFeed)) }
    };
    frame.page(Place::Elsewhere, "Delete", Width::Column, &main)
}

/// All versions of a post, the newest first.
pub fn history(frame: &Frame, shown: &PostView, versions: &[PostVersion]) -> Markup {
    let main = html! {
        header.head { a.act href=(shown.path()) title="Back" { (icon::icon("back")) span.sr { "Back" } } h1 { "What it said before" } }
        div.card.feed {
            @for (number, version) in versions.iter().enumerate().rev() { (one(frame, shown, number, version)) }
        }
    };
    frame.page(Place::Elsewhere, "History", Width::Column, &main)
}

fn one(frame: &Frame, shown: &PostView, number: usize, version: &PostVersion) -> Markup {
    html! {
        article.pad {
            p.soft { @if number == 0 { "Written " } @else { "Edited " } (time::ago(frame.now, version.written_at)) ", " (time::full(version.written_at)) }
            @if !version.warning.is_empty() { p.note dir="auto" { (icon::small("warning")) " " (name::with_emoji(&version.warning, &version.emojis)) } }
            div.text dir="auto" lang=[shown.language.as_deref()] {
                @if let Some(title) = &version.title { h2 { (title) } }
                (prose::note(&version.html, &version.emojis))
            }
            (media::attached(&version.media, false))
        }
    }
}

/// GET /@{acct}/{id}/edit — the form, for the author.
pub(crate) async fn get_edit(
    State(web): State<Web>,
    member: Member,
    Path((_, id)): Path<(String, PostId)>,
) -> Result<Response, Refusal> {
    let shown = web.social.post(member.caller.viewer(), id).await?;
    let source = web.social.post_source(&member.caller, id).await?;
    let edited = Edited {
        text: source.text,
        warning: source.warning,
        language: shown.language.clone().unwrap_or_default(),
    };
    Ok(private(edit(
        &member.visit.frame,
        &shown,
        &edited,
        &Wrongs::default(),
    )))
}

/// GET /@{acct}/{id}/delete — asks, the author only.
pub(crate) async fn get_delete(
    State(web): State<Web>,
    member: Member,
    Path((_, id)): Path<(String, PostId)>,
) -> Result<Response, Refusal> {
    let shown = web.social.post(member.caller.viewer(), id).await?;
    if !shown.mine.wrote {
        return Err(Refusal::not_found());
    }
    Ok(private(delete(&member.visit.frame, &shown)))
}

/// GET /@{acct}/{id}/history — all versions.
pub(crate) async fn get_history(
    State(web): State<Web>,
    visit: Visit,
    Path((_, id)): Path<(String, PostId)>,
) -> Result<Response, Refusal> {
    let shown = web.social.post(visit.viewer(), id).await?;
    let versions = web.social.post_history(visit.viewer(), id).await?;
    Ok(visit.open_page(history(&visit.frame, shown.content(), &versions)))
}
