//! Large files in parts, by tus 1.0 (<https://tus.io/protocols/resumable-upload>).

use std::fs;
use std::path::Path;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use data_encoding::BASE64;
use futures_util::stream;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use sha1::{Digest as _, Sha1};
use tower::ServiceExt as _;

use super::arriving::world;
use super::media::png;
use super::world::World;

const PATH: &str = "/api/v1/folkmoot/uploads";
const PART: (&str, &str) = ("content-type", "application/offset+octet-stream");

#[derive(Debug)]
struct Answer {
    status: u16,
    headers: HeaderMap,
    words: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

async fn ask(
    world: &World,
    token: &str,
    (method, path): (Method, &str),
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Answer {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("tus-resumable", "1.0.0")
        .header("authorization", format!("Bearer {token}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(body.into()).unwrap();
    let response = world.router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let words = body.collect().await.unwrap().to_bytes();
    Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        words: String::from_utf8(words.to_vec()).unwrap(),
    }
}

/// Begins an upload; its path comes back.
async fn begin(world: &World, token: &str, length: usize, metadata: &str) -> String {
    let length = length.to_string();
    let headers = [
        ("upload-length", length.as_str()),
        ("upload-metadata", metadata),
    ];
    let begun = ask(world, token, (Method::POST, PATH), &headers, "").await;
    assert_eq!(begun.status, 201, "{begun:?}");
    assert!(begun.header("upload-expires").ends_with(" GMT"));
    begun.header("location").to_owned()
}

async fn add(
    world: &World,
    token: &str,
    path: &str,
    offset: usize,
    body: impl Into<Body>,
) -> Answer {
    let offset = offset.to_string();
    let headers = [PART, ("upload-offset", offset.as_str())];
    ask(world, token, (Method::PATCH, path), &headers, body).await
}

async fn head(world: &World, token: &str, path: &str) -> Answer {
    ask(world, token, (Method::HEAD, path), &[], "").await
}

fn uploads(folder: &Path) -> usize {
    fs::read_dir(folder.join("uploads")).map_or(0, Iterator::count)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_in_parts_is_the_same_as_one_in_a_form() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(folder.path()).await;
    let (_, alice) = world.person("alice").await;
    let file = png(9);
    let metadata = format!(
        "filename {},description {},focus {},is_private",
        BASE64.encode(b"../../etc/passwd"),
        BASE64.encode("A blue wäll".as_bytes()),
        BASE64.encode(b"0.5,-0.25"),
    );
    let path = begin(&world, &alice, file.len(), &metadata).await;
    let before = head(&world, &alice, &path).await;
    assert_eq!((before.status, before.header("upload-offset")), (200, "0"));
    assert_eq!(before.header("upload-length"), file.len().to_string());
    assert_eq!(before.header("upload-metadata"), metadata);
    assert_eq!(before.header("cache-control"), "no-store");
    let first = add(&world, &alice, &path, 0, file[..30].to_vec()).await;
    assert_eq!((first.status, first.header("upload-offset")), (204, "30"));
    assert_eq!(first.header("media-id"), "");
    // Too early, too late: whoever is wrong asks where it is.
    for offset in [0, 29, 31, file.len()] {
        let wrong = add(&world, &alice, &path, offset, file[30..].to_vec()).await;
        assert_eq!(wrong.status, 409, "{wrong:?}");
    }
    assert_eq!(
        head(&world, &alice, &path).await.header("upload-offset"),
        "30"
    );
    let last = add(&world, &alice, &path, 30, file[30..].to_vec()).await;
    assert_eq!(last.status, 204, "{last:?}");
    let id = last.header("media-id").to_owned();
    let media = world.get(&alice, &format!("/api/v1/media/{id}")).await.ok();
    assert_eq!(media["description"], "A blue wäll");
    assert_eq!(media["meta"]["focus"]["y"], -0.25);
    let after = head(&world, &alice, &path).await;
    assert_eq!(
        (after.header("media-id"), after.header("upload-offset")),
        (id.as_str(), last.header("upload-offset"))
    );
    let told = world.get(&alice, &path).await.ok();
    assert_eq!(
        (&told["media_id"], &told["length"]),
        (&id.as_str().into(), &file.len().into())
    );
    assert_eq!(uploads(folder.path()), 0, "nothing is kept twice");
    let more = add(&world, &alice, &path, file.len(), "more").await;
    assert_eq!((more.status, more.header("media-id")), (204, id.as_str()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_part_may_come_at_once_and_what_breaks_off_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(folder.path()).await;
    let (_, alice) = world.person("alice").await;
    let file = png(3);
    let length = file.len().to_string();
    let headers = [PART, ("upload-length", length.as_str())];
    let whole = ask(&world, &alice, (Method::POST, PATH), &headers, file.clone()).await;
    assert_eq!(
        (whole.status, whole.header("upload-offset")),
        (201, length.as_str())
    );
    assert_ne!(whole.header("media-id"), "");

    let large = vec![7; 2_000_000];
    let path = begin(&world, &alice, large.len(), "").await;
    let pieces = [
        Ok(Bytes::copy_from_slice(&large[..1_000_000])),
        Ok(Bytes::copy_from_slice(&large[1_000_000..1_200_000])),
        Err(std::io::Error::other("the line is dead")),
    ];
    add(
        &world,
        &alice,
        &path,
        0,
        Body::from_stream(stream::iter(pieces)),
    )
    .await;
    let kept = head(&world, &alice, &path).await;
    assert_eq!(kept.header("upload-offset"), "1200000");
    // It is whole, but no picture: that is told, and it is forgotten.
    let rest = add(
        &world,
        &alice,
        &path,
        1_200_000,
        large[1_200_000..].to_vec(),
    )
    .await;
    assert_eq!(rest.status, 422);
    assert!(rest.words.contains("not a picture"), "{rest:?}");
    assert_eq!(head(&world, &alice, &path).await.status, 404);
    assert_eq!(uploads(folder.path()), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_request_makes_one_on_a_dead_line_give_way() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(folder.path()).await;
    let (_, alice) = world.person("alice").await;
    let path = begin(&world, &alice, 1_000_000, "").await;
    let came = stream::once(async { Ok::<_, std::io::Error>(Bytes::from(vec![7; 500_000])) });
    let dead = Body::from_stream(stream::StreamExt::chain(came, stream::pending()));
    let (given_way, asked) = tokio::join!(add(&world, &alice, &path, 0, dead), async {
        while fs::metadata(
            folder
                .path()
                .join("uploads")
                .join(path.rsplit('/').next().unwrap()),
        )
        .unwrap()
        .len()
            < 500_000
        {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        head(&world, &alice, &path).await
    });
    assert_eq!(
        (given_way.status, given_way.header("upload-offset")),
        (204, "500000")
    );
    assert_eq!(asked.header("upload-offset"), "500000");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_part_with_the_wrong_sum_is_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(folder.path()).await;
    let (_, alice) = world.person("alice").await;
    let file = png(5);
    let path = begin(&world, &alice, file.len(), "").await;
    let wrong = format!("sha1 {}", BASE64.encode(&Sha1::digest(b"other bytes")));
    let right = format!("sha1 {}", BASE64.encode(&Sha1::digest(&file)));
    let send = async |sum: &str| {
        let headers = [PART, ("upload-offset", "0"), ("upload-checksum", sum)];
        ask(
            &world,
            &alice,
            (Method::PATCH, &path),
            &headers,
            file.clone(),
        )
        .await
    };
    assert_eq!(send("crc32 AAAA").await.status, 400);
    assert_eq!(send(&wrong).await.status, 460);
    assert_eq!(
        head(&world, &alice, &path).await.header("upload-offset"),
        "0"
    );
    assert_ne!(send(&right).await.header("media-id"), "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_no_client_should_send_is_refused_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(folder.path()).await;
    let (_, alice) = world.person("alice").await;
    let (_, mallory) = world.person("mallory").await;
    let long_note = format!("note {}", "A".repeat(20_000));
    for (headers, status) in [
        (vec![], 400),
        (vec![("upload-length", "-1")], 400),
        (vec![("upload-length", "+5")], 400),
        (vec![("upload-length", "0")], 422),
        (vec![("upload-length", "99999999999999999999999")], 400),
        (vec![("upload-length", "20971521")], 413),
        (
            vec![
                ("upload-length", "5"),
                ("upload-metadata", "description ###"),
            ],
            400,
        ),
        (
            vec![
                ("upload-length", "5"),
                ("upload-metadata", "focus bGVmdA=="),
            ],
            400,
        ),
        (
            vec![("upload-length", "5"), ("upload-metadata", &long_note)],
            422,
        ),
    ] {
        let refused = ask(&world, &alice, (Method::POST, PATH), &headers, "").await;
        assert_eq!(refused.status, status, "{headers:?}: {refused:?}");
        assert!(refused.words.starts_with("{\"error\":"), "{refused:?}");
    }
    let older = Request::post(PATH)
        .header("authorization", format!("Bearer {alice}"))
        .header("upload-length", "5")
        .body(Body::empty())
        .unwrap();
    let older = world.send(older).await;
    assert_eq!(older.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(older.headers["tus-version"], "1.0.0");

    let path = begin(&world, &alice, 1000, "").await;
    let headers = [("upload-offset", "0")];
    let untyped = ask(&world, &alice, (Method::PATCH, &path), &headers, "12345").await;
    assert_eq!(untyped.status, 415);
    let too_long = add(&world, &alice, &path, 0, vec![1; 1001]).await;
    assert_eq!(too_long.status, 413);
    assert_eq!(
        head(&world, &alice, &path).await.header("upload-offset"),
        "0"
    );
    // It is nobody else's.
    assert_eq!(head(&world, &mallory, &path).await.status, 404);
    assert_eq!(add(&world, &mallory, &path, 0, "12345").await.status, 404);
    let removal = (Method::DELETE, path.as_str());
    assert_eq!(
        ask(&world, &mallory, removal.clone(), &[], "").await.status,
        404
    );
    let meant = [("x-http-method-override", "DELETE")];
    let post = (Method::POST, path.as_str());
    assert_eq!(ask(&world, &alice, post, &meant, "").await.status, 204);
    assert_eq!(ask(&world, &alice, removal, &[], "").await.status, 404);
    assert_eq!(uploads(folder.path()), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_has_so_many_under_way_and_those_that_do_not_end_are_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(folder.path()).await;
    let (_, alice) = world.person("alice").await;
    let mut paths = Vec::new();
    for _ in 0..20 {
        paths.push(begin(&world, &alice, 1000, "").await);
    }
    let headers = [("upload-length", "1000")];
    let full = ask(&world, &alice, (Method::POST, PATH), &headers, "").await;
    assert_eq!(full.status, 422, "{full:?}");
    assert_eq!(uploads(folder.path()), 20);
    world.pass(Duration::from_hours(25));
    assert_eq!(head(&world, &alice, &paths[0]).await.status, 404);
    for entry in fs::read_dir(folder.path().join("uploads")).unwrap() {
        let file = fs::File::options().write(true).open(entry.unwrap().path());
        let long_ago = std::time::SystemTime::UNIX_EPOCH;
        file.unwrap().set_modified(long_ago).unwrap();
    }
    world.social.prune().await.unwrap();
    assert_eq!(uploads(folder.path()), 0);
    begin(&world, &alice, 1000, "").await;
}

#[tokio::test]
async fn scripts_of_other_origins_are_told_how_to_send() {
    let world = World::new().await;
    let asked = ask(&world, "", (Method::OPTIONS, PATH), &[], "").await;
    assert_eq!(asked.status, 204);
    assert_eq!(asked.header("tus-version"), "1.0.0");
    assert!(
        asked
            .header("tus-extension")
            .contains("creation-with-upload")
    );
    assert_eq!(asked.header("tus-max-size"), "99000000");
    let preflight = [
        ("origin", "https://app.example"),
        ("access-control-request-method", "PATCH"),
    ];
    let path = format!("{PATH}/5");
    let allowed = ask(&world, "", (Method::OPTIONS, &path), &preflight, "").await;
    let headers = allowed.header("access-control-allow-headers").to_owned();
    assert!(headers.contains("upload-offset") && headers.contains("tus-resumable"));
    let origin = [("origin", "https://app.example")];
    let refused = ask(&world, "", (Method::HEAD, &path), &origin, "").await;
    assert_eq!(refused.status, 401);
    let exposed = refused.header("access-control-expose-headers").to_owned();
    assert!(exposed.contains("upload-offset") && exposed.contains("media-id"));
}
