//! Files of every kind, made here with what no stranger should learn from them.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// What must be in no file that anybody gets.
pub(crate) const SECRET: &str = "SECRET";
/// A place on earth, as far as it can be read in plain bytes.
pub(crate) const PLACE: &str = "52.52";

/// What should come out of a file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Expected {
    /// As the API says it.
    pub(crate) kind: &'static str,
    /// The media type of the whole.
    pub(crate) media_type: &'static str,
    /// Pixels; nought for sound.
    pub(crate) size: (u32, u32),
    /// The colours of two places far apart; none for sound.
    pub(crate) colours: Option<Colours>,
    /// Whether there is a small picture for it.
    pub(crate) has_picture: bool,
    /// How long it plays; nought for a picture.
    pub(crate) seconds: f64,
    /// The sizes that it can be had in, if there are several.
    pub(crate) sizes: &'static [(u32, u32)],
}

/// What is seen where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Colours {
    /// Red on the left, blue on the right.
    LeftRight,
    /// Red above, blue below.
    AboveBelow,
    /// The blue that a printing press makes of cyan, everywhere.
    Cyan,
}

/// A file of a kind.
pub(crate) struct Sample {
    /// What it is called in the story.
    pub(crate) name: &'static str,
    /// Where it is.
    pub(crate) path: PathBuf,
    /// What should come out of it.
    pub(crate) expected: Expected,
}

/// Makes a file.
type Maker<'a> = fn(&Workshop<'a>) -> Result<Sample>;

/// A folder where files are made.
pub(crate) struct Workshop<'a>(pub(crate) &'a Path);

const HALVES: &str = "drawbox=x=iw/2:w=iw/2:h=ih:color=blue:t=fill";
const TAGS: [&str; 5] = [
    "title=SECRET",
    "artist=SECRET",
    "comment=SECRET",
    "location=+52.5200+013.4050/",
    "creation_time=2024-02-03T04:05:06Z",
];

impl<'a> Workshop<'a> {
    /// Every kind there is, or why this machine cannot make it.
    pub(crate) fn all(&self) -> Vec<(&'static str, Result<Sample>)> {
        let makers: [(&'static str, Maker<'a>); 16] = [
            ("photo.jpg", Self::photo),
            ("large.jpg", Self::large),
            ("inks.jpg", Self::inks),
            ("deep.png", Self::deep),
            ("still.webp", Self::webp),
            ("still.avif", Self::avif),
            ("still.heic", Self::heic),
            ("moving.gif", Self::gif),
            ("moving.webp", Self::moving_webp),
            ("turned.mp4", Self::turned),
            ("film.mov", Self::mov),
            ("film.webm", Self::webm),
            ("large.mp4", Self::film_in_sizes),
            ("song.mp3", Self::mp3),
            ("song.flac", Self::flac),
            ("song.ogg", Self::ogg),
        ];
        makers
            .into_iter()
            .map(|(name, make)| (name, make(self)))
            .collect()
    }

    fn sample(&self, name: &'static str, expected: Expected) -> Result<Sample> {
        let path = self.0.join(name);
        ensure!(path.is_file(), "{name} was not made");
        Ok(Sample {
            name,
            path,
            expected,
        })
    }

    /// Red and blue, side by side, as `ffmpeg` writes it with these arguments.
    fn halves(&self, size: &str, more: &str, name: &str) -> Result<()> {
        let source = format!("-f lavfi -i color=red:s={size}:r=10,{HALVES}");
        self.ffmpeg(&format!("{source} {more}"), name)
    }

    fn ffmpeg(&self, arguments: &str, name: &str) -> Result<()> {
        let mut command = Command::new("ffmpeg");
        command.args(["-v", "error", "-nostdin", "-y"]);
        run(command
            .args(arguments.split_whitespace())
            .arg(self.0.join(name)))
    }

    /// Writes into a picture who took it and where, and how the camera was held.
    fn told(&self, name: &str, orientation: u8) -> Result<()> {
        let mut command = Command::new("exiftool");
        command.args(["-q", "-overwrite_original", "-m"]);
        command.args(["-EXIF:Artist=SECRET", "-XMP-dc:Creator=SECRET"]);
        command.args(["-EXIF:GPSLatitude=52.52", "-EXIF:GPSLatitudeRef=N"]);
        command.args(["-EXIF:GPSLongitude=13.405", "-EXIF:GPSLongitudeRef=E"]);
        command.args(["-IPTC:Keywords=SECRET", "-EXIF:Model=SECRET"]);
        command.arg(format!("-IFD0:Orientation#={orientation}"));
        run(command.arg(self.0.join(name)))
    }

