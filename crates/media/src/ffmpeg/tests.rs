//! Real files, made here: what comes out of them, and what does not.

use std::process::Command;

use tempfile::TempDir;

use super::*;

/// The programs, or a loud word that the test was left out.
fn tools() -> Option<Tools> {
    let tools = Tools::find();
    if !tools.has_ffmpeg() {
        println!("SKIPPED: no ffmpeg here (apt install ffmpeg)");
        return None;
    }
    Some(tools)
}

/// A folder with a file that `ffmpeg` makes, told what to make.
fn file(arguments: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let made = Command::new("ffmpeg")
        .args(words("-v error -nostdin -y"))
        .args(words(arguments))
        .arg(folder.path().join(INPUT))
        .status()
        .unwrap();
    assert!(made.success(), "{arguments}");
    folder
}

/// Tags that nobody else should see.
const TAGS: &str = "-metadata title=SECRET -metadata artist=SECRET -metadata comment=SECRET -metadata location=+52.5200+013.4050/ \
     -metadata creation_time=2024-02-03T04:05:06Z -metadata encoder=SECRET -metadata:s:0 handler_name=SECRET";
const PICTURES: &str = "-f lavfi -i testsrc=d=2:s=322x240:r=25";
const TONE: &str = "-f lavfi -i sine=d=2";

/// Nothing of the tags is left, in the words of exiftool and in the bytes.
fn tells_nothing(played: &Played) {
    let bytes = fs::read(&played.file).unwrap();
    let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    assert!(!holds(b"SECRET") && !holds(b"52.52") && !holds(b"x264 - core"));
    let Ok(answer) = Command::new("exiftool")
        .arg("-a")
        .arg("-G1")
        .arg("-s")
        .arg(&played.file)
        .output()
    else {
        println!("SKIPPED: no exiftool here (apt install libimage-exiftool-perl)");
        return;
    };
    let answer = String::from_utf8(answer.stdout).unwrap();
    for word in [
        "SECRET",
        "GPS",
        "XMP",
        "[ID3",
        "2024:02",
        "Title",
        "Artist",
        "Encoder  ",
    ] {
        assert!(!answer.contains(word), "{word} in\n{answer}");
    }
}

fn shape(played: &Played) -> (What, Kind, u32, u32) {
    (played.what, played.kind, played.width, played.height)
}

#[test]
fn every_kind_of_video_becomes_one_that_plays_everywhere() {
    let Some(tools) = tools() else { return };
    for (codecs, container) in [
        ("-c:v libx264 -pix_fmt yuv420p -c:a aac", "mp4"),
        ("-c:v mpeg4 -c:a pcm_s16le", "mov"),
        ("-c:v libvpx -c:a libopus", "webm"),
        ("-c:v libtheora -c:a libvorbis", "ogg"),
    ] {
        let input = file(&format!("{PICTURES} {TONE} {codecs} {TAGS} -f {container}"));
        let played = tools.play(input.path()).unwrap();
        assert_eq!(
            shape(&played),
            (What::Video, Kind::Mp4, 322, 240),
            "{container}"
        );
        assert!(
            (1.9..2.3).contains(&played.seconds),
            "{container}: {}",
            played.seconds
        );
        assert!(
            (24.0..=26.0).contains(&played.rate),
            "{container}: {}",
            played.rate
        );
        assert!(played.bits > 10_000);
        let poster = played.poster.as_ref().unwrap();
        assert_eq!((poster.picture.width, poster.picture.height), (322, 240));
        assert!(poster.blurhash.len() > 6);
        tells_nothing(&played);
        // It begins to play before it is there as a whole.
        let bytes = fs::read(&played.file).unwrap();
        let place = |name: &[u8]| bytes.windows(4).position(|window| window == name).unwrap();
        assert!(place(b"moov") < place(b"mdat"));
    }
}

#[test]
fn a_good_video_is_carried_over_and_a_large_one_made_smaller() {
    let Some(tools) = tools() else { return };
    let input = file(&format!(
        "{PICTURES} {TONE} -c:v libx264 -crf 18 -bf 0 -pix_fmt yuv420p -c:a aac {TAGS} -f mp4"
    ));
    let before = fs::metadata(input.path().join(INPUT)).unwrap().len();
    let played = tools.play(input.path()).unwrap();
    let after = fs::metadata(&played.file).unwrap().len();
    assert!(before.abs_diff(after) < 2_000, "{before} and {after}");
    let large =
        file("-f lavfi -i testsrc=d=1:s=2560x1440:r=60 -c:v libx264 -preset ultrafast -f mp4");
    let played = tools.play(large.path()).unwrap();
    assert_eq!(shape(&played), (What::Video, Kind::Mp4, 1280, 720));
    assert!((29.0..=30.0).contains(&played.rate), "{}", played.rate);
}

