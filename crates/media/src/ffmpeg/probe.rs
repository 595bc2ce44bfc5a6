//! What is in a file, as `ffprobe` says, and whether it is too much.

use serde::Deserialize;

use crate::Refused;

/// The longest that is taken, in seconds.
const MAX_SECONDS: f64 = 3.0 * 3600.0;
/// No side may be longer, in pixels.
const MAX_SIDE: u32 = 4096;
/// Tracks of all kinds.
const MAX_TRACKS: usize = 8;
/// Frames a second that anything real has.
const MAX_RATE: f64 = 1_000.0;

/// What is asked for.
pub(super) const ENTRIES: &str = "format=duration,bit_rate:stream=index,codec_type,codec_name,pix_fmt,width,height,\
     sample_aspect_ratio,avg_frame_rate,r_frame_rate,channels:stream_disposition=attached_pic:stream_side_data=rotation";

/// What is in a file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    /// In seconds, if that is known.
    pub(super) seconds: Option<f64>,
    /// Bits a second, if that is known.
    pub(super) bits: Option<u64>,
    /// The first track of pictures.
    pub(super) video: Option<VideoTrack>,
    /// The first track of sound.
    pub(super) sound: Option<SoundTrack>,
    /// The picture that comes with a piece of music.
    pub(super) cover: Option<u32>,
}

/// A track of pictures.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct VideoTrack {
    /// Its place among the tracks.
    pub(super) index: u32,
    /// Its codec and the layout of its pixels, in the words of `FFmpeg`.
    pub(super) codec: String,
    pub(super) pixels: String,
    /// As it is to be seen: turned, with square pixels.
    pub(super) width: u32,
    pub(super) height: u32,
    /// Whether it is stored like that.
    pub(super) is_plain: bool,
    /// Frames a second, on average.
    pub(super) rate: f64,
}

/// A track of sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SoundTrack {
    /// Its place among the tracks.
    pub(super) index: u32,
    /// In the words of `FFmpeg`.
    pub(super) codec: String,
    /// How many loudspeakers it is for.
    pub(super) channels: u32,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    streams: Vec<Stream>,
    #[serde(default)]
    format: Whole,
}