    fn photo(&self) -> Result<Sample> {
        self.halves("640x480", "-frames:v 1 -q:v 2", "photo.jpg")?;
        self.told("photo.jpg", 6)?;
        let seen = Colours::AboveBelow;
        self.sample("photo.jpg", picture("image/jpeg", (480, 640), seen))
    }

    fn large(&self) -> Result<Sample> {
        self.halves("8000x6000", "-frames:v 1 -q:v 2", "large.jpg")?;
        self.told("large.jpg", 1)?;
        let size = (3326, 2494);
        self.sample("large.jpg", picture("image/jpeg", size, Colours::LeftRight))
    }

    fn inks(&self) -> Result<Sample> {
        // Nothing but cyan; the encoder turns it round, as Photoshop does.
        let inks = [255_u8, 0, 0, 0].repeat(320 * 240);
        let mut jpeg = Vec::new();
        let mut encoder = jpeg_encoder::Encoder::new(&mut jpeg, 95);
        encoder.add_icc_profile(&crate::press::profile())?;
        encoder.encode(&inks, 320, 240, jpeg_encoder::ColorType::Cmyk)?;
        std::fs::write(self.0.join("inks.jpg"), jpeg)?;
        self.told("inks.jpg", 1)?;
        let expected = picture("image/jpeg", (320, 240), Colours::Cyan);
        self.sample("inks.jpg", expected)
    }

    fn deep(&self) -> Result<Sample> {
        let how = "-frames:v 1 -pix_fmt rgb48be -metadata Author=SECRET";
        self.halves("320x240", how, "deep.png")?;
        self.told("deep.png", 1)?;
        let expected = picture("image/png", (320, 240), Colours::LeftRight);
        self.sample("deep.png", expected)
    }

    fn webp(&self) -> Result<Sample> {
        self.halves("320x240", "-frames:v 1 -c:v libwebp -q:v 90", "still.webp")?;
        self.told("still.webp", 1)?;
        let expected = picture("image/jpeg", (320, 240), Colours::LeftRight);
        self.sample("still.webp", expected)
    }

    /// A photo that `heif-enc` packs into another box, with all that it says.
    fn packed(&self, name: &'static str, how: &[&str]) -> Result<()> {
        self.halves("640x480", "-frames:v 1 -q:v 2", "packed.jpg")?;
        self.told("packed.jpg", 1)?;
        let mut command = Command::new("heif-enc");
        command.args(how).args(["-q", "90", "-o"]);
        run(command
            .arg(self.0.join(name))
            .arg(self.0.join("packed.jpg")))
    }

    fn avif(&self) -> Result<Sample> {
        self.packed("still.avif", &["-A"])?;
        let expected = picture("image/jpeg", (640, 480), Colours::LeftRight);
        self.sample("still.avif", expected)
    }

    fn heic(&self) -> Result<Sample> {
        self.packed("still.heic", &[])?;
        let expected = picture("image/jpeg", (640, 480), Colours::LeftRight);
        self.sample("still.heic", expected)
    }

    fn gif(&self) -> Result<Sample> {
        self.halves("320x240", "-t 2", "moving.gif")?;
        run(Command::new("exiftool")
            .args(["-q", "-overwrite_original", "-Comment=SECRET"])
            .arg(self.0.join("moving.gif")))?;
        self.sample("moving.gif", video("gifv", (320, 240), Colours::LeftRight))
    }

    fn moving_webp(&self) -> Result<Sample> {
        // Frames that are all the same would be written as one.
        let how = "-t 2 -vf noise=alls=4:allf=t -c:v libwebp_anim -loop 0";
        self.halves("320x240", how, "moving.webp")?;
        self.sample("moving.webp", video("gifv", (320, 240), Colours::LeftRight))
    }