#[test]
fn a_video_that_was_filmed_upright_is_upright() {
    let Some(tools) = tools() else { return };
    let flat = file(&format!("{PICTURES} -c:v libx264 -pix_fmt yuv420p -f mp4"));
    let (from, to) = (flat.path().join(INPUT), flat.path().join("turned"));
    fs::rename(&from, &to).unwrap();
    let turned = Command::new("ffmpeg")
        .args(words("-v error -nostdin -i"))
        .arg(&to)
        .args(words("-c copy -metadata:s:v rotate=90 -f mp4"))
        .arg(&from)
        .status();
    assert!(turned.unwrap().success());
    let played = tools.play(flat.path()).unwrap();
    assert_eq!(shape(&played), (What::Video, Kind::Mp4, 240, 322));
    let poster = played.poster.unwrap().picture;
    assert!(poster.width < poster.height);
}

#[test]
fn a_gif_that_moves_becomes_a_silent_video() {
    let Some(tools) = tools() else { return };
    let input = file("-f lavfi -i testsrc=d=1:s=101x51:r=10 -f gif");
    assert!(crate::moves(&fs::read(input.path().join(INPUT)).unwrap()));
    let played = tools.play(input.path()).unwrap();
    assert_eq!(shape(&played), (What::Loop, Kind::Mp4, 102, 52));
    assert!((0.9..1.2).contains(&played.seconds), "{}", played.seconds);
    tells_nothing(&played);
    let still = file("-f lavfi -i testsrc=d=1:s=101x51:r=1 -frames:v 1 -f gif");
    assert!(!crate::moves(&fs::read(still.path().join(INPUT)).unwrap()));
}

#[test]
fn a_webp_that_moves_becomes_a_silent_video_on_white() {
    let Some(tools) = tools() else { return };
    let seen_through =
        "-f lavfi -i color=red@0.0:s=101x51:r=10,format=rgba,noise=alls=9:allf=t -t 1";
    let input = file(&format!("{seen_through} -c:v libwebp_anim -f webp"));
    assert!(crate::moves(&fs::read(input.path().join(INPUT)).unwrap()));
    let played = tools.play(input.path()).unwrap();
    assert_eq!(shape(&played), (What::Loop, Kind::Mp4, 102, 52));
    assert!((0.9..1.2).contains(&played.seconds), "{}", played.seconds);
    let poster = played.poster.as_ref().unwrap().picture.bytes.clone();
    let pixel = *image::load_from_memory(&poster)
        .unwrap()
        .to_rgb8()
        .get_pixel(50, 25);
    assert!(pixel.0.iter().all(|colour| *colour > 220), "{pixel:?}");
    tells_nothing(&played);
}

#[test]
fn every_kind_of_sound_becomes_one_that_plays_everywhere() {
    let Some(tools) = tools() else { return };
    for (codec, container, kind) in [
        ("libmp3lame", "mp3", Kind::Mp3),
        ("aac", "ipod", Kind::M4a),
        ("aac", "adts", Kind::M4a),
        ("flac", "flac", Kind::Mp3),
        ("libvorbis", "ogg", Kind::Mp3),
        ("libopus", "ogg", Kind::Mp3),
        ("pcm_s16le", "wav", Kind::Mp3),
        ("libopus", "webm", Kind::Mp3),
    ] {
        let input = file(&format!("{TONE} -c:a {codec} {TAGS} -f {container}"));
        let played = tools.play(input.path()).unwrap();
        assert_eq!(shape(&played), (What::Sound, kind, 0, 0), "{container}");
        assert!(
            (1.9..2.3).contains(&played.seconds),
            "{container}: {}",
            played.seconds
        );
        assert!(
            (15..=30).contains(&played.peaks.len()),
            "{:?}",
            played.peaks
        );
        assert!(played.peaks.contains(&100) && played.poster.is_none());
        tells_nothing(&played);
    }
}

#[test]
fn the_cover_of_a_piece_of_music_is_kept_as_a_picture() {
    let Some(tools) = tools() else { return };
    let cover =
        "-map 0:a -map 1:v -frames:v 1 -c:v mjpeg -pix_fmt yuvj420p -disposition:v attached_pic";
    let input = file(&format!(
        "{TONE} {PICTURES} {cover} -c:a libmp3lame {TAGS} -f mp3"
    ));
    let played = tools.play(input.path()).unwrap();
    assert_eq!(shape(&played), (What::Sound, Kind::Mp3, 0, 0));
    let poster = played.poster.as_ref().unwrap();
    assert_eq!(
        (poster.picture.width, poster.picture.kind),
        (322, Kind::Jpeg)
    );
    tells_nothing(&played);
}

