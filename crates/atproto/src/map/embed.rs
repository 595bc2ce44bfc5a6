//! What stands below the text of a post of ours: pictures, a video, a quote, a card
//! (lexicons `app.bsky.embed.*`).

use at_proto::data::{BlobRef, Ipld};
use at_proto::syntax::Language;

use super::StrongRef;
use super::value::{blob, number, object, put, text, typed};

/// The most bytes of a picture.
pub(crate) const MAX_IMAGE_BYTES: u64 = 2_000_000;
/// The most bytes of a video.
pub(crate) const MAX_VIDEO_BYTES: u64 = 300_000_000;
/// The most bytes of the picture of a card.
pub(crate) const MAX_THUMB_BYTES: u64 = 1_000_000;
/// The most bytes of what is said in a video.
pub(crate) const MAX_CAPTION_BYTES: u64 = 20_000;
/// The most pictures that all apps show.
const MAX_IMAGES: usize = 4;
/// The most pictures of a gallery.
pub(crate) const MAX_GALLERY: usize = 20;
/// The most languages of what is said in a video.
const MAX_CAPTIONS: usize = 20;
/// The most characters of the title of a card.
const MAX_TITLE_GRAPHEMES: usize = 300;
/// The most characters of the words below it.
const MAX_DESCRIPTION_GRAPHEMES: usize = 1_000;

/// A picture that is kept as a blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    /// Its bytes: of any type of picture, at most [`MAX_IMAGE_BYTES`].
    pub(crate) blob: BlobRef,
    /// What it shows, in words.
    pub(crate) alt: String,
    /// Width and height in pixels, if they are known.
    pub(crate) size: Option<(u32, u32)>,
}

/// A video that is kept as a blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clip {
    /// Its bytes: `video/mp4`, at most [`MAX_VIDEO_BYTES`].
    pub(crate) blob: BlobRef,
    /// What it shows, in words.
    pub(crate) alt: String,
    /// Width and height in pixels, if they are known.
    pub(crate) size: Option<(u32, u32)>,
    /// What is said in it: a BCP 47 tag and `text/vtt` of at most [`MAX_CAPTION_BYTES`].
    pub(crate) captions: Vec<(String, BlobRef)>,
    /// Whether it plays silently, over and over.
    pub(crate) is_loop: bool,
}

/// A page, shown in a few lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Page {
    pub(super) url: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) thumb: Option<BlobRef>,
}

impl Picture {
    /// Whether records may have it.
    pub(super) fn is_fit(&self) -> bool {
        is_image(&self.blob, MAX_IMAGE_BYTES)
    }
}

impl Clip {
    /// Whether records may have it.
    pub(super) fn is_fit(&self) -> bool {
        self.blob.media_type == "video/mp4" && self.blob.size <= MAX_VIDEO_BYTES
    }
}

/// Whether a blob is a picture of at most so many bytes.
pub(super) fn is_image(blob: &BlobRef, most: u64) -> bool {
    blob.media_type.starts_with("image/") && blob.size <= most
}

/// Pictures: up to four as all apps know them, more as a gallery.
pub(super) fn images(pictures: &[&Picture]) -> Option<Ipld> {
    if pictures.is_empty() {
        return None;
    }
    let is_gallery = pictures.len() > MAX_IMAGES;
    let items = pictures.iter().take(MAX_GALLERY).map(|picture| {
        let mut item = object([("image", blob(&picture.blob)), ("alt", text(&picture.alt))]);
        // A gallery leaves no choice: of a picture of unknown size, a square is shown.
        let size = picture.size.or(is_gallery.then_some((1, 1)));
        put(&mut item, "aspectRatio", size.map(ratio));
        let name = is_gallery.then(|| text("app.bsky.embed.gallery#image"));
        put(&mut item, "$type", name);
        item
    });
    let items = Ipld::List(items.collect());
    Some(if is_gallery {
        typed("app.bsky.embed.gallery", [("items", items)])
    } else {
        typed("app.bsky.embed.images", [("images", items)])
    })
}

/// A video.
pub(super) fn video(clip: &Clip) -> Ipld {
    let mut made = typed("app.bsky.embed.video", [("video", blob(&clip.blob))]);
    let is_fit = |(language, file): &&(String, BlobRef)| {
        Language::parse(language).is_ok()
            && file.media_type == "text/vtt"
            && file.size <= MAX_CAPTION_BYTES
    };
    let captions = clip.captions.iter().filter(is_fit).take(MAX_CAPTIONS);
    let captions: Vec<Ipld> = captions
        .map(|(language, file)| object([("lang", text(language)), ("file", blob(file))]))
        .collect();
    let captions = (!captions.is_empty()).then_some(Ipld::List(captions));
    put(&mut made, "captions", captions);
    let alt = (!clip.alt.is_empty()).then(|| text(&clip.alt));
    put(&mut made, "alt", alt);
    put(&mut made, "aspectRatio", clip.size.map(ratio));
    put(&mut made, "presentation", clip.is_loop.then(|| text("gif")));
    made
}

fn ratio((width, height): (u32, u32)) -> Ipld {
    object([
        ("width", number(width.max(1))),
        ("height", number(height.max(1))),
    ])
}

/// A card that leads to a page.
pub(super) fn external(page: &Page) -> Ipld {
    let short = |text: &str, most| super::rich::shortened(text, most, 10 * most);
    let title = short(&page.title, MAX_TITLE_GRAPHEMES);
    let description = short(&page.description, MAX_DESCRIPTION_GRAPHEMES);
    let mut card = object([
        ("uri", text(&page.url)),
        ("title", text(title)),
        ("description", text(description)),
    ]);
    let thumb = page.thumb.as_ref();
    let thumb = thumb.filter(|thumb| is_image(thumb, MAX_THUMB_BYTES));
    put(&mut card, "thumb", thumb.map(blob));
    typed("app.bsky.embed.external", [("external", card)])
}

/// A quote, with media if there are some.
pub(super) fn record(quoted: &StrongRef, media: Option<Ipld>) -> Ipld {
    let quote = typed("app.bsky.embed.record", [("record", quoted.data())]);
    match media {
        Some(media) => typed(
            "app.bsky.embed.recordWithMedia",
            [("record", quote), ("media", media)],
        ),
        None => quote,
    }
}
