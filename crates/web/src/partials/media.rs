//! What is attached to a post: pictures in a gallery, players for what plays, links for the rest.
//!
//! Always true here: everything works without scripts (a picture is a link to itself, players are the browser's own);
//! an address that is not `http` or `https` leads nowhere; nothing plays by itself.

use std::fmt::Write as _;

use maud::{Markup, html};
use model::sanitize::web_url;
use model::{Focus, Media, MediaKind, VideoSize};
use social::PostView;

use super::icon;

/// The media type of a list of pieces (RFC 8216, section 4).
const PLAYLIST: &str = "application/vnd.apple.mpegurl";

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
                (MediaKind::Audio, Some(url)) if file.is_broken => (broken(file, &url)),
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
            @if file.is_broken { (broken(file, &url)) }
            @else if file.is_playlist() { (poster(file)) }
            @else if file.kind == MediaKind::Video { (video(file, &url)) } @else { (picture(file, &url)) }
            (alt(file))
        }
    }
}

/// The picture of a video that cannot be played here.
fn poster(file: &Media) -> Markup {
    let small = file.preview.as_ref().and_then(|small| web_url(&small.url));
    html! {
        @if let Some(small) = small { img src=(small) alt=(said(file, word(file.kind))) loading="lazy" decoding="async"; }
        @else { div.broken.pad { p { (icon::small("play")) " " (said(file, word(file.kind))) } } }
    }
}

/// What stands in the place of a file that its server does not give out now.
fn broken(file: &Media, url: &str) -> Markup {
    let host = file.remote_url.as_deref().and_then(host);
    html! {
        div.broken.pad.stack.tight {
            p { (icon::small("warning")) " " (word(file.kind)) " could not be had"
                @if let Some(host) = host { " from " bdi dir="ltr" { (host) } } "." }
            p.soft.small dir="auto" { (said(file, "No description")) }
            @if let Some(again) = again(url) { p { a.btn.calm href=(again) rel="nofollow" { "Try again" } } }
        }
    }
}

/// Where trying again begins: on this server, so that it knows which page to go back to.
fn again(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok()?;
    let is_ours = url.path().starts_with("/media/far/");
    is_ours.then(|| format!("{}?retry={}", url.path(), crate::far::FROM_PAGE))
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
        @let is_loop = file.playing.as_ref().is_some_and(|playing| playing.is_loop);
        video controls playsinline loop[is_loop] muted[is_loop] preload=(if poster.is_some() { "none" } else { "metadata" }) poster=[poster.as_deref()]
            width=[file.width] height=[file.height] aria-label=(said(file, word(file.kind))) {
            @if let Some(list) = file.playlist.as_deref().and_then(web_url) { source src=(list) type=(PLAYLIST); }
            source src=(url) type=[file.media_type.as_deref()];
            (tracks(file))
            a href=(url) rel="nofollow noopener noreferrer" { "Watch the video" }
        }
        (quality(file, url))
    }
}

/// The sizes to choose from: links to the files, which a script has played in the place of the video.
fn quality(file: &Media, url: &str) -> Markup {
    let side = |size: &VideoSize| match size.width {
        0 => size.height,
        width => size.height.min(width),
    };
    let sizes = file.sizes.iter();
    let sizes: Vec<_> = sizes
        .filter_map(|size| Some((web_url(&size.url)?, side(size))))
        .collect();
    html! {
        @if sizes.len() > 1 {
            details.alt.quality {
                summary { "Quality" }
                ul.bare {
                    li { a href=(url) data-size aria-current="true" { "Automatic" } }
                    @for (url, side) in &sizes { li { a href=(url) data-size=(url) rel="nofollow noopener noreferrer" { (side) "p" } } }
                }
            }
        }
    }
}

/// What is said in it, to be read along. Browsers read tracks of this server alone.
fn tracks(file: &Media) -> Markup {
    html! {
        @for caption in &file.captions {
            @if let Some(url) = web_url(&caption.url) {
                track kind="captions" src=(url) srclang=(caption.language) label=(if caption.label.is_empty() { &caption.language } else { &caption.label });
            }
        }
    }
}

/// How loud it is from the beginning to the end: a bar for each part.
fn waveform(peaks: &[u8]) -> Markup {
    let mut path = String::new();
    for (at, peak) in peaks.iter().take(400).enumerate() {
        let half = u32::from((*peak).min(100)) / 2 + 1;
        // Writing into a text cannot fail.
        let _ = write!(path, "M{} {}v{}", at * 4 + 2, 52 - half, half * 2);
    }
    html! {
        @if !peaks.is_empty() {
            svg.wave viewBox={ "0 0 " (peaks.len() * 4) " 104" } preserveAspectRatio="none" aria-hidden="true" { path d=(path) {} }
        }
    }
}

/// `1:02:03`, as players show it.
fn length(seconds: f64) -> String {
    let all = whole(seconds);
    let (hours, minutes, seconds) = (all / 3_600, all / 60 % 60, all % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bounded on both sides"
)]
fn whole(seconds: f64) -> u32 {
    seconds.round().clamp(0.0, 1_000_000.0) as u32
}

fn sound(file: &Media, url: &str) -> Markup {
    let cover = file.preview.as_ref().and_then(|small| web_url(&small.url));
    html! {
        figure.sound {
            @if let Some(cover) = &cover { img src=(cover) alt="" loading="lazy"; } @else { span.cover { (icon::icon("sound")) } }
            div.stack.tight {
                figcaption dir="auto" { (said(file, word(file.kind))) }
                @if let Some(playing) = &file.playing { (waveform(&playing.peaks)) }
                @if let Some(seconds) = file.duration { p.soft.small { (length(seconds)) } }
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
    fn a_list_of_pieces_is_shown_by_its_picture_alone() {
        let file = Media {
            kind: MediaKind::Video,
            url: "https://tube.example/list.m3u8".to_owned(),
            media_type: Some("application/x-mpegURL".to_owned()),
            preview: Some(model::Preview {
                url: "https://moot.example/media/far/abc".to_owned(),
                width: 0,
                height: 0,
            }),
            ..Media::default()
        };
        let page = attached(&[file], false).into_string();
        assert!(page.contains("<img src=\"https://moot.example/media/far/abc\""));
        assert!(!page.contains("<video") && !page.contains("m3u8"), "{page}");
    }

    #[test]
    fn what_cannot_be_had_is_told_and_can_be_tried_again() {
        let file = Media {
            kind: MediaKind::Image,
            url: "https://moot.example/media/far/abc".to_owned(),
            remote_url: Some("https://far.example/a.png".to_owned()),
            alt: Some("A hill".to_owned()),
            is_broken: true,
            ..Media::default()
        };
        let page = attached(&[file], false).into_string();
        for part in [
            "Picture could not be had from <bdi dir=\"ltr\">far.example</bdi>.",
            "href=\"/media/far/abc?retry=page\"",
            "A hill",
        ] {
            assert!(page.contains(part), "{part} in {page}");
        }
        assert!(!page.contains("<img"));
    }

    #[test]
    fn a_length_is_said_as_players_say_it() {
        assert_eq!(length(7.4), "0:07");
        assert_eq!(length(3_723.0), "1:02:03");
        assert_eq!(length(f64::NAN), "0:00");
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
