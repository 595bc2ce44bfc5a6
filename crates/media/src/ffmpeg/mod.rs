//! Video and sound, by the host's `FFmpeg`; and pictures that only other programs can read.
//!
//! Always true here:
//! - A program sees one folder with one file of a stranger, and libraries of the system; it cannot reach the network
//!   (Landlock, seccomp). Memory, processor, files and time are bounded (security row D4).
//! - Arguments are ours. What a file is was decided by its bytes before, and only the reader for that is allowed: a
//!   list that names other files is never followed.
//! - Nothing but pictures and sound is carried over: no tags, chapters, subtitles, data.

mod child;
mod confine;
mod probe;
mod report;
mod sizes;
mod sound;
mod still;
mod video;

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use self::child::{Ended, Task};
use self::confine::Allowance;
use self::probe::Found;
use crate::kind::{Container, Format, HEAD};
use crate::{Kind, Picture, Refused, Rendition};

pub use self::report::{FfmpegReport, Report, Walls};
pub use self::sizes::Size;

/// What the file of a stranger is called in the folder where it is read.
pub const INPUT: &str = "input";
/// What a program prints about a file, at most.
const MAX_ANSWER: usize = 1024 * 1024;
/// A large video of 4096 pixels a side needs about half of it.
const MEMORY: u64 = 1024 * 1024 * 1024;
/// What may be written: more than comes of 99 MB in any sane case.
const MAX_WRITTEN: u64 = 512 * 1024 * 1024;

/// The programs of the host that read what this crate cannot.
#[derive(Debug, Clone, Default)]
pub struct Tools {
    /// `ffmpeg` and `ffprobe`.
    ffmpeg: Option<(PathBuf, PathBuf)>,
    /// `heif-convert`, of libheif.
    heif: Option<PathBuf>,
    stop: Arc<AtomicBool>,
}

/// Why nothing was made of a file.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// It is the file's fault, now and for ever.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The server is about to stop: it can be done after the next start.
    #[error("the server is stopping")]
    Stopped,
    /// The machine's fault.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// What was made of video or sound.
#[derive(Debug)]
pub struct Played {
    /// What it is now.
    pub what: What,
    /// Where it lies, in the folder that was given.
    pub file: PathBuf,
    /// What that file is.
    pub kind: Kind,
    /// In pixels; nought for sound.
    pub width: u32,
    /// In pixels; nought for sound.
    pub height: u32,
    /// In seconds.
    pub seconds: f64,
    /// Frames a second; nought for sound.
    pub rate: f64,
    /// Bits a second.
    pub bits: u64,
    /// A frame, or what is on the cover.
    pub poster: Option<Poster>,
    /// A large video in several sizes, the largest first: the same once more, and smaller ones.
    pub sizes: Vec<Size>,
    /// How loud it is from the beginning to the end: at most 200 numbers up to 100. Of sound alone.
    pub peaks: Vec<u8>,
}

/// A picture that stands for video or sound.
#[derive(Debug)]
pub struct Poster {
    /// The picture.
    pub picture: Rendition,
    /// A blurred one, <https://blurha.sh>.
    pub blurhash: String,
}

/// What plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// With sound, if there is any.
    Video,
    /// A picture that moves: silent, over and over.
    Loop,
    /// Sound.
    Sound,
}

impl Tools {
    /// Those that the host has.
    pub fn find() -> Self {
        let both = find("ffmpeg").zip(find("ffprobe"));
        Self {
            ffmpeg: both,
            heif: find("heif-convert"),
            stop: Arc::default(),
        }
    }

    /// Whether video and sound can be taken.
    pub const fn has_ffmpeg(&self) -> bool {
        self.ffmpeg.is_some()
    }

    /// Whether HEIC and AVIF can be taken.
    pub const fn has_heif(&self) -> bool {
        self.heif.is_some()
    }

    /// Ends whatever is being made, and begins nothing any more.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Makes what can be played everywhere of the file called [`INPUT`] in a folder of its own. Slow: minutes.
    pub fn play(&self, folder: &Path) -> Result<Played, Failure> {
        let container = match format_of(&folder.join(INPUT))? {
            Format::Playing(container) => container,
            Format::Picture(image::ImageFormat::Gif) => Container::Gif,
            Format::Picture(image::ImageFormat::WebP) => unroll(folder)?,
            _ => return Err(Refused::Unknown.into()),
        };
        let bench = self.bench(folder, container)?;
        let found = bench.probe(container, INPUT)?;
        match &found.video {
            Some(track) if container != Container::Mp3 => bench.video(&found, track),
            _ => match &found.sound {
                Some(track) => bench.sound(&found, track),
                None => Err(Refused::Broken.into()),
            },
        }
    }

    /// Everything that is made of a picture that this crate cannot read: the file called [`INPUT`] in a folder.
    pub fn foreign_picture(&self, folder: &Path) -> Result<Picture, Failure> {
        let program = self.heif.as_deref().ok_or(Refused::NeedsHeif)?;
        still::picture(program, folder, &self.stop)
    }

    fn bench<'a>(&'a self, folder: &'a Path, container: Container) -> Result<Bench<'a>, Refused> {
        let (ffmpeg, ffprobe) = self.ffmpeg.as_ref().ok_or(Refused::NeedsFfmpeg)?;
        Ok(Bench {
            ffmpeg,
            ffprobe,
            folder,
            container,
            stop: &self.stop,
        })
    }
}