#[test]
fn lists_that_name_other_files_are_never_followed() {
    let Some(tools) = tools() else { return };
    let folder = tempfile::tempdir().unwrap();
    for list in [
        "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\nconcat:http://127.0.0.1/x|file:///etc/passwd\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile '/etc/passwd'\n",
        "<?xml version=\"1.0\"?><MPD><BaseURL>file:///etc/passwd</BaseURL></MPD>",
    ] {
        // As it is, and behind the first bytes of something that is read.
        for start in [
            "",
            "ID3\x04\0\0\0\0\0\0",
            "\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
            "OggS",
            "fLaC",
            "\x1aE\u{df}\u{a3}",
        ] {
            fs::write(folder.path().join(INPUT), format!("{start}{list}")).unwrap();
            let refused = tools.play(folder.path()).unwrap_err();
            assert!(
                matches!(refused, Failure::Refused(_)),
                "{start:?} {list}: {refused:?}"
            );
        }
    }
}

#[test]
fn a_program_sees_its_folder_and_no_network() {
    let Some(tools) = tools() else { return };
    let outside = file(&format!("{PICTURES} -c:v libx264 -f mp4"));
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &str| {
        let (ffmpeg, _) = tools.ffmpeg.as_ref().unwrap();
        let allowance = Allowance {
            processor: 3,
            memory: MEMORY,
            file: 10_000_000,
        };
        let task = Task {
            program: ffmpeg,
            arguments: words(arguments),
            folder: folder.path(),
            allowance,
            patience: Duration::from_secs(20),
            stop: &tools.stop,
        };
        task.run(silent).unwrap()
    };
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    assert_eq!(
        run(&format!(
            "-v error -i http://127.0.0.1:{port}/a.mp4 -f null -"
        )),
        Ended::Badly
    );
    assert!(listener.accept().is_err(), "nobody came");
    let input = outside.path().join(INPUT);
    let reads_outside = run(&format!("-v error -i {} -f null -", input.display()));
    let writes_outside = run(&format!(
        "-v error -f lavfi -i sine=d=1 -f wav {}/out",
        outside.path().display()
    ));
    if !std::path::Path::new("/proc/sys/kernel").exists() || landlock_is_missing() {
        println!("SKIPPED: this kernel has no Landlock");
        return;
    }
    assert_eq!(
        (reads_outside, writes_outside),
        (Ended::Badly, Ended::Badly)
    );
    assert_eq!(run("-v error -f lavfi -i sine=d=1 -f wav out"), Ended::Well);
    // What it may write is bounded, and so is its time.
    assert_eq!(
        run("-v error -f lavfi -i sine=d=600 -f wav large"),
        Ended::Badly
    );
    assert!(fs::metadata(folder.path().join("large")).unwrap().len() <= 10_000_000);
    assert_eq!(
        run("-v error -f lavfi -i testsrc=s=1280x720 -f null -"),
        Ended::Late
    );
}

fn landlock_is_missing() -> bool {
    use landlock::{AccessFs, CompatLevel, Compatible, Ruleset, RulesetAttr};
    let mut hard = Ruleset::default().set_compatibility(CompatLevel::HardRequirement);
    hard = match hard.handle_access(AccessFs::Execute) {
        Ok(hard) => hard,
        Err(_) => return true,
    };
    hard.create().is_err()
}

#[test]
fn what_is_too_long_too_wide_or_has_too_many_tracks_is_refused() {
    let Some(tools) = tools() else { return };
    let refusal = |input: &TempDir| match tools.play(input.path()).unwrap_err() {
        Failure::Refused(refused) => refused,
        other => panic!("{other:?}"),
    };
    let long =
        file("-f lavfi -i color=s=16x16:r=0.1 -t 36000 -c:v libx264 -preset ultrafast -f mp4");
    assert_eq!(refusal(&long), Refused::TooLong);
    let wide = file("-f lavfi -i color=s=8192x16:r=1 -t 1 -c:v libx264 -f mp4");
    assert_eq!(refusal(&wide), Refused::TooWide);
    let tracks = "-map 0:a ".repeat(20);
    let many = file(&format!("{TONE} {tracks} -c:a aac -b:a 32k -f mp4"));
    assert_eq!(refusal(&many), Refused::TooManyTracks);
}