#[derive(Default, Deserialize)]
struct Whole {
    duration: Option<String>,
    bit_rate: Option<String>,
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Stream {
    index: u32,
    codec_type: String,
    codec_name: String,
    pix_fmt: String,
    width: u32,
    height: u32,
    sample_aspect_ratio: String,
    avg_frame_rate: String,
    r_frame_rate: String,
    channels: u32,
    disposition: Disposition,
    side_data_list: Vec<SideData>,
}

#[derive(Default, Deserialize)]
struct Disposition {
    #[serde(default)]
    attached_pic: u8,
}

#[derive(Deserialize)]
struct SideData {
    rotation: Option<f64>,
}

/// Reads what `ffprobe` printed, and refuses what is too much.
pub(super) fn read(json: &[u8]) -> Result<Found, Refused> {
    let answer: Answer = serde_json::from_slice(json).or(Err(Refused::Broken))?;
    if answer.streams.len() > MAX_TRACKS {
        return Err(Refused::TooManyTracks);
    }
    let seconds = answer.format.duration.and_then(|text| text.parse().ok());
    let seconds = seconds.filter(|seconds: &f64| seconds.is_finite() && *seconds > 0.0);
    if seconds.is_some_and(|seconds| seconds > MAX_SECONDS) {
        return Err(Refused::TooLong);
    }
    let is = |stream: &&Stream, kind: &str, attached: bool| {
        stream.codec_type == kind && (stream.disposition.attached_pic != 0) == attached
    };
    let first = |kind, attached| {
        answer
            .streams
            .iter()
            .find(|stream| is(stream, kind, attached))
    };
    let sound = first("audio", false).map(|stream| SoundTrack {
        index: stream.index,
        codec: stream.codec_name.clone(),
        channels: stream.channels,
    });
    Ok(Found {
        seconds,
        bits: answer.format.bit_rate.and_then(|text| text.parse().ok()),
        video: first("video", false).map(video).transpose()?,
        sound,
        cover: first("video", true).map(|stream| stream.index),
    })
}

fn video(stream: &Stream) -> Result<VideoTrack, Refused> {
    if stream.width == 0 || stream.height == 0 {
        return Err(Refused::Broken);
    }
    if stream.width > MAX_SIDE || stream.height > MAX_SIDE {
        return Err(Refused::TooWide);
    }
    let rate = ratio(&stream.avg_frame_rate, '/').or_else(|| ratio(&stream.r_frame_rate, '/'));
    let rate = rate
        .filter(|rate| *rate <= MAX_RATE)
        .ok_or(Refused::Broken)?;
    // A pixel twice as wide as high is believed, one a thousand times as wide is not.
    let aspect = ratio(&stream.sample_aspect_ratio, ':').filter(|a| (0.1..=10.0).contains(a));
    let aspect = aspect.unwrap_or(1.0);
    let turn = stream.side_data_list.iter().find_map(|data| data.rotation);
    let turn = turn.unwrap_or_default().rem_euclid(360.0);
    let seen = (f64::from(stream.width) * aspect, f64::from(stream.height));
    let lies = (45.0..135.0).contains(&turn) || (225.0..315.0).contains(&turn);
    let (width, height) = if lies { (seen.1, seen.0) } else { seen };
    Ok(VideoTrack {
        index: stream.index,
        codec: stream.codec_name.clone(),
        pixels: stream.pix_fmt.clone(),
        width: whole(width),
        height: whole(height),
        is_plain: turn == 0.0 && (aspect - 1.0).abs() < 0.001,
        rate,
    })
}

/// Two whole numbers, the second of which is not nought.
fn ratio(text: &str, sign: char) -> Option<f64> {
    let (above, below) = text.split_once(sign)?;
    let (above, below): (f64, f64) = (above.parse().ok()?, below.parse().ok()?);
    (above > 0.0 && below > 0.0).then(|| above / below)
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a side is between 0 and 40 960 here"
)]
pub(super) fn whole(side: f64) -> u32 {
    side.round().max(1.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(stream: &str) -> Result<VideoTrack, Refused> {
        let json = format!("{{\"streams\":[{{\"codec_type\":\"video\",{stream}}}]}}");
        read(json.as_bytes()).map(|found| found.video.unwrap())
    }

    #[test]
    fn a_video_that_was_filmed_upright_is_seen_upright() {
        let side_data = r#""width":1920,"height":1080,"avg_frame_rate":"30000/1001","sample_aspect_ratio":"0:1","side_data_list":[{},{"rotation":-90}]"#;
        let track = one(side_data).unwrap();
        assert_eq!((track.width, track.height), (1080, 1920));
        assert!(!track.is_plain);
        assert!((track.rate - 29.97).abs() < 0.01);
    }

    #[test]
    fn what_is_too_much_is_refused() {
        let rate = "\"avg_frame_rate\":\"25/1\"";
        assert_eq!(
            one(&format!("\"width\":30000,\"height\":9,{rate}")),
            Err(Refused::TooWide)
        );
        let none = r#""width":9,"height":9,"avg_frame_rate":"0/0","r_frame_rate":"0/0""#;
        assert_eq!(one(none), Err(Refused::Broken));
        let many = format!("{{\"streams\":[{}]}}", vec!["{}"; 1000].join(","));
        assert_eq!(read(many.as_bytes()), Err(Refused::TooManyTracks));
        let long = r#"{"format":{"duration":"36000.0"}}"#;
        assert_eq!(read(long.as_bytes()), Err(Refused::TooLong));
        assert_eq!(read(b"{\"streams\":"), Err(Refused::Broken));
    }
}
