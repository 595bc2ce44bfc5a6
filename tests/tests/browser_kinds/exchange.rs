//! Two real servers, and what one of them has of the other's files.

use anyhow::{Context, Result, ensure};
use folkmoot_tests::server::Community;
use folkmoot_tests::tool::{Tool, all_there};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::makes::{Sample, Workshop};
use crate::{App, has_programs, look};

const WORDS: &str = "WEBVTT\n\n00:00.000 --> 00:01.500\nGood day\n";
/// What must be the same on both sides.
const SAME: [&str; 6] = [
    "/type",
    "/description",
    "/blurhash",
    "/meta/focus",
    "/meta/original/width",
    "/meta/original/height",
];

impl App {
    async fn caption(&self, media: &Value, language: &str) -> Result<()> {
        let id = media["id"].as_str().context("no id")?;
        let path = format!("/api/v1/folkmoot/media/{id}/captions/{language}");
        let form = Form::new().part("file", Part::text(WORDS).file_name("words.vtt"));
        let form = form.text("label", format!("Words in {language}"));
        let request = self.client.put(format!("{}{path}", self.url));
        let answer = request.bearer_auth(&self.token).multipart(form);
        answer.send().await?.error_for_status()?;
        Ok(())
    }

    /// A post of another server, by its address there.
    async fn find(&self, post: &Value) -> Result<Value> {
        let uri = post["uri"].as_str().context("no address")?;
        let query = [("q", uri), ("resolve", "true")];
        let path = format!("{}/api/v2/search", self.url);
        let request = self.client.get(url::Url::parse_with_params(&path, query)?);
        let request = request.bearer_auth(&self.token);
        let found: Value = request.send().await?.error_for_status()?.json().await?;
        Ok(found["statuses"][0].clone())
    }

    /// What is said of a file here is what is said of it there, and all of it can be had through this server.
    async fn compare(&self, there: &Value, here: &Value) -> Result<()> {
        for place in SAME {
            let (sent, came) = (there.pointer(place), here.pointer(place));
            ensure!(sent == came, "{place}: {sent:?} there, {came:?} here");
        }
        // To the thousandth of a second, as it is sent.
        let duration = |media: &Value| media["meta"]["original"]["duration"].as_f64();
        let (sent, came) = (duration(there), duration(here));
        let is_near = sent.zip(came).is_some_and(|(a, b)| (a - b).abs() < 0.001);
        ensure!(is_near || sent == came, "{sent:?} there, {came:?} here");
        for address in ["/url", "/preview_url"] {
            let Some(url) = here.pointer(address).filter(|url| url.is_string()) else {
                continue;
            };
            ensure!(url.as_str().is_some_and(|url| url.starts_with(&self.url)));
            let answer = self.client.get(url.as_str().unwrap_or_default());
            let answer = answer.send().await?.error_for_status()?;
            let media_type = answer.headers()["content-type"].to_str()?.to_owned();
            ensure!(!answer.bytes().await?.is_empty() && !media_type.starts_with("text/"));
        }
        let sizes = |media: &Value| media["sizes"].as_array().cloned().unwrap_or_default();
        let (sent, came) = (sizes(there), sizes(here));
        ensure!(sent.len() == came.len(), "sizes: {came:?}");
        for (sent, came) in sent.iter().zip(&came) {
            ensure!(sent["width"] == came["width"] && sent["height"] == came["height"]);
            let url = came["url"].as_str().context("no file")?;
            ensure!(url.starts_with(&self.url), "{url}");
            let answer = self.client.get(url).send().await?.error_for_status()?;
            ensure!(answer.headers()["content-type"] == "video/mp4");
        }
        let captions = |media: &Value| media["captions"].as_array().cloned().unwrap_or_default();
        let (sent, came) = (captions(there), captions(here));
        ensure!(sent.len() == came.len(), "captions: {came:?}");
        for (sent, came) in sent.iter().zip(&came) {
            ensure!(sent["language"] == came["language"] && sent["label"] == came["label"]);
            let url = came["url"].as_str().context("no captions")?;
            ensure!(url.starts_with(&self.url), "{url}");
            let answer = self.client.get(url).send().await?.error_for_status()?;
            ensure!(answer.headers()["content-type"] == "text/vtt; charset=utf-8");
            ensure!(answer.text().await?.ends_with("\nGood day\n"));
        }
        Ok(())
    }
}

/// Sends the files that a post is to have; what plays in one language and another gets its words.
async fn send(ada: &App, samples: &[&Sample]) -> Result<Vec<Value>> {
    let mut ids = Vec::new();
    for sample in samples {
        let media = ada.send(sample).await.context(sample.name)?;
        if sample.expected.kind == "video" {
            ada.caption(&media, "en").await?;
            ada.caption(&media, "pt-BR").await?;
        }
        ids.push(media["id"].clone());
    }
    Ok(ids)
}

#[tokio::test]
async fn two_servers_show_each_others_files_as_they_are() -> Result<()> {
    if !has_programs("exchange") {
        return Ok(());
    }
    let (here, there) = (Community::new()?, Community::new()?);
    let (bob, ada) = (here.admin("bob")?, there.admin("ada")?);
    let (here, there) = (here.start()?, there.start()?);
    let folder = tempfile::tempdir()?;
    let workshop = tempfile::tempdir()?;
    let made = Workshop(workshop.path()).all();
    let made: Vec<Sample> = made.into_iter().filter_map(|(_, it)| it.ok()).collect();
    let (ada, bob_app) = (
        App::new(&there, &ada, folder.path())?,
        App::new(&here, &bob, folder.path())?,
    );
    let of = |names: &[&str]| -> Vec<&Sample> {
        let all = names
            .iter()
            .filter_map(|name| made.iter().find(|it| it.name == *name));
        all.collect()
    };
    let kinds = of(&["photo.jpg", "moving.gif", "large.mp4", "song.mp3"]);
    let album = of(&["still.webp"; 20]);
    ensure!(
        (kinds.len(), album.len()) == (4, 20),
        "not all could be made"
    );
    for (text, samples) in [("One of each.", kinds), ("An album.", album)] {
        let post = ada.post(text, &send(&ada, &samples).await?).await?;
        let came = bob_app.find(&post).await?;
        let attached = |post: &Value| post["media_attachments"].as_array().cloned();
        let sent = attached(&post).context("no files there")?;
        let seen = attached(&came).with_context(|| format!("not here: {came}"))?;
        ensure!(sent.len() == samples.len() && seen.len() == sent.len());
        for ((there, here), sample) in sent.iter().zip(&seen).zip(&samples) {
            let sizes = here["sizes"].as_array().map_or(0, Vec::len);
            ensure!(sizes == sample.expected.sizes.len(), "{here:#}");
            let compared = bob_app.compare(there, here).await;
            compared.with_context(|| format!("{there:#}\n{here:#}"))?;
        }
        ensure!(came["content"] == json!(format!("<p>{text}</p>")));
        let (name, id) = (came["account"]["acct"].as_str(), came["id"].as_str());
        let path = name.zip(id).context("no page")?;
        let page = format!("{}/@{}/{}", here.url(), path.0, path.1);
        if all_there("exchange", &[Tool::Node, Tool::NodeModules, Tool::Chromium]) {
            let (count, who) = (seen.len(), bob.name.clone());
            let look = move || look("exchange", &page, count, Some(&who));
            tokio::task::spawn_blocking(look).await??;
        }
    }
    Ok(())
}
