//! Captions: what is said in video and sound, and when. Read strictly and written anew
//! (<https://www.w3.org/TR/webvtt1/>).
//!
//! Always true here: what comes out has times and plain text, and nothing else. No styles, regions or notes, no tags,
//! nothing that a browser would fetch.

use std::fmt::Write as _;

use bytes::Bytes;

use crate::{Kind, Refused, Rendition};

/// The most bytes of a file with captions.
pub const MAX_CAPTIONS: usize = 1024 * 1024;
/// Three hours with a line every half second.
const MAX_CUES: usize = 20_000;
/// The most characters and lines shown at once; the rest is cut off.
const MAX_CHARS: usize = 1_000;
const MAX_LINES: usize = 8;
/// The last moment that can be named, in milliseconds: a little less than 100 hours.
const MAX_TIME: u64 = 100 * 3_600_000 - 1;

const NAME: &str = "WEBVTT";
const ARROW: &str = "-->";
/// Blocks that are no captions.
const OTHER_BLOCKS: [&str; 3] = ["NOTE", "STYLE", "REGION"];

/// Something that is said.
struct Cue {
    /// Milliseconds.
    start: u64,
    end: u64,
    lines: Vec<String>,
}

/// Captions written anew. What is no `WebVTT`, or says nothing, is refused.
pub fn captions(bytes: &[u8]) -> Result<Rendition, Refused> {
    if bytes.len() > MAX_CAPTIONS {
        return Err(Refused::TooManyWords);
    }
    let text = std::str::from_utf8(bytes).or(Err(Refused::NoCaptions))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let rest = text.strip_prefix(NAME).ok_or(Refused::NoCaptions)?;
    if !rest.starts_with([' ', '\t', '\n']) {
        return Err(Refused::NoCaptions);
    }
    let mut out = format!("{NAME}\n");
    let mut count = 0;
    // The rest of the first block is the header.
    for cue in rest.split("\n\n").skip(1).filter_map(cue) {
        count += 1;
        if count > MAX_CUES {
            return Err(Refused::TooManyWords);
        }
        write(&mut out, &cue);
    }
    if count == 0 {
        return Err(Refused::NoCaptions);
    }
    Ok(Rendition {
        bytes: Bytes::from(out),
        kind: Kind::Vtt,
        width: 0,
        height: 0,
    })
}

/// A block that says something; `None` for any other, and for a damaged one, as browsers do.
fn cue(block: &str) -> Option<Cue> {
    let mut lines = block.trim_matches('\n').split('\n');
    let first = lines.next()?;
    let is_other = |name: &&str| {
        first
            .strip_prefix(*name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', ':']))
    };
    if OTHER_BLOCKS.iter().any(is_other) && !first.contains(ARROW) {
        return None;
    }
    // A name may stand before the times.
    let times = if first.contains(ARROW) {
        first
    } else {
        lines.next()?
    };
    let (start, rest) = times.split_once(ARROW)?;
    // Where on the picture it stands is left to the player.
    let end = rest.split_whitespace().next()?;
    let (start, end) = (time(start.trim())?, time(end)?);
    let mut left = MAX_CHARS;
    let lines: Vec<String> = lines
        .map(|line| plain(line, &mut left))
        .filter(|line| !line.is_empty())
        .take(MAX_LINES)
        .collect();
    (start < end && !lines.is_empty()).then_some(Cue { start, end, lines })
}

/// `01:02:03.456` or `02:03.456`, in milliseconds.
fn time(text: &str) -> Option<u64> {
    let (clock, fraction) = text.split_once('.')?;
    let number = |digits: &str, least: usize| {
        let is_one = digits.len() >= least
            && digits.len() <= 3
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_one.then(|| digits.parse::<u64>().ok())?
    };
    let parts: Vec<&str> = clock.split(':').collect();
    let (hours, minutes, seconds) = match parts.as_slice() {
        [minutes, seconds] => (0, *minutes, *seconds),
        [hours, minutes, seconds] => (number(hours, 1)?, *minutes, *seconds),
        _ => return None,
    };
    let (minutes, seconds) = (number(minutes, 2)?, number(seconds, 2)?);
    let fraction = number(fraction, 3)?;
    let time = hours * 3_600_000 + minutes * 60_000 + seconds * 1_000 + fraction;
    (minutes < 60 && seconds < 60 && time <= MAX_TIME).then_some(time)
}

/// The words of a line, without tags, and no more characters than are left.
fn plain(line: &str, left: &mut usize) -> String {
    let mut out = String::new();
    let mut is_in_tag = false;
    for c in line.chars() {
        match c {
            '<' => is_in_tag = true,
            '>' if is_in_tag => is_in_tag = false,
            _ if is_in_tag || c.is_control() && c != '\t' => {}
            c if *left > 0 => {
                out.push(c);
                *left -= 1;
            }
            _ => break,
        }
    }
    let names = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", "\u{a0}"),
        ("&lrm;", "\u{200e}"),
        ("&rlm;", "\u{200f}"),
        ("&amp;", "&"),
    ];
    for (name, character) in names {
        out = out.replace(name, character);
    }
    out.trim().to_owned()
}

