//! What is attached to a post: pictures in a gallery, players for what plays, links for the rest.
//!
//! Always true here: everything works without scripts (a picture is a link to itself, players are the browser's own);
//! an address that is not `http` or `https` leads nowhere; nothing plays by itself.

use maud::{Markup, html};
use model::sanitize::web_url;
use model::{Focus, Media, MediaKind};
use social::PostView;

use super::icon;

/// All that is attached. Behind a fold when it is sensitive and no warning stands in front of the whole post.
pub fn attached(media: &[Media], is_folded: bool) -> Markup {
    html! {
        @if media.is_empty() {}
        @else if is_folded {
            details.cw {
                summary data-more="Show" data-less="Hide" { (icon::small("warning")) span { "Sensitive: " (counted(media)) } }
                (open(media))
            }
        } @else { (open(media)) }
    }
}

fn open(media: &[Media]) -> Markup {
    let (seen, rest): (Vec<&Media>, Vec<&Media>) = media.iter().partition(|file| is_seen(file));
    html! {
        @if !seen.is_empty() {
            ul.gallery data-n=(seen.len().min(5)) { @for file in &seen { li { (figure(file, seen.len() == 1)) } } }
        }
        @for file in rest {
            @match (file.kind, web_url(&file.url)) {
                (MediaKind::Audio, Some(url)) => (sound(file, &url)),
                (_, url) => (link(file, url.as_deref())),
            }
        }
    }
}

/// A square for each file of a post. What is sensitive is not shown in passing.
pub fn tiles(post: &PostView) -> Markup {
    let content = post.content();
    let is_hidden = content.is_sensitive || !content.warning.is_empty();
    html! {
        @for file in &content.media {
            @let small = file.preview.as_ref().map_or(&file.url, |small| &small.url);
            li { a href=(content.path()) aria-label=(said(file, word(file.kind))) {
                @match (file.kind, web_url(small)) {
                    (MediaKind::Image | MediaKind::Video, Some(url)) if !is_hidden && (file.preview.is_some() || file.kind == MediaKind::Image) => {
                        img class=[focus(file.focus)] src=(url) alt="" loading="lazy" decoding="async";
                        @if file.kind == MediaKind::Video { span.i-on { (icon::small("play")) } }
                    }
                    _ => (icon::icon(if is_hidden { "warning" } else { symbol(file.kind) })),
                }
            } }
        }
    }
}

const fn word(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Image => "Picture",
        MediaKind::Video => "Video",
        MediaKind::Audio => "Recording",
        MediaKind::Unknown => "File",
    }
}

const fn symbol(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Image => "picture",
        MediaKind::Video => "play",
        MediaKind::Audio => "sound",
        MediaKind::Unknown => "link",
    }
}

fn is_seen(file: &Media) -> bool {
    matches!(file.kind, MediaKind::Image | MediaKind::Video) && web_url(&file.url).is_some()
}

/// `2 pictures and a video`, for the fold in front of them.
fn counted(media: &[Media]) -> String {
    let of = |kind: MediaKind| media.iter().filter(|file| file.kind == kind).count();
    let words = [
        (of(MediaKind::Image), "picture"),
        (of(MediaKind::Video), "video"),
        (of(MediaKind::Audio), "recording"),
        (of(MediaKind::Unknown), "file"),
    ];
    let parts: Vec<String> = words
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| match count {
            1 => format!("a {word}"),
            _ => format!("{count} {word}s"),
        })
        .collect();
    parts.join(" and ")
}

fn figure(file: &Media, is_alone: bool) -> Markup {
    let url = web_url(&file.url).unwrap_or_default();
    html! {
        figure.seen.alone[is_alone] {
            @if file.kind == MediaKind::Video { (video(file, &url)) } @else { (picture(file, &url)) }
            (alt(file))
        }
    }
}

