//! Large files while they arrive: written away piece by piece, and gone whatever happens to them.

use std::fs;
use std::path::{Path, PathBuf};

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use http::{Request, StatusCode};
use social::Limits;
use tokio::sync::mpsc;

use super::world::World;
use crate::app::Options;

/// Enough to be written away.
const LARGE: usize = 3 * 1024 * 1024;

pub(super) async fn world(folder: &Path) -> World {
    let limits = Limits {
        playing_bytes: 20 * 1024 * 1024,
        ..Limits::default()
    };
    let files = media::Files::in_folder(folder);
    World::over(Options::default(), files, limits).await
}

/// The files that are being worked on.
fn unfinished(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder.join("scratch")) else {
        return Vec::new();
    };
    entries
        .flat_map(|entry| fs::read_dir(entry.unwrap().path()).unwrap())
        .map(|file| file.unwrap().path())
        .collect()
}

fn request(token: &str, body: Body) -> Request<Body> {
    Request::post("/api/v2/media")
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "multipart/form-data; boundary=XX")
        .body(body)
        .unwrap()
}

const HEAD: &[u8] =
    b"--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n";

fn whole(bytes: &[u8]) -> Vec<u8> {
    [HEAD, bytes, b"\r\n--XX--\r\n"].concat()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_file_lies_in_a_folder_while_it_arrives_and_nothing_is_left_when_the_sender_breaks_off()
 {
    let folder = tempfile::tempdir().unwrap();
    let world = world(folder.path()).await;
    let (_, alice) = world.person("alice").await;
    let (pieces, mut coming) = mpsc::channel::<Result<Bytes, std::io::Error>>(1);
    let body = Body::from_stream(stream::poll_fn(move |context| coming.poll_recv(context)));
    let watch = async {
        pieces.send(Ok(Bytes::from_static(HEAD))).await.unwrap();
        for _ in 0..LARGE / 65_536 {
            pieces.send(Ok(vec![7; 65_536].into())).await.unwrap();
        }
        let mut written = 0;
        while written < 1024 * 1024 {
            tokio::task::yield_now().await;
            written = unfinished(folder.path())
                .iter()
                .map(|file| file.metadata().unwrap().len())
                .sum();
        }
        let broken = std::io::Error::other("the line is dead");
        pieces.send(Err(broken)).await.unwrap();
    };
    let (answer, ()) = tokio::join!(world.send(request(&alice, body)), watch);
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{answer:?}");
    assert_eq!(unfinished(folder.path()), Vec::<PathBuf>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_too_large_or_no_picture_is_refused_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(folder.path()).await;
    let (_, alice) = world.person("alice").await;
    let no_picture = whole(&vec![7; LARGE]);
    let answer = world.send(request(&alice, no_picture.into())).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    // A picture by its first bytes, but larger than one may be.
    let mut large = vec![7; 18 * 1024 * 1024];
    large[..8].copy_from_slice(b"\x89PNG\r\n\x1a\n");
    let answer = world.send(request(&alice, whole(&large).into())).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.json["error"].as_str().unwrap().contains("too large"));
    // Whether it says so before or is found out on the way.
    let endless = vec![7; 40 * 1024 * 1024];
    let told = world.send(request(&alice, whole(&endless).into())).await;
    let pieces = whole(&endless);
    let pieces: Vec<_> = pieces.chunks(65_536).map(Bytes::copy_from_slice).collect();
    let stream = stream::iter(pieces.into_iter().map(Ok::<_, std::io::Error>));
    let untold = world.send(request(&alice, Body::from_stream(stream))).await;
    assert_eq!(
        (told.status, untold.status),
        (StatusCode::PAYLOAD_TOO_LARGE, StatusCode::PAYLOAD_TOO_LARGE)
    );
    assert_eq!(unfinished(folder.path()), Vec::<PathBuf>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_picture_is_taken_in_and_its_folder_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(folder.path()).await;
    let (_, alice) = world.person("alice").await;
    // Noise does not get smaller.
    let mut seed = 1_u32;
    let noise = image::RgbImage::from_fn(700, 700, |_, _| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [a, b, c, _] = seed.to_be_bytes();
        image::Rgb([a, b, c])
    });
    let mut png = std::io::Cursor::new(Vec::new());
    noise.write_to(&mut png, image::ImageFormat::Png).unwrap();
    let png = png.into_inner();
    assert!(png.len() > 1024 * 1024);
    let media = world.send(request(&alice, whole(&png).into())).await.ok();
    assert_eq!(media["meta"]["original"]["width"], 700);
    assert_eq!(unfinished(folder.path()), Vec::<PathBuf>::new());
}