    /// A film of two seconds with a tone, and who made it where.
    fn film(&self, how: &str, name: &str) -> Result<()> {
        let tags = TAGS.map(|tag| format!("-metadata {tag}")).join(" ");
        let tone = "-f lavfi -i sine=d=2";
        let all = format!("{tone} -t 2 {how} {tags} -metadata:s:0 handler_name=SECRET");
        self.halves("320x240", &all, name)
    }

    fn turned(&self) -> Result<Sample> {
        self.film("-c:v libx264 -pix_fmt yuv420p -c:a aac", "flat.mp4")?;
        let flat = self.0.join("flat.mp4").display().to_string();
        // A quarter to the right: newer ones are told with what they read, older ones with what they write.
        let newer = format!("-display_rotation:v:0 -90 -i {flat} -c copy");
        let older = format!("-i {flat} -c copy -metadata:s:v rotate=270");
        self.ffmpeg(&newer, "turned.mp4")
            .or_else(|_| self.ffmpeg(&older, "turned.mp4"))?;
        self.sample(
            "turned.mp4",
            video("video", (240, 320), Colours::AboveBelow),
        )
    }

    fn mov(&self) -> Result<Sample> {
        self.film("-c:v mpeg4 -q:v 2 -c:a pcm_s16le", "film.mov")?;
        self.sample("film.mov", video("video", (320, 240), Colours::LeftRight))
    }

    fn webm(&self) -> Result<Sample> {
        self.film("-c:v libvpx -b:v 1M -c:a libopus", "film.webm")?;
        self.sample("film.webm", video("video", (320, 240), Colours::LeftRight))
    }

    /// So large that not every connection has it soon.
    fn film_in_sizes(&self) -> Result<Sample> {
        let noise = "-f lavfi -i sine=d=18 -t 18 -vf noise=alls=30:allf=t -c:v libx264 -preset ultrafast -b:v 4600k \
             -minrate 4600k -maxrate 4600k -bufsize 2M -pix_fmt yuv420p -c:a aac -metadata title=SECRET";
        self.halves("854x480", noise, "large.mp4")?;
        let expected = Expected {
            seconds: 18.0,
            sizes: &[(854, 480), (428, 240)],
            ..video("video", (854, 480), Colours::LeftRight)
        };
        self.sample("large.mp4", expected)
    }

    fn sound(&self, inputs: &str, how: &str, name: &'static str) -> Result<Sample> {
        let tags = TAGS.map(|tag| format!("-metadata {tag}")).join(" ");
        let all = format!("-f lavfi -i sine=d=2 {inputs} {how} {tags} -metadata TOWN=SECRET");
        self.ffmpeg(&all, name)?;
        let has_picture = !inputs.is_empty();
        self.sample(
            name,
            Expected {
                kind: "audio",
                media_type: "audio/mpeg",
                size: (0, 0),
                colours: None,
                has_picture,
                seconds: 2.0,
                sizes: &[],
            },
        )
    }

    fn mp3(&self) -> Result<Sample> {
        self.halves("300x300", "-frames:v 1 -q:v 2", "cover.jpg")?;
        self.told("cover.jpg", 1)?;
        let cover = format!("-i {}", self.0.join("cover.jpg").display());
        let how = "-map 0:a -map 1:v -c:a libmp3lame -c:v copy -disposition:v attached_pic";
        self.sound(&cover, how, "song.mp3")
    }

    fn flac(&self) -> Result<Sample> {
        self.sound("", "-c:a flac", "song.flac")
    }

    fn ogg(&self) -> Result<Sample> {
        self.sound("", "-c:a libvorbis", "song.ogg")
    }
}

fn picture(media_type: &'static str, size: (u32, u32), colours: Colours) -> Expected {
    Expected {
        kind: "image",
        media_type,
        size,
        colours: Some(colours),
        has_picture: true,
        seconds: 0.0,
        sizes: &[],
    }
}

fn video(kind: &'static str, size: (u32, u32), colours: Colours) -> Expected {
    Expected {
        kind,
        media_type: "video/mp4",
        size,
        colours: Some(colours),
        has_picture: true,
        seconds: 2.0,
        sizes: &[],
    }
}

/// Runs a program to its end.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let output = command
        .output()
        .with_context(|| format!("{} is missing", command.get_program().display()))?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.success(), "{command:?}: {said}");
    Ok(())
}
