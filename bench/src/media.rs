//! Twenty large uploads at once, and what becomes of everybody else meanwhile.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder as _};
use serde_json::Value;
use tokio::task::JoinSet;

use crate::data::Set;
use crate::load::{self, Connection, Script};
use crate::server::Server;
use crate::story::{Row, Timing, row};

/// Files that are sent.
const UPLOADS: usize = 20;
/// The sides of a photo: 48 million pixels.
const PHOTO: (u32, u32) = (8_000, 6_000);
/// How long everything may take.
const PATIENCE: Duration = Duration::from_mins(10);
/// Connections that read meanwhile.
const READERS: usize = 4;

/// What came of it.
pub(crate) struct Found {
    pub(crate) rows: Vec<Row>,
    /// The most memory that the server had, in MiB.
    pub(crate) peak: f64,
    /// What was sent, and how long it took until all of it was there.
    pub(crate) remarks: Vec<String>,
}

/// Measures readers alone, then beside the uploads.
pub(crate) async fn run(
    server: &Arc<Server>,
    set: &Set,
    timing: Timing,
    script: &Script,
) -> Result<Found> {
    let mut alone = row(server, READERS, timing, script).await?;
    alone.what = format!("home, {READERS} connections, alone");
    let files = files()?;
    let bytes: usize = files.iter().map(|file| file.bytes.len()).sum();
    let videos = files.iter().filter(|file| file.is_video).count();
    let is_over = Arc::new(AtomicBool::new(false));
    let watching = tokio::spawn(watch(Arc::clone(server), Arc::clone(&is_over)));
    let began = Instant::now();
    let sending = tokio::spawn(send_all(server.address.clone(), set.tokens.clone(), files));
    let mut slowest: Option<Row> = None;
    while !sending.is_finished() {
        let once = Timing { runs: 1, ..timing };
        let now = row(server, READERS, once, script).await?;
        if slowest
            .as_ref()
            .is_none_or(|row| row.figures.p99 < now.figures.p99)
        {
            slowest = Some(now);
        }
    }
    sending.await??;
    let took = began.elapsed();
    is_over.store(true, Ordering::Relaxed);
    let (peak, children) = watching.await?;
    let mut beside = slowest.context("the uploads were over at once")?;
    beside.what = format!("home, {READERS} connections, beside the uploads (the slowest run)");
    Ok(Found {
        rows: vec![alone, beside],
        peak,
        remarks: vec![
            format!(
                "Sent at once: {} photos of 48 million pixels and {videos} videos of 20 seconds, {} MB together.",
                UPLOADS - videos,
                bytes / 1_000_000
            ),
            format!(
                "All were ready after {:.0} s. The server had {peak:.0} MiB of memory at most, the programs that it started {children:.0} MiB.",
                took.as_secs_f64()
            ),
        ],
    })
}

struct File {
    bytes: Vec<u8>,
    is_video: bool,
}

/// Half of them photos, half videos; where there is no `FFmpeg` to make videos with, all photos.
fn files() -> Result<Vec<File>> {
    let photo = photo()?;
    let video = video()?;
    Ok((0..UPLOADS)
        .map(|number| match &video {
            Some(video) if number % 2 == 1 => File {
                bytes: video.clone(),
                is_video: true,
            },
            _ => File {
                bytes: photo.clone(),
                is_video: false,
            },
        })
        .collect())
}

fn photo() -> Result<Vec<u8>> {
    let (width, height) = PHOTO;
    let pixels: Vec<u8> = (0..height)
        .flat_map(|y| (0..width).flat_map(move |x| [(x / 16) as u8, (y / 16) as u8, (x ^ y) as u8]))
        .collect();
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 75).write_image(
        &pixels,
        width,
        height,
        ExtendedColorType::Rgb8,
    )?;
    Ok(bytes)
}

fn video() -> Result<Option<Vec<u8>>> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("video.mp4");
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-f", "lavfi", "-i"])
        .arg("testsrc2=size=1920x1080:rate=30:duration=20")
        .args(["-f", "lavfi", "-i", "sine=frequency=440:duration=20"])
        .args(["-c:v", "mpeg4", "-q:v", "5", "-c:a", "aac"])
        .arg(&file)
        .stdin(Stdio::null())
        .status();
    match made {
        Ok(made) if made.success() => Ok(Some(std::fs::read(file)?)),
        _ => Ok(None),
    }
}

async fn send_all(address: String, tokens: Vec<String>, files: Vec<File>) -> Result<()> {
    let mut sending = JoinSet::new();
    for (number, file) in files.into_iter().enumerate() {
        let token = tokens.get(number % tokens.len().max(1)).cloned();
        let (address, token) = (address.clone(), token.context("no tokens")?);
        sending.spawn(send(address, token, file.bytes));
    }
    while let Some(sent) = sending.join_next().await {
        sent??;
    }
    Ok(())
}

/// Sends a file and waits until it can be attached. Who is told to come back later does.
async fn send(address: String, token: String, bytes: Vec<u8>) -> Result<()> {
    let began = Instant::now();
    let request = form(&token, &bytes);
    drop(bytes);
    let mut connection = Connection::open(&address).await?;
    let id = loop {
        let (status, _) = connection.ask(&request).await?;
        match status {
            200 | 202 => break id_of(connection.body())?,
            429 | 503 if began.elapsed() < PATIENCE => {
                tokio::time::sleep(Duration::from_secs(2)).await;
            }
            other => bail!(
                "an upload was answered {other}: {}",
                String::from_utf8_lossy(connection.body())
            ),
        }
    };
    let asked = load::get(&format!("/api/v1/media/{id}"), &token);
    while began.elapsed() < PATIENCE {
        match connection.ask(&asked).await?.0 {
            200 => return Ok(()),
            206 => tokio::time::sleep(Duration::from_millis(500)).await,
            other => bail!(
                "a file that was taken is answered {other}: {}",
                String::from_utf8_lossy(connection.body())
            ),
        }
    }
    bail!("a file was not ready after {} s", PATIENCE.as_secs())
}

fn id_of(body: &[u8]) -> Result<String> {
    let json: Value = serde_json::from_slice(body)?;
    let id = json.get("id").and_then(Value::as_str);
    Ok(id.context("no id")?.to_owned())
}

fn form(token: &str, bytes: &[u8]) -> Vec<u8> {
    let head = "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n";
    let tail = "\r\n--XX--\r\n";
    let length = head.len() + bytes.len() + tail.len();
    let mut request = format!(
        "POST /api/v2/media HTTP/1.1\r\nHost: bench.example\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: multipart/form-data; boundary=XX\r\nContent-Length: {length}\r\n\r\n{head}"
    )
    .into_bytes();
    request.extend_from_slice(bytes);
    request.extend_from_slice(tail.as_bytes());
    request
}

/// The most memory there was until it is over, in MiB: the server's, and that of the programs it started.
async fn watch(server: Arc<Server>, is_over: Arc<AtomicBool>) -> (f64, f64) {
    let mut peak = (0.0_f64, 0.0_f64);
    while !is_over.load(Ordering::Relaxed) {
        peak.0 = peak.0.max(server.memory());
        peak.1 = peak.1.max(server.memory_of_children());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    peak
}