/// The format of a file, by its first bytes.
fn format_of(path: &Path) -> Result<Format, Failure> {
    let mut head = Vec::new();
    fs::File::open(path)?
        .take(u64::try_from(HEAD).unwrap_or(u64::MAX))
        .read_to_end(&mut head)?;
    Ok(Format::of(&head)?)
}

/// Puts in the place of a picture that moves the same in a format that `ffmpeg` reads.
fn unroll(folder: &Path) -> Result<Container, Failure> {
    let (input, output) = (folder.join(INPUT), folder.join("unrolled"));
    crate::animation::unrolled(&fs::read(&input)?, fs::File::create(&output)?)?;
    fs::rename(output, input)?;
    Ok(Container::Apng)
}

/// A program on the search path.
fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
        .and_then(|file| file.canonicalize().ok())
}

/// Where one file is worked on.
struct Bench<'a> {
    ffmpeg: &'a Path,
    ffprobe: &'a Path,
    folder: &'a Path,
    container: Container,
    stop: &'a AtomicBool,
}

/// The readers that may be used, whatever a file says it is.
const DECODERS: &str = "h264,hevc,mpeg4,h263,mjpeg,png,apng,gif,prores,vp8,vp9,libdav1d,av1,theora,\
     aac,mp3float,mp3,mp2,opus,vorbis,flac,alac,amrnb,amrwb,pcm_u8,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_f32le,pcm_mulaw,pcm_alaw";

impl Container {
    /// The reader of `FFmpeg` for it.
    const fn reader(self) -> &'static str {
        match self {
            Self::Mov => "mov",
            Self::Matroska => "matroska",
            Self::Ogg => "ogg",
            Self::Mp3 => "mp3",
            Self::Aac => "aac",
            Self::Flac => "flac",
            Self::Wav => "wav",
            Self::Gif => "gif",
            Self::Apng => "apng",
        }
    }
}

/// What stands before the name of a file that is read.
fn reading(container: Container, name: &str) -> Vec<String> {
    let mut words = vec!["-protocol_whitelist", "file", "-max_streams", "64"];
    if container == Container::Mov {
        // A track may say that its pictures are in another file.
        words.extend(["-enable_drefs", "0", "-use_absolute_path", "0"]);
    }
    // The folder is the working folder: its name is nobody's business.
    let name = format!("file:{name}");
    words.extend(["-codec_whitelist", DECODERS, "-f", container.reader()]);
    words.extend(["-i", &name]);
    words.into_iter().map(ToOwned::to_owned).collect()
}

impl Bench<'_> {
    /// What is in a file of the folder.
    fn probe(&self, container: Container, name: &str) -> Result<Found, Failure> {
        let mut arguments = words("-v error -of json -show_entries");
        arguments.push(probe::ENTRIES.to_owned());
        arguments.extend(reading(container, name));
        let (mut answer, mut is_too_much) = (Vec::new(), false);
        let ended = self.task(self.ffprobe, arguments, 30.0).run(|part| {
            answer.extend_from_slice(part);
            is_too_much |= answer.len() > MAX_ANSWER;
            !is_too_much
        })?;
        if is_too_much {
            return Err(Refused::TooManyTracks.into());
        }
        judge(ended)?;
        Ok(probe::read(&answer)?)
    }

    /// Runs `ffmpeg` on a file of the folder. `seconds` is the length of what it reads.
    fn convert(
        &self,
        container: Container,
        name: &str,
        more: Vec<String>,
        seconds: f64,
        heard: impl FnMut(&[u8]) -> bool + Send,
    ) -> Result<(), Failure> {
        let mut arguments = words("-nostdin -hide_banner -v error -threads 1 -filter_threads 1");
        arguments.extend(reading(container, name));
        arguments.extend(more);
        judge(self.task(self.ffmpeg, arguments, seconds).run(heard)?)
    }

    fn task<'a>(&'a self, program: &'a Path, arguments: Vec<String>, seconds: f64) -> Task<'a> {
        // Real time three times over is slow for any machine, and a minute is little for none.
        let processor = 60 + u64::from(probe::whole(seconds)) * 3;
        Task {
            program,
            arguments,
            folder: self.folder,
            allowance: Allowance {
                processor,
                memory: MEMORY,
                file: MAX_WRITTEN,
            },
            patience: Duration::from_secs(processor.saturating_mul(2)),
            stop: self.stop,
        }
    }

    /// A picture that stands for the whole, of a picture that `ffmpeg` wrote.
    fn poster(&self, name: &str) -> Option<Poster> {
        let bytes = fs::read(self.folder.join(name)).ok()?;
        let Picture {
            preview, blurhash, ..
        } = crate::picture(&bytes).ok()?;
        Some(Poster {
            picture: preview,
            blurhash,
        })
    }
}

fn judge(ended: Ended) -> Result<(), Failure> {
    match ended {
        Ended::Well => Ok(()),
        Ended::Badly => Err(Refused::Broken.into()),
        Ended::Late => Err(Refused::TooSlow.into()),
        Ended::Stopped => Err(Failure::Stopped),
    }
}

/// Arguments without a space in them.
fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(ToOwned::to_owned).collect()
}

/// Nothing that a program prints is of interest.
const fn silent(_: &[u8]) -> bool {
    true
}

/// What is carried over from a file: nothing but pictures and sound.
const NOTHING_ELSE: &str = "-sn -dn -map_metadata -1 -map_chapters -1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact";

#[cfg(test)]
mod tests;