fn picture(file: &Media, url: &str) -> Markup {
    let small = file.preview.as_ref().and_then(|small| web_url(&small.url));
    html! {
        a href=(url) data-zoom target="_blank" rel="nofollow noopener noreferrer" {
            img class=[focus(file.focus)] src=(small.as_deref().unwrap_or(url)) alt=(said(file, "A picture without a description"))
                width=[file.width] height=[file.height] loading="lazy" decoding="async";
        }
    }
}

fn video(file: &Media, url: &str) -> Markup {
    let poster = file.preview.as_ref().and_then(|small| web_url(&small.url));
    html! {
        video controls playsinline preload=(if poster.is_some() { "none" } else { "metadata" }) poster=[poster.as_deref()]
            width=[file.width] height=[file.height] aria-label=(said(file, word(file.kind))) {
            source src=(url) type=[file.media_type.as_deref()];
            a href=(url) rel="nofollow noopener noreferrer" { "Watch the video" }
        }
    }
}

fn sound(file: &Media, url: &str) -> Markup {
    let cover = file.preview.as_ref().and_then(|small| web_url(&small.url));
    html! {
        figure.sound {
            @if let Some(cover) = &cover { img src=(cover) alt="" loading="lazy"; } @else { span.cover { (icon::icon("sound")) } }
            div.stack.tight {
                figcaption dir="auto" { (said(file, word(file.kind))) }
                audio controls preload="none" src=(url) { a href=(url) rel="nofollow noopener noreferrer" { "Listen to the recording" } }
            }
        }
    }
}

/// A file that cannot be shown here, by what it is and where.
fn link(file: &Media, url: Option<&str>) -> Markup {
    html! {
        ul.files { li {
            a href=[url] rel="nofollow noopener noreferrer" target="_blank" {
                (icon::icon("link"))
                span {
                    span dir="auto" { (said(file, "No description")) }
                    br;
                    span.soft.small { "File" @if let Some(host) = url.and_then(host) { " at " bdi dir="ltr" { (host) } } }
                }
            }
        } }
    }
}

/// The words for a file, to be opened by whoever wants to read them.
fn alt(file: &Media) -> Markup {
    html! {
        @if let Some(words) = file.alt.as_deref().filter(|words| !words.is_empty()) {
            details.alt { summary { "ALT" span.sr { ": show the description" } } p dir="auto" { (words) } }
        }
    }
}

fn said<'a>(file: &'a Media, otherwise: &'a str) -> &'a str {
    file.alt
        .as_deref()
        .filter(|alt| !alt.is_empty())
        .unwrap_or(otherwise)
}

/// Where a cropped picture is held, in quarters of its sides: a class, because pages have no styles of their own.
fn focus(focus: Option<Focus>) -> Option<String> {
    let Focus { x, y } = focus?;
    let quarter = |part: f64| match part {
        part if part < 0.125 => 0,
        part if part < 0.375 => 1,
        part if part < 0.625 => 2,
        part if part < 0.875 => 3,
        _ => 4,
    };
    // The focus is given from -1 to 1 with y upwards, places in a style sheet from the top left corner.
    Some(format!(
        "fx{} fy{}",
        quarter(f64::midpoint(x, 1.0)),
        quarter(f64::midpoint(-y, 1.0))
    ))
}

fn host(url: &str) -> Option<String> {
    url::Url::parse(url).ok()?.host_str().map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_focus_is_a_place_from_the_top_left() {
        let at = |x, y| focus(Some(Focus { x, y })).unwrap();
        assert_eq!(at(-1.0, 1.0), "fx0 fy0");
        assert_eq!(at(0.0, 0.0), "fx2 fy2");
        assert_eq!(at(1.0, -1.0), "fx4 fy4");
        assert_eq!(focus(None), None);
    }

    #[test]
    fn the_fold_says_what_is_behind_it() {
        let file = |kind| Media {
            kind,
            ..Media::default()
        };
        let media = [MediaKind::Image, MediaKind::Image, MediaKind::Video].map(file);
        assert_eq!(counted(&media), "2 pictures and a video");
    }
}
