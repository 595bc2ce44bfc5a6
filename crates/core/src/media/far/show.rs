//! Files of others in views: their addresses become this server's.

use model::{Emoji, Media, MediaKind, Preview};
use url::Url;

use super::address::Wanted;
use super::{FarUse, Playing};
use crate::Social;

/// The pixels of a small picture, as they are made.
const SMALL: f64 = 640.0 * 480.0;

impl Social {
    /// The address of a picture that is stored: a path if it is ours, else that of another server.
    pub(crate) fn shown_picture(&self, usage: FarUse, url: String) -> String {
        if url.starts_with('/') {
            self.shown_url(url)
        } else {
            self.far_address(usage, url)
        }
    }

    /// A file of another server.
    pub(in crate::media) fn shown_far(&self, mut media: Media) -> Media {
        media.remote_url = Some(media.url.clone());
        if self.far().is_none() {
            return media;
        }
        media.is_broken = self.failed_far(media.kind, &media.url);
        match media.kind {
            MediaKind::Image => {
                media.preview = Some(Preview {
                    url: self.far_address(FarUse::Small, media.url.clone()),
                    ..small(media.width, media.height)
                });
                media.url = self.far_address(FarUse::Whole, media.url);
            }
            // Nobody knows what it is: a link, which is followed by those who want to.
            MediaKind::Unknown => {}
            _ => {
                if self.plays_through(&media) {
                    media.url = self.far_address(FarUse::Play, media.url);
                    for size in &mut media.sizes {
                        let url = std::mem::take(&mut size.url);
                        size.url = self.far_address(FarUse::Play, url);
                    }
                    media.playlist = None;
                }
                media.preview = media.preview.map(|preview| Preview {
                    url: self.far_address(FarUse::Small, preview.url),
                    ..small(Some(preview.width), Some(preview.height))
                });
            }
        }
        for caption in &mut media.captions {
            let url = std::mem::take(&mut caption.url);
            caption.url = self.far_address(FarUse::Caption, url);
        }
        media
    }

    /// Whether somebody just asked for a file in vain.
    fn failed_far(&self, kind: MediaKind, url: &str) -> bool {
        let usages: &[FarUse] = match kind {
            MediaKind::Image => &[FarUse::Small, FarUse::Whole],
            MediaKind::Unknown => &[],
            _ => &[FarUse::Play],
        };
        let (Some(far), Ok(url)) = (self.far(), Url::parse(url)) else {
            return false;
        };
        usages.iter().any(|usage| {
            let wanted = Wanted {
                usage: *usage,
                url: url.clone(),
            };
            far.failed.get(&wanted.key(), self.now()).is_some()
        })
    }

    /// A custom emoji.
    pub(crate) fn shown_emoji(&self, emoji: Emoji) -> Emoji {
        let still = emoji.still_url.unwrap_or_else(|| emoji.url.clone());
        let still = self.shown_picture(FarUse::StillEmoji, still);
        let url = self.shown_picture(FarUse::Emoji, emoji.url);
        Emoji {
            shortcode: emoji.shortcode,
            still_url: (still != url).then_some(still),
            url,
        }
    }

    /// Whether video and sound of other servers are played from there.
    pub fn plays_elsewhere(&self) -> bool {
        let playing = self.far().map(|far| far.parts.settings.playing);
        playing == Some(Playing::Origin)
    }

    /// A playlist names files beside it, which only its own server has.
    fn plays_through(&self, media: &Media) -> bool {
        let playing = self.far().map(|far| far.parts.settings.playing);
        playing == Some(Playing::Through) && !media.is_playlist()
    }
}

/// How large a small picture is, of one that is so large; 0 when that is not known.
fn small(width: Option<u32>, height: Option<u32>) -> Preview {
    let (width, height) = (width.unwrap_or(0), height.unwrap_or(0));
    let pixels = f64::from(width) * f64::from(height);
    let scale = if pixels > SMALL {
        (SMALL / pixels).sqrt()
    } else {
        1.0
    };
    Preview {
        url: String::new(),
        width: scaled(width, scale),
        height: scaled(height, scale),
    }
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a side made smaller is between 0 and what it was"
)]
fn scaled(side: u32, scale: f64) -> u32 {
    (f64::from(side) * scale).round() as u32
}
