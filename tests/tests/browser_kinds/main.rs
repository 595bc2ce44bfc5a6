//! Files of every kind, as cameras, phones and studios make them, sent to a real server: what comes out is what the
//! documentation says, tells nothing of who made it and where, and is seen and heard in a real browser.
#![expect(
    clippy::indexing_slicing,
    reason = "a JSON value has null where it has nothing"
)]

mod exchange;
mod looks;
mod makes;
mod press;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use folkmoot_tests::script::Scripts;
use folkmoot_tests::server::{Community, Person, Server};
use folkmoot_tests::tool::{Tool, all_there};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use makes::{Sample, Workshop};

/// How long something may be made of one file, on a machine that is busy.
const PATIENCE: Duration = Duration::from_mins(2);
/// The most bytes that a rendition of these may have.
const MAX_BYTES: usize = 12_000_000;

/// Somebody's app.
struct App {
    client: Client,
    url: String,
    token: String,
    folder: PathBuf,
}

impl App {
    #[expect(
        clippy::disallowed_methods,
        reason = "a client of the server, not the server's own"
    )]
    fn new(server: &Server, person: &Person, folder: &Path) -> Result<Self> {
        Ok(Self {
            client: Client::builder().timeout(PATIENCE).build()?,
            url: server.url(),
            token: person.token.clone(),
            folder: folder.to_owned(),
        })
    }

    /// Sends a file and waits until it is finished.
    async fn send(&self, sample: &Sample) -> Result<Value> {
        let part = Part::bytes(std::fs::read(&sample.path)?).file_name(sample.name);
        let form = Form::new().part("file", part);
        let form = form.text("description", format!("Words for {}", sample.name));
        let form = form.text("focus", "0.5,-0.25");
        let request = self.client.post(format!("{}/api/v2/media", self.url));
        let answer = request
            .bearer_auth(&self.token)
            .multipart(form)
            .send()
            .await?;
        let status = answer.status();
        let sent: Value = answer.json().await?;
        ensure!(status.is_success(), "{status}: {sent}");
        let id = sent["id"].as_str().context("no id")?;
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let request = self.client.get(format!("{}/api/v1/media/{id}", self.url));
            let answer = request.bearer_auth(&self.token).send().await?;
            let status = answer.status();
            let media: Value = answer.json().await?;
            match status {
                StatusCode::OK => return Ok(media),
                StatusCode::PARTIAL_CONTENT => {}
                _ => anyhow::bail!("{status}: {media}"),
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        anyhow::bail!("nothing came of it in {} seconds", PATIENCE.as_secs())
    }

    /// Gets a file, with what it is said to be.
    async fn fetch(&self, url: &Value) -> Result<(String, PathBuf)> {
        let url = url.as_str().context("no address")?;
        let answer = self.client.get(url).send().await?.error_for_status()?;
        let headers = answer.headers();
        ensure!(headers["x-content-type-options"] == "nosniff");
        let media_type = headers["content-type"].to_str()?.to_owned();
        let bytes = answer.bytes().await?;
        ensure!(bytes.len() < MAX_BYTES, "{} bytes at {url}", bytes.len());
        let path = self.folder.join(url.rsplit('/').next().unwrap_or(url));
        std::fs::write(&path, &bytes)?;
        Ok((media_type, path))
    }

    /// Everything that was made of a file is as it should be.
    async fn check(&self, sample: &Sample, media: &Value) -> Result<()> {
        let expected = sample.expected;
        ensure!(media["type"] == expected.kind, "{media:#}");
        ensure!(media["description"] == format!("Words for {}", sample.name));
        let focus = &media["meta"]["focus"];
        ensure!(*focus == json!({"x": 0.5, "y": -0.25}), "{focus}");
        let (media_type, whole) = self.fetch(&media["url"]).await?;
        ensure!(media_type == expected.media_type, "{media_type}");
        looks::tells_nothing(&whole)?;
        let original = &media["meta"]["original"];
        if let Some(colours) = expected.colours {
            looks::shows(&whole, colours, expected.size)?;
            let said = (&original["width"], &original["height"]);
            ensure!((said.0, said.1) == (&json!(expected.size.0), &json!(expected.size.1)));
        }
        if expected.kind != "image" {
            let seconds = original["duration"].as_f64().unwrap_or_default();
            let late = seconds - expected.seconds;
            ensure!((-0.2..0.3).contains(&late), "{seconds} seconds");
        }
        if expected.has_picture {
            let blurhash = media["blurhash"].as_str().unwrap_or_default();
            ensure!(blurhash.len() > 6, "no blurhash");
            let (media_type, small) = self.fetch(&media["preview_url"]).await?;
            ensure!(media_type.starts_with("image/"), "{media_type}");
            looks::tells_nothing(&small)?;
        }
        self.check_sizes(sample, media).await
    }

    /// Every size that a video should be had in is the same video, and the list of them names all.
    async fn check_sizes(&self, sample: &Sample, media: &Value) -> Result<()> {
        let expected = sample.expected;
        let sizes = media["sizes"].as_array().map_or(&[][..], Vec::as_slice);
        ensure!(sizes.len() == expected.sizes.len(), "{media:#}");
        for (size, expected_size) in sizes.iter().zip(expected.sizes) {
            let (media_type, file) = self.fetch(&size["url"]).await?;
            ensure!(media_type == "video/mp4", "{media_type}");
            looks::tells_nothing(&file)?;
            let colours = expected.colours.context("no colours")?;
            looks::shows(&file, colours, *expected_size)?;
            ensure!(
                (&size["width"], &size["height"])
                    == (&json!(expected_size.0), &json!(expected_size.1))
            );
        }
        if sizes.is_empty() {
            ensure!(media.get("playlist").is_none(), "{media:#}");
            return Ok(());
        }
        let (media_type, _) = self.fetch(&media["playlist"]).await?;
        ensure!(
            media_type == "application/vnd.apple.mpegurl",
            "{media_type}"
        );
        let seen = looks::sizes_of_list(media["playlist"].as_str().context("no list")?)?;
        ensure!(seen == expected.sizes, "{seen:?}");
        Ok(())
    }

    async fn post(&self, text: &str, ids: &[Value]) -> Result<Value> {
        let request = self.client.post(format!("{}/api/v1/statuses", self.url));
        let body = json!({"status": text, "media_ids": ids});
        let answer = request.bearer_auth(&self.token).json(&body).send().await?;
        let status = answer.status();
        let post: Value = answer.json().await?;
        ensure!(status.is_success(), "{status}: {post}");
        Ok(post)
    }
}

