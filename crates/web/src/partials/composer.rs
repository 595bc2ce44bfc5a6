//! Where posts are written.

use maud::{Markup, html};
use model::post::MAX_ALT_CHARS;
use model::{Audience, Media};
use social::PostView;

use super::{Frame, answering, audience, form, icon, name};
use crate::actions::media::ROWS;

/// What a composer starts with.
#[derive(Debug, Clone, Default)]
pub struct Start<'a> {
    /// The post it answers.
    pub reply_to: Option<&'a PostView>,
    /// The text.
    pub text: String,
    /// The content warning.
    pub warning: String,
    /// For whom; the member's default when none.
    pub audience: Option<Audience>,
    /// The language; the member's default when none.
    pub language: Option<String>,
    /// Files that are there already.
    pub files: Vec<Media>,
    /// A sentence about what was wrong with the last try.
    pub wrong: Option<String>,
    /// A number used once, so that a form sent twice is one post.
    pub key: String,
}

/// Languages offered for a post: tag and own name.
pub const LANGUAGES: [(&str, &str); 40] = [
    ("ar", "العربية"),
    ("bg", "Български"),
    ("bn", "বাংলা"),
    ("ca", "Català"),
    ("cs", "Čeština"),
    ("cy", "Cymraeg"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("eo", "Esperanto"),
    ("es", "Español"),
    ("et", "Eesti"),
    ("eu", "Euskara"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("fr", "Français"),
    ("ga", "Gaeilge"),
    ("gl", "Galego"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hr", "Hrvatski"),
    ("hu", "Magyar"),
    ("id", "Bahasa Indonesia"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("lt", "Lietuvių"),
    ("nl", "Nederlands"),
    ("no", "Norsk"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("sv", "Svenska"),
    ("th", "ไทย"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
];

/// The composer. Nothing for visitors.
pub fn composer(frame: &Frame, start: &Start<'_>) -> Markup {
    let Some(me) = &frame.me else { return html! {} };
    let chosen = start.audience.unwrap_or(me.settings.default_audience);
    let (id, label) = match start.reply_to {
        Some(_) => ("reply", "Write a reply"),
        None => ("composer", "What would you like to say?"),
    };
    html! {
        form.composer.card id=(id) method="post" action="/posts" enctype="multipart/form-data" data-composer data-limit=(frame.post_chars) data-undescribed=(me.settings.undescribed.as_str()) {
            (form::hidden(frame))
            input type="hidden" name="key" value=(start.key);
            @if let Some(post) = start.reply_to { input type="hidden" name="reply_to" value=(post.id); }
            (name::face(&me.account))
            div.stack.tight {
                @if let Some(wrong) = &start.wrong { p.note.bad role="alert" { (wrong) } }
                label.sr for="text" { (label) }
                textarea #text name="text" dir="auto" rows="2" placeholder=(label) { (start.text) }
                (sentences())
                @if let Some(post) = start.reply_to { (answering::rules(post)) }
                (uploads(&start.files))
            }
            div.tools {
                (file_pick())
                (audience_pick(&frame.community, chosen))
                (warning_pick(&start.warning, me.settings.default_sensitive))
                (language_pick(start.language.as_deref().or(me.settings.default_language.as_deref())))
                span.count data-count-left aria-hidden="true" {}
                button.btn { @if start.reply_to.is_some() { "Reply" } @else { "Post" } }
            }
        }
    }
}

/// The files that are there already, each with its description.
fn uploads(files: &[Media]) -> Markup {
    let ids: Vec<String> = files
        .iter()
        .filter_map(|file| file.id)
        .map(|id| id.to_string())
        .collect();
    html! {
        ul.uploads data-uploads {
            @for file in files {
                @if let Some(id) = file.id {
                    li data-file=(id) {
                        @if let Some(small) = &file.preview { img src=(small.url) alt=""; }
                        (alt_field(&format!("alt-{id}"), file.alt.as_deref().unwrap_or("")))
                    }
                }
            }
        }
        input type="hidden" name="media" value=(ids.join(","));
    }
}

/// Where files are chosen. The script of the composer puts a button in its place that sends them at once.
fn file_pick() -> Markup {
    html! {
        details.pick.files-pick data-file-pick {
            summary title="Add pictures, video or sound" { (icon::small("picture")) span.sr { "Add pictures, video or sound" } }
            div.card {
                @for row in 0..ROWS {
                    div.field {
                        input type="file" aria-label={ "File " (row + 1) } name={ "file-" (row) } accept="image/*,video/*,audio/*";
                        (alt_field(&format!("file-alt-{row}"), ""))
                        label.small { "Captions, if it is video or sound (WebVTT) " input type="file" name={ "file-captions-" (row) } accept=".vtt,text/vtt"; }
                    }
                }
            }
        }
    }
}

fn alt_field(name: &str, value: &str) -> Markup {
    html! { input name=(name) value=(value) dir="auto" maxlength=(MAX_ALT_CHARS) autocomplete="off" placeholder="What does it show?" aria-label="Description for those who cannot see or hear it"; }
}

/// Who will see it: one sentence for each choice; the style sheet shows the chosen one.
fn sentences() -> Markup {
    html! {
        p role="status" {
            @for choice in audience::CHOICES {
                span class={ "says w-" (audience::word(choice)) } { (audience::sentence(choice)) }
            }
        }
    }
}

fn audience_pick(community: &str, chosen: Audience) -> Markup {
    html! {
        details.pick {
            summary {
                span.sr { "Who can see this: " }
                @for choice in audience::CHOICES {
                    span class={ "chosen w-" (audience::word(choice)) } { (icon::small(audience::symbol(choice))) (audience::name(choice)) }
                }
                (icon::small("down"))
            }
            div.card role="radiogroup" aria-label="Who can see this" {
                @for choice in audience::CHOICES {
                    label {
                        input type="radio" name="audience" value=(audience::word(choice)) checked[choice == chosen];
                        (icon::icon(audience::symbol(choice)))
                        span { (audience::name(choice)) @if choice == Audience::Local { span.soft { " · " bdi { (community) } } } }
                        span.small { (audience::sentence(choice)) }
                    }
                }
                (answering::pick())
            }
        }
    }
}

fn warning_pick(warning: &str, is_sensitive: bool) -> Markup {
    html! {
        details.pick.warn open[!warning.is_empty()] {
            summary title="Content warning" { (icon::small("warning")) span.sr { "Content warning" } }
            div.card {
                div.field {
                    label for="warning" { "Content warning" }
                    p.hint #warning-hint { "Your post is folded behind these words." }
                    input #warning name="warning" dir="auto" maxlength="500" value=(warning) autocomplete="off" aria-describedby="warning-hint";
                }
                @if is_sensitive { input type="hidden" name="sensitive" value="yes"; }
            }
        }
    }
}

fn language_pick(chosen: Option<&str>) -> Markup {
    let chosen = chosen.unwrap_or("");
    html! {
        select.pick-one name="language" aria-label="Language of this post" {
            option value="" selected[chosen.is_empty()] { "Language" }
            @for (tag, own) in LANGUAGES { option value=(tag) lang=(tag) selected[tag == chosen] { (own) } }
        }
    }
}
