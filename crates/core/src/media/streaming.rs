//! A large video as it is kept: a file for each size, a list of the pieces of each, and a list of these (HLS, RFC 8216).
//! The lists name what is beside them, so all names are there before anything is kept.

use ::media::{Arrived, Kind, Size, Variant};
use bytes::Bytes;
use model::{Media, VideoSize};

use super::keep::NewFile;

/// What is kept of a video in several sizes.
#[derive(Debug, Default)]
pub(super) struct Streaming {
    sizes: Vec<VideoSize>,
    playlist: Option<String>,
    files: Vec<NewFile>,
}

impl Streaming {
    /// Of sizes, and their files in the same order.
    pub(super) fn of(sizes: &[Size], files: Vec<Arrived>) -> Self {
        if sizes.is_empty() {
            return Self::default();
        }
        let videos = files.into_iter().map(|file| NewFile::new(Kind::Mp4, file));
        let videos: Vec<NewFile> = videos.collect();
        let list = |text: String| NewFile::new(Kind::Playlist, Bytes::from(text));
        let lists: Vec<NewFile> = sizes
            .iter()
            .zip(&videos)
            .map(|(size, video)| list(size.pieces.list(video.name())))
            .collect();
        let variants: Vec<Variant<'_>> = sizes
            .iter()
            .zip(&lists)
            .map(|(size, list)| size.variant(list.name()))
            .collect();
        let choice = list(::media::choice(&variants));
        let files = videos.iter().zip(&lists);
        let shown = sizes
            .iter()
            .zip(files)
            .map(|(size, (video, list))| VideoSize {
                url: video.path(),
                width: size.width,
                height: size.height,
                pieces: Some(list.path()),
            });
        Self {
            sizes: shown.collect(),
            playlist: Some(choice.path()),
            files: videos.into_iter().chain(lists).chain([choice]).collect(),
        }
    }

    /// The files to keep.
    pub(super) fn files(&self) -> impl Iterator<Item = NewFile> + '_ {
        self.files.iter().cloned()
    }

    /// The same video with what is kept of it.
    pub(super) fn added_to(&self, media: Media) -> Media {
        Media {
            sizes: self.sizes.clone(),
            playlist: self.playlist.clone(),
            ..media
        }
    }
}