/// Whether what makes the files and looks into them is there.
#[expect(clippy::print_stdout, reason = "what was left out is said aloud")]
fn has_programs(story: &str) -> bool {
    let programs = ["ffmpeg", "ffprobe", "exiftool"];
    let is_missing = |program: &str| {
        let mut command = std::process::Command::new(program);
        command.arg("-version").output().is_err()
    };
    let missing = programs.into_iter().find(|it| is_missing(it));
    if let Some(missing) = missing {
        println!("SKIPPED {story}: no {missing} here; cargo xtask test installs it");
    }
    missing.is_none()
}

#[tokio::test]
async fn every_kind_of_file_is_taken_cleaned_seen_and_heard() -> Result<()> {
    if !has_programs("kinds") {
        return Ok(());
    }
    let community = Community::new()?;
    let ada = community.admin("ada")?;
    let server = community.start()?;
    let (workshop, fetched) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let app = App::new(&server, &ada, fetched.path())?;
    let mut ids = Vec::new();
    for (name, made) in Workshop(workshop.path()).all() {
        let sample = match made {
            Ok(sample) => sample,
            Err(why) => {
                println!("SKIPPED kinds: {name}: {why:#}");
                continue;
            }
        };
        let media = app.send(&sample).await.context(name)?;
        app.check(&sample, &media).await.context(name)?;
        ids.push(media["id"].clone());
        println!("ok {name}");
    }
    ensure!(ids.len() >= 12, "{} kinds were tried", ids.len());
    let post = app.post("Every kind there is.", &ids).await?;
    if !all_there("kinds", &[Tool::Node, Tool::NodeModules, Tool::Chromium]) {
        return Ok(());
    }
    let page = post["url"].as_str().context("no page")?.to_owned();
    let count = ids.len();
    tokio::task::spawn_blocking(move || look("kinds", &page, count, None)).await?
}

/// A browser, somebody's if a name is given, sees every picture and plays everything that plays.
fn look(name: &str, page: &str, count: usize, who: Option<&str>) -> Result<()> {
    let scripts = Scripts::of("browser")?;
    let script = scripts.command("kinds.mjs")?.env("PAGE", page);
    let script = script.env("COUNT", count.to_string()).env("NAME", name);
    let script = script.env("WHO", who.unwrap_or_default());
    let script = script.env("EDITOR", if who.is_none() { "ada" } else { "" });
    let wanted = std::env::var_os("FOLKMOOT_SCREENSHOTS").map(PathBuf::from);
    let folder =
        wanted.unwrap_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("screenshots"));
    let script = script.env("SCREENSHOTS", folder);
    script
        .env("CHROMIUM", Tool::Chromium.path().unwrap_or_default())
        .run()
}