#[test]
fn a_heic_and_an_avif_become_pictures() {
    let tools = Tools::find();
    if !tools.has_heif() || find("heif-enc").is_none() {
        println!("SKIPPED: no heif-convert or heif-enc here (apt install libheif-examples)");
        return;
    }
    for more in [&[][..], &["-A"]] {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (
            folder.path().join("from.png"),
            folder.path().join("to.heic"),
        );
        image::RgbImage::from_pixel(64, 48, image::Rgb([200, 10, 10]))
            .save(&from)
            .unwrap();
        let made = Command::new("heif-enc")
            .args(more)
            .arg("-o")
            .arg(&to)
            .arg(&from)
            .output();
        assert!(made.unwrap().status.success());
        fs::rename(&to, folder.path().join(INPUT)).unwrap();
        assert_eq!(
            format_of(&folder.path().join(INPUT)).unwrap(),
            Format::Foreign
        );
        let picture = tools.foreign_picture(folder.path()).unwrap();
        assert_eq!(
            (
                picture.whole.kind,
                picture.whole.width,
                picture.whole.height
            ),
            (Kind::Jpeg, 64, 48)
        );
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join(INPUT),
        b"\0\0\0\x18ftypheic\0\0\0\0and no more",
    )
    .unwrap();
    let refused = tools.foreign_picture(folder.path()).unwrap_err();
    assert!(
        matches!(refused, Failure::Refused(Refused::Broken)),
        "{refused:?}"
    );
}

#[test]
fn when_the_server_stops_a_program_is_ended() {
    let Some(tools) = tools() else { return };
    let input = file(&format!("{PICTURES} -c:v libvpx -f webm"));
    tools.stop();
    assert!(matches!(tools.play(input.path()), Err(Failure::Stopped)));
}

#[test]
fn a_large_video_is_had_in_several_sizes_and_in_pieces() {
    let Some(tools) = tools() else { return };
    // Upright, as telephones film, and with so much to see that it is large.
    let input = file(&format!(
        "-f lavfi -i testsrc2=d=15:s=1080x1920:r=30 -f lavfi -i sine=d=15 -c:v libx264 -preset ultrafast -b:v 4600k -maxrate 4600k \
         -bufsize 2M -pix_fmt yuv420p -c:a aac {TAGS} -f mp4"
    ));
    let played = tools.play(input.path()).unwrap();
    let sides: Vec<_> = played
        .sizes
        .iter()
        .map(|size| (size.width, size.height))
        .collect();
    assert_eq!(sides, [(1080, 1920), (720, 1280), (480, 854), (240, 426)]);
    let mut bits = u64::MAX;
    for size in &played.sizes {
        // By itself it is the whole video.
        let name = size.file.file_name().unwrap().to_str().unwrap();
        let bench = tools.bench(input.path(), Container::Mov).unwrap();
        let found = bench.probe(Container::Mov, name).unwrap();
        assert!((14.8..15.3).contains(&found.seconds.unwrap()), "{found:?}");
        let (pictures, sound) = size.codecs.split_once(',').unwrap();
        assert!(pictures.starts_with("avc1.") && sound == "mp4a.40.2");
        assert!(size.pieces.bits().0 < bits, "the largest comes first");
        bits = size.pieces.bits().0;
    }
    // A player reads the lists, and finds everything in them.
    let variants: Vec<String> = (0..played.sizes.len())
        .map(|number| format!("list{number}.m3u8"))
        .collect();
    for (size, list) in played.sizes.iter().zip(&variants) {
        let name = size.file.file_name().unwrap().to_str().unwrap();
        fs::write(input.path().join(list), size.pieces.list(name)).unwrap();
    }
    let all: Vec<crate::Variant<'_>> = played
        .sizes
        .iter()
        .zip(&variants)
        .map(|(size, list)| size.variant(list))
        .collect();
    fs::write(input.path().join("all.m3u8"), crate::choice(&all)).unwrap();
    let told = Command::new("ffprobe")
        .args(words("-v error -count_packets -select_streams v -show_entries stream=height,nb_read_packets -of csv=p=0"))
        .arg(input.path().join("all.m3u8"))
        .output()
        .unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    let mut lines: Vec<&str> = told.lines().filter(|line| !line.is_empty()).collect();
    lines.sort_unstable();
    lines.dedup();
    assert_eq!(lines, ["1280,450", "1920,450", "426,450", "854,450"]);
    tells_nothing(&Played {
        file: played.sizes[1].file.clone(),
        ..played
    });
}