fn write(out: &mut String, cue: &Cue) {
    // Writing into a text cannot fail.
    let _ = write!(out, "\n{} {ARROW} {}\n", clock(cue.start), clock(cue.end));
    for line in &cue.lines {
        // Nothing in it can be taken for a tag, or for an arrow.
        let line = line.replace('&', "&amp;").replace('<', "&lt;");
        let _ = writeln!(out, "{}", line.replace('>', "&gt;"));
    }
}

fn clock(time: u64) -> String {
    let (seconds, millis) = (time / 1_000, time % 1_000);
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}.{millis:03}", seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, Refused> {
        let made = captions(text.as_bytes())?;
        assert_eq!(made.kind, Kind::Vtt);
        Ok(String::from_utf8(made.bytes.to_vec()).unwrap())
    }

    #[test]
    fn times_and_words_are_kept_and_nothing_else() {
        let made = read(
            "\u{feff}WEBVTT - by SECRET\r\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000\r\n\r\nNOTE SECRET\r\n\r\n\
             STYLE\r\n::cue { background: url(https://evil.example/) }\r\n\r\nREGION\r\nid:fred\r\n\r\n\
             intro\r\n00:01.000 --> 00:02.500 position:10% line:0\r\n<v Anna><b>Good</b> day</v> &amp; <c.red>hello</c>\r\n- yes\r\n\r\n\
             01:00:00.000 --> 01:00:01.000\r\n1 &lt; 2 --&gt; 3\r\n",
        );
        assert_eq!(
            made.unwrap(),
            "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nGood day &amp; hello\n- yes\n\n\
             01:00:00.000 --> 01:00:01.000\n1 &lt; 2 --&gt; 3\n"
        );
    }

    #[test]
    fn what_was_written_is_read_as_the_same() {
        let once = read("WEBVTT\n\n00:00.000 --> 00:01.000\na <b>&lt;i&gt; &amp;lt;\n").unwrap();
        assert_eq!(read(&once).unwrap(), once);
    }

    #[test]
    fn damaged_lines_are_left_out_and_files_without_any_good_one_refused() {
        let bad = "00:02.000 --> 00:01.000\nbackwards\n\n1:2 --> 3:4\nno time\n\n00:61.000 --> 00:62.000\nno minute";
        let both = format!("WEBVTT\n\n{bad}\n\n00:00.000 --> 00:01.000\ngood\n");
        assert_eq!(
            read(&both).unwrap(),
            "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\ngood\n"
        );
        for no in [
            format!("WEBVTT\n\n{bad}"),
            "WEBVTT".to_owned(),
            "WEBVTTX\n\n00:00.000 --> 00:01.000\nx".to_owned(),
            "<html>".to_owned(),
            "1\n00:00:00,000 --> 00:00:01,000\nSubRip".to_owned(),
        ] {
            assert_eq!(read(&no), Err(Refused::NoCaptions), "{no}");
        }
        assert_eq!(
            captions(b"WEBVTT\n\n\xff").unwrap_err(),
            Refused::NoCaptions
        );
    }

    #[test]
    fn what_is_too_much_is_cut_off_or_refused() {
        let long = format!("WEBVTT\n\n00:00.000 --> 00:01.000\n{}\n", "ä".repeat(5_000));
        assert_eq!(read(&long).unwrap().matches('ä').count(), MAX_CHARS);
        let many = "\n00:00.000 --> 00:01.000\nx\n".repeat(MAX_CUES + 1);
        assert_eq!(read(&format!("WEBVTT\n{many}")), Err(Refused::TooManyWords));
        let large = vec![b' '; MAX_CAPTIONS + 1];
        assert_eq!(captions(&large).unwrap_err(), Refused::TooManyWords);
    }
}
