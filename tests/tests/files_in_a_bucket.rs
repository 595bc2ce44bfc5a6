//! Files of people here in a bucket: its server goes and comes, and people are told; what is for everyone is fetched
//! there, what is not never is.

use std::io::Cursor;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use folkmoot_tests::server::{Community, Person, Server};
use reqwest::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, LOCATION, SET_COOKIE};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, RequestBuilder, Response, StatusCode, redirect};
use serde_json::{Value, json};
use tempfile::TempDir;
use tests3::{BUCKET, Fault, KEY, SECRET, Which};
use tokio::task::spawn_blocking;

/// How long anything that has to come may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// A server whose files are in a bucket, and somebody's app.
struct Story {
    bucket: tests3::Server,
    _server: Server,
    app: App,
    folder: TempDir,
}

struct App {
    client: Client,
    url: String,
    person: Person,
}

impl Story {
    async fn begin(also: &str) -> Result<Self> {
        let also = also.to_owned();
        let begin = move || {
            let folder = tempfile::tempdir()?;
            let bucket = tests3::Server::start(&folder.path().join("s3"))?;
            let community = Community::new()?;
            let secret = folder.path().join("secret");
            std::fs::write(&secret, SECRET)?;
            let port = community
                .url()
                .rsplit(':')
                .next()
                .unwrap_or_default()
                .to_owned();
            let settings = format!(
                "s3_endpoint = {:?}\ns3_bucket = {BUCKET:?}\ns3_key = {KEY:?}\ns3_secret_file = {:?}\n\
                 s3_path_style = true\n{}",
                bucket.url(),
                secret.display().to_string(),
                also.replace("PORT", &port),
            );
            std::fs::write(community.data().join("folkmoot.toml"), settings)?;
            let person = community.person("alice")?;
            let server = community.start()?;
            let app = App::new(&server, person)?;
            anyhow::Ok(Self {
                bucket,
                _server: server,
                app,
                folder,
            })
        };
        spawn_blocking(begin).await?
    }

    async fn end(self) -> Result<()> {
        Ok(spawn_blocking(move || drop(self)).await?)
    }
}

