//! What stands below the text of somebody's post (lexicons `app.bsky.embed.*`), read without trust.

use at_proto::cid::Cid;
use at_proto::data::{BlobRef, Ipld};
use model::post::{MAX_ALT_CHARS, MAX_MEDIA};
use model::sanitize::{line, lines, web_url};
use model::{Caption, Media, MediaKind, Playing};

use super::StrongRef;
use super::embed::{Clip, Picture};
use super::value::{self, blob_of, field, list_of, text_of, type_of};

/// The most languages of what is said in a video.
const MAX_CAPTIONS: usize = 20;
/// The largest side of a picture that is believed, in pixels.
const MAX_SIDE: usize = 65_535;

/// What stands below the text of a post.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Attached {
    /// Pictures.
    pub(crate) images: Vec<Picture>,
    /// A video.
    pub(crate) video: Option<Clip>,
    /// A link, and the title of the page.
    pub(crate) link: Option<(String, String)>,
    /// A quoted post, or another record.
    pub(crate) quote: Option<StrongRef>,
}

/// Reads what stands below the text of a post. What cannot be understood is not there.
pub(crate) fn attached(record: &Ipld) -> Attached {
    let mut found = Attached::default();
    let Some(embed) = field(record, "embed") else {
        return found;
    };
    if type_of(embed) == "app.bsky.embed.recordWithMedia" {
        let quote = field(embed, "record");
        found.quote = quote.and_then(|quote| StrongRef::read(field(quote, "record")?));
        if let Some(media) = field(embed, "media") {
            found.take(media);
        }
    } else {
        found.take(embed);
    }
    found
}

impl Attached {
    fn take(&mut self, embed: &Ipld) {
        match type_of(embed) {
            "app.bsky.embed.images" => self.images = pictures(list_of(embed, "images")),
            "app.bsky.embed.gallery" => self.images = pictures(list_of(embed, "items")),
            "app.bsky.embed.video" => self.video = clip(embed),
            "app.bsky.embed.external" => self.link = external(embed),
            "app.bsky.embed.record" => {
                self.quote = field(embed, "record").and_then(StrongRef::read);
            }
            _ => {}
        }
    }

    /// The same as files of a post. `blob_url` says where the bytes are.
    pub(crate) fn media(&self, blob_url: impl Fn(&Cid) -> String) -> Vec<Media> {
        let images = self.images.iter();
        let images = images.map(|picture| {
            let url = blob_url(&picture.blob.cid);
            file(
                MediaKind::Image,
                &picture.blob,
                &picture.alt,
                picture.size,
                url,
            )
        });
        let video = self.video.iter().map(|clip| {
            let url = blob_url(&clip.blob.cid);
            let captions = clip.captions.iter().map(|(language, file)| Caption {
                language: language.clone(),
                label: String::new(),
                url: blob_url(&file.cid),
            });
            Media {
                captions: captions.collect(),
                playing: clip.is_loop.then(|| Playing {
                    is_loop: true,
                    ..Playing::default()
                }),
                ..file(MediaKind::Video, &clip.blob, &clip.alt, clip.size, url)
            }
        });
        images.chain(video).collect()
    }
}

fn file(
    kind: MediaKind,
    blob: &BlobRef,
    alt: &str,
    size: Option<(u32, u32)>,
    url: String,
) -> Media {
    Media {
        kind,
        url,
        media_type: Some(blob.media_type.clone()),
        alt: (!alt.is_empty()).then(|| alt.to_owned()),
        width: size.map(|(width, _)| width),
        height: size.map(|(_, height)| height),
        ..Media::default()
    }
}

fn pictures(items: &[Ipld]) -> Vec<Picture> {
    let read = items.iter().take(MAX_MEDIA).filter_map(|item| {
        Some(Picture {
            blob: of_kind(item, "image", "image/")?,
            alt: alt(item),
            size: size(item),
        })
    });
    read.collect()
}

fn clip(embed: &Ipld) -> Option<Clip> {
    let captions = list_of(embed, "captions").iter().take(MAX_CAPTIONS);
    let captions = captions.filter_map(|caption| {
        let language = model::language::parse(text_of(caption, "lang")?)?;
        Some((language, of_kind(caption, "file", "text/vtt")?))
    });
    Some(Clip {
        blob: of_kind(embed, "video", "video/")?,
        alt: alt(embed),
        size: size(embed),
        captions: captions.collect(),
        is_loop: text_of(embed, "presentation") == Some("gif"),
    })
}

/// A blob of a kind, its type without what apps add to it.
fn of_kind(data: &Ipld, name: &str, kind: &str) -> Option<BlobRef> {
    let blob = blob_of(data, name)?;
    let named = blob.media_type.split(';').next().unwrap_or_default();
    let named = named.trim().to_ascii_lowercase();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/.+-".contains(c);
    let is_it = named.starts_with(kind) && named.len() <= 100 && named.chars().all(is_plain);
    is_it.then_some(BlobRef {
        media_type: named,
        ..blob
    })
}

fn alt(item: &Ipld) -> String {
    let alt = text_of(item, "alt").unwrap_or_default();
    lines(alt, MAX_ALT_CHARS).trim().to_owned()
}

fn size(item: &Ipld) -> Option<(u32, u32)> {
    let ratio = field(item, "aspectRatio")?;
    let side = |name| {
        let side = value::count_of(ratio, name)?;
        let is_one = (1..=MAX_SIDE).contains(&side);
        is_one.then(|| u32::try_from(side).ok()).flatten()
    };
    Some((side("width")?, side("height")?))
}

fn external(embed: &Ipld) -> Option<(String, String)> {
    let card = field(embed, "external")?;
    let title = line(text_of(card, "title").unwrap_or_default(), 300);
    Some((web_url(text_of(card, "uri")?)?, title))
}
