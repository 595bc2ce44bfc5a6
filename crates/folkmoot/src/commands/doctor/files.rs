//! What `folkmoot doctor` says of files: where they are kept, how much room there is, what reads them.

use media::{Report, Tools, Walls};
use store::Store;

use super::Finding;
use crate::config::Config;

/// A gigabyte, as people count.
const GIGABYTE: u64 = 1_000_000_000;

/// Whether files can be kept where they should be.
pub(super) async fn check_place(config: &Config) -> Finding {
    let place = match &config.s3_bucket {
        Some(bucket) => format!("the bucket {bucket}"),
        None => format!("the folder media of {}", config.data.display()),
    };
    let result = match config.files() {
        Ok(files) => tokio::task::spawn_blocking(move || files.check())
            .await
            .map_err(|error| error.to_string())
            .and_then(|checked| checked.map_err(|error| error.to_string()))
            .map(|()| format!("{place} can be written, read and cleared"))
            .map_err(|error| format!("{place} cannot be used: {error}.")),
        Err(error) => Err(format!("{error:#}.")),
    };
    Finding {
        what: "Files",
        result,
    }
}

/// Whether there is room for all of other servers' files that may be kept.
pub(super) async fn check_room(config: &Config, store: &Store) -> Finding {
    let kept = store
        .read(|conn| Ok(store::far::kept_of(conn, store::far::ALL)?.bytes))
        .await;
    let kept = kept.map_or(0, |bytes| u64::try_from(bytes).unwrap_or(0));
    let result = match rustix::fs::statvfs(&config.data) {
        Ok(disk) => judge_room(
            disk.f_bavail.saturating_mul(disk.f_frsize),
            config.far_cap().saturating_sub(kept),
        ),
        Err(error) => Err(format!("cannot be told: {error}.")),
    };
    Finding {
        what: "Room",
        result,
    }
}

fn judge_room(free: u64, wanted: u64) -> Result<String, String> {
    let told = format!(
        "{}.{} GB are free, and files of other servers may take {}.{} GB more",
        free / GIGABYTE,
        free % GIGABYTE / (GIGABYTE / 10),
        wanted / GIGABYTE,
        wanted % GIGABYTE / (GIGABYTE / 10),
    );
    if free > wanted {
        Ok(told)
    } else {
        Err(format!(
            "{told}. Make room, or set remote_media_bytes to less."
        ))
    }
}

/// What reads files, and what keeps it from everything else.
pub(super) async fn check_tools() -> Vec<Finding> {
    let report = tokio::task::spawn_blocking(|| Tools::find().report()).await;
    match report {
        Ok(report) => vec![
            judge_ffmpeg(&report),
            judge_heif(&report),
            judge_walls(&report),
        ],
        Err(error) => vec![Finding {
            what: "Video and sound",
            result: Err(error.to_string()),
        }],
    }
}

fn judge_ffmpeg(report: &Report) -> Finding {
    let result = match &report.ffmpeg {
        None => Ok(
            "not taken: there is no ffmpeg with its ffprobe. On Debian: apt install ffmpeg"
                .to_owned(),
        ),
        Some(ffmpeg) if ffmpeg.version.is_empty() => {
            Err("ffmpeg is there, but cannot be run. Install it again.".to_owned())
        }
        Some(ffmpeg) if ffmpeg.missing.is_empty() => Ok(format!("FFmpeg {}", ffmpeg.version)),
        Some(ffmpeg) => {
            let missing = ffmpeg.missing.iter();
            let missing: Vec<String> = missing
                .map(|(name, what)| format!("{name} ({what})"))
                .collect();
            Err(format!(
                "FFmpeg {} was built without {}. Install one that has them, as Debian's.",
                ffmpeg.version,
                missing.join(", ")
            ))
        }
    };
    Finding {
        what: "Video and sound",
        result,
    }
}

fn judge_heif(report: &Report) -> Finding {
    let told = if report.heif {
        "taken: heif-convert is there"
    } else {
        "not taken: there is no heif-convert. On Debian: apt install libheif-examples"
    };
    Finding {
        what: "HEIC and AVIF",
        result: Ok(told.to_owned()),
    }
}

fn judge_walls(report: &Report) -> Finding {
    let result = match missing_walls(report.walls) {
        _ if report.ffmpeg.is_none() && !report.heif => {
            Ok("no program reads strangers' files".to_owned())
        }
        None => Ok("programs that read files see one folder and no network".to_owned()),
        Some(missing) => Err(missing.to_owned()),
    };
    Finding {
        what: "Confinement",
        result,
    }
}

/// What it means that the kernel cannot keep programs apart; nothing when it can.
pub(crate) const fn missing_walls(walls: Walls) -> Option<&'static str> {
    match walls {
        Walls {
            files: true,
            network: true,
        } => None,
        Walls { files: false, .. } => Some(
            "this kernel has no Landlock: a file that finds a fault in FFmpeg could read whatever this server can. \
             Use Linux 5.13 or newer with landlock among its security modules (lsm=), or take FFmpeg away.",
        ),
        Walls { network: false, .. } => Some(
            "this kernel has no seccomp for this processor: a file that finds a fault in FFmpeg may reach the network.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_little_room_is_told_with_what_to_do() {
        let told = judge_room(4 * GIGABYTE + 500_000_000, 2 * GIGABYTE);
        assert_eq!(
            told.as_deref(),
            Ok("4.5 GB are free, and files of other servers may take 2.0 GB more")
        );
        assert!(
            judge_room(GIGABYTE, 2 * GIGABYTE)
                .is_err_and(|told| told.contains("remote_media_bytes"))
        );
    }

    #[test]
    fn what_ffmpeg_lacks_is_named() {
        let report = |ffmpeg| Report {
            ffmpeg,
            heif: false,
            walls: Walls {
                files: false,
                network: true,
            },
        };
        let lame = media::FfmpegReport {
            version: "7".to_owned(),
            missing: vec![("libx264", "video")],
        };
        let told = judge_ffmpeg(&report(Some(lame.clone()))).result;
        assert!(told.is_err_and(|told| told.contains("without libx264 (video)")));
        assert!(
            judge_ffmpeg(&report(None))
                .result
                .is_ok_and(|told| told.contains("apt install"))
        );
        let told = judge_walls(&report(Some(lame))).result;
        assert!(told.is_err_and(|told| told.contains("Landlock")));
        assert!(judge_walls(&report(None)).result.is_ok());
    }
}