impl App {
    #[expect(
        clippy::disallowed_methods,
        reason = "a client of the server, not the server's own"
    )]
    fn new(server: &Server, person: Person) -> Result<Self> {
        let client = Client::builder()
            .timeout(PATIENCE)
            .redirect(redirect::Policy::none())
            .build()?;
        Ok(Self {
            client,
            url: server.url(),
            person,
        })
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response> {
        Ok(request.bearer_auth(&self.person.token).send().await?)
    }

    /// Nobody in particular.
    async fn get(&self, url: &str) -> Result<Response> {
        Ok(self.client.get(url).send().await?)
    }

    async fn page(&self, path: &str) -> Result<Response> {
        self.get(&format!("{}{path}", self.url)).await
    }

    async fn json(&self, request: RequestBuilder) -> Result<Value> {
        let answer = self.send(request).await?;
        let (status, text) = (answer.status(), answer.text().await?);
        ensure!(status.is_success(), "{status}: {text}");
        Ok(serde_json::from_str(&text)?)
    }

    async fn upload(&self, bytes: Vec<u8>, kind: &str) -> Result<Response> {
        let part = Part::bytes(bytes).file_name("file").mime_str(kind)?;
        let request = self.client.post(format!("{}/api/v2/media", self.url));
        self.send(request.multipart(Form::new().part("file", part)))
            .await
    }

    /// A picture with its (id, address).
    async fn picture(&self, shade: u8) -> Result<(String, String)> {
        let answer = self.upload(picture(shade)?, "image/png").await?;
        ensure!(answer.status() == StatusCode::OK, "{}", answer.status());
        let media: Value = answer.json().await?;
        Ok((text(&media, "/id")?, text(&media, "/url")?))
    }

    async fn post(&self, media: &str, visibility: &str) -> Result<Value> {
        let body = json!({"status": "look", "media_ids": [media], "visibility": visibility});
        let request = self.client.post(format!("{}/api/v1/statuses", self.url));
        self.json(request.json(&body)).await
    }

    async fn until_made(&self, id: &str) -> Result<()> {
        let began = Instant::now();
        loop {
            let asked = self.client.get(format!("{}/api/v1/media/{id}", self.url));
            let status = self.send(asked).await?.status();
            if status == StatusCode::OK {
                return Ok(());
            }
            ensure!(status == StatusCode::PARTIAL_CONTENT, "{status}");
            ensure!(began.elapsed() < PATIENCE, "nothing was made of the film");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}

fn text(value: &Value, pointer: &str) -> Result<String> {
    let text = value.pointer(pointer).and_then(Value::as_str);
    Ok(text
        .with_context(|| format!("no {pointer} in {value}"))?
        .to_owned())
}

fn picture(shade: u8) -> Result<Vec<u8>> {
    let mut png = Cursor::new(Vec::new());
    image::RgbImage::from_pixel(32, 24, image::Rgb([shade, 90, 200]))
        .write_to(&mut png, image::ImageFormat::Png)?;
    Ok(png.into_inner())
}

/// A short film, where there is `FFmpeg`.
#[expect(clippy::print_stdout, reason = "who misses it wants to know")]
fn film(folder: &Path) -> Result<Option<Vec<u8>>> {
    let file = folder.join("film.webm");
    let made = Command::new("ffmpeg")
        .args([
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            "testsrc=d=1:s=160x90:r=10",
            "-c:v",
            "libvpx",
        ])
        .arg(&file)
        .status();
    if made.is_ok_and(|status| status.success()) {
        return Ok(Some(std::fs::read(file)?));
    }
    println!("SKIPPED in part: no ffmpeg on this machine, so no film waits for the bucket");
    Ok(None)
}

/// Uploads and files say what is wrong; everything else goes on.
async fn while_it_is_away(app: &App, kept: &str, post: &Value, other: &Value) -> Result<()> {
    let refused = app.upload(picture(3)?, "image/png").await?;
    ensure!(
        refused.status() == StatusCode::SERVICE_UNAVAILABLE,
        "{}",
        refused.status()
    );
    let told = text(&refused.json().await?, "/error")?;
    ensure!(
        told.contains("files") && told.contains("try again"),
        "{told}"
    );
    let missing = app.get(kept).await?;
    ensure!(missing.status() == StatusCode::SERVICE_UNAVAILABLE);
    ensure!(missing.headers().get(CACHE_CONTROL) == Some(&HeaderValue::from_static("no-store")));
    let began = Instant::now();
    let page = url::Url::parse(&text(post, "/url")?)?;
    for path in ["/about", page.path(), "/api/v1/timelines/public"] {
        let status = app.page(path).await?.status();
        ensure!(status == StatusCode::OK, "{path}: {status}");
    }
    // What is to go goes at once; its bytes follow.
    let gone = text(other, "/id")?;
    let gone = app
        .client
        .delete(format!("{}/api/v1/statuses/{gone}", app.url));
    app.json(gone).await?;
    ensure!(
        began.elapsed() < Duration::from_secs(10),
        "{:?}",
        began.elapsed()
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_goes_and_comes_and_nothing_but_files_waits_for_it() -> Result<()> {
    let mut story = Story::begin("").await?;
    let (kept_id, kept) = story.app.picture(1).await?;
    let (other_id, _) = story.app.picture(2).await?;
    let post = story.app.post(&kept_id, "public").await?;
    let other = story.app.post(&other_id, "public").await?;
    let before = story.app.get(&kept).await?;
    ensure!(before.status() == StatusCode::OK);
    let before = before.bytes().await?;

    // A film is taken in; before anything can be made of it the bucket is gone.
    let waiting = match film(story.folder.path())? {
        Some(film) => {
            story.bucket.fail(
                Fault::Status(StatusCode::SERVICE_UNAVAILABLE),
                Which {
                    method: Some(http::Method::GET),
                    ..Which::ALL
                },
            );
            let answer = story.app.upload(film, "video/webm").await?;
            ensure!(
                answer.status() == StatusCode::ACCEPTED,
                "{}",
                answer.status()
            );
            Some(text(&answer.json().await?, "/id")?)
        }
        None => None,
    };
    story = spawn_blocking(move || {
        story.bucket.stop();
        story
    })
    .await?;
    while_it_is_away(&story.app, &kept, &post, &other).await?;
    let app = &story.app;
    if let Some(id) = &waiting {
        // Longer than five attempts take: none of them counts.
        tokio::time::sleep(Duration::from_secs(30)).await;
        let asked = app.client.get(format!("{}/api/v1/media/{id}", app.url));
        let status = app.send(asked).await?.status();
        ensure!(status == StatusCode::PARTIAL_CONTENT, "{status}");
    }

    story = spawn_blocking(move || {
        story.bucket.recover();
        story.bucket.start_again().map(|()| story)
    })
    .await??;
    let app = &story.app;
    let after = app.get(&kept).await?;
    ensure!(after.status() == StatusCode::OK && after.bytes().await? == before);
    app.picture(3).await?;
    if let Some(id) = waiting {
        app.until_made(&id).await?;
        app.post(&id, "public").await?;
    }
    // What was damaged there is not given out as if it were the file.
    let name = kept.rsplit('/').next().unwrap_or_default().to_owned();
    let digest = digest_of(&before);
    std::fs::write(story.bucket.path(&digest), vec![0; before.len()])?;
    for _ in 0..2 {
        let damaged = app.get(&kept).await?;
        let status = damaged.status();
        ensure!(
            status == StatusCode::SERVICE_UNAVAILABLE,
            "{name}: {status}"
        );
        ensure!(
            damaged.headers().get(CACHE_CONTROL) == Some(&HeaderValue::from_static("no-store"))
        );
    }
    story.end().await
}

fn digest_of(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    crypto::sha256(bytes)
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// Security row D9.
#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_for_everyone_is_lent_and_files_have_a_host_of_their_own() -> Result<()> {
    let settings = "s3_redirect = true\nmedia_url = \"http://localhost:PORT\"\n";
    let story = Story::begin(settings).await?;
    let app = &story.app;
    let host = app.url.replace("127.0.0.1", "localhost");
    let (open_id, open) = app.picture(1).await?;
    let (closed_id, closed) = app.picture(2).await?;
    let (_, loose) = app.picture(3).await?;
    let post = app.post(&open_id, "public").await?;
    app.post(&closed_id, "private").await?;
    for url in [&open, &closed, &loose] {
        ensure!(url.starts_with(&format!("{host}/media/")), "{url}");
    }
    let shown = text(&post, "/media_attachments/0/url")?;
    ensure!(shown == open, "{shown}");

    let lent = app.get(&open).await?;
    ensure!(
        lent.status() == StatusCode::TEMPORARY_REDIRECT,
        "{}",
        lent.status()
    );
    let place = lent
        .headers()
        .get(LOCATION)
        .context("no place")?
        .to_str()?
        .to_owned();
    ensure!(
        place.starts_with(&story.bucket.url()) && place.contains("X-Amz-Signature="),
        "{place}"
    );
    let got = app.get(&place).await?;
    ensure!(got.status() == StatusCode::OK, "{}", got.status());
    let plain = place.split('?').next().unwrap_or_default();
    ensure!(
        app.get(plain).await?.status() == StatusCode::FORBIDDEN,
        "the bucket is open"
    );
    for url in [&closed, &loose] {
        let answer = app.get(url).await?;
        ensure!(answer.status() == StatusCode::OK, "{}", answer.status());
        ensure!(answer.headers().get(LOCATION).is_none());
        ensure!(!answer.bytes().await?.is_empty());
    }
    // Nothing else is there, and nobody is known there.
    for path in ["/", "/about", "/api/v2/instance", "/@alice", "/login"] {
        let answer = app.get(&format!("{host}{path}")).await?;
        ensure!(
            answer.status() == StatusCode::NOT_FOUND,
            "{path}: {}",
            answer.status()
        );
        ensure!(answer.headers().get(SET_COOKIE).is_none());
    }
    let page = app.page("/about").await?;
    let policy = page.headers()["content-security-policy"]
        .to_str()?
        .to_owned();
    let sources = format!("img-src 'self' {host} {} data: blob:", story.bucket.url());
    ensure!(policy.contains(&sources), "{policy}");
    // Other servers are told the same address.
    let asked = app.client.get(text(&post, "/uri")?);
    let asked = asked.header("accept", "application/activity+json");
    let note = asked.send().await?;
    let kind = note
        .headers()
        .get(CONTENT_TYPE)
        .context("no type")?
        .to_str()?
        .to_owned();
    ensure!(kind.starts_with("application/activity+json"), "{kind}");
    ensure!(
        note.text().await?.contains(&open),
        "the note has another address"
    );
    story.end().await
}
