//! Somebody on a small Fediverse server made with Fedify, which is not ours.

use folkmoot_tests::at::free_port;
use folkmoot_tests::script::{Running, Scripts};
use reqwest::{Client, Url};
use serde_json::Value;

/// The person and their server; ended when dropped.
pub(crate) struct Peer {
    running: Running,
    origin: String,
    client: Client,
    _scripts: Scripts,
}

impl Peer {
    /// Starts the server of somebody with this name, shown as `shown`.
    pub(crate) fn start(name: &str, shown: &str) -> Self {
        let scripts = Scripts::of("clients").unwrap();
        let port = free_port().unwrap().to_string();
        let command = scripts.command("fedify-peer.mjs").unwrap();
        let command = command.arg(&port).arg(name).arg(shown);
        Self {
            running: command.serve().unwrap(),
            origin: format!("http://127.0.0.1:{port}"),
            client: crate::client(),
            _scripts: scripts,
        }
    }

    /// Who they are: the address of their actor.
    pub(crate) fn actor(&self) -> &str {
        self.running.address()
    }

    /// Tells them what to do, by a word of `fedify-peer.mjs`.
    pub(crate) async fn told(&self, action: &str, words: &[(&str, &str)]) -> Value {
        let url = format!("{}/_ctl/{action}", self.origin);
        let url = Url::parse_with_params(&url, words).unwrap();
        let asked = self.client.get(url).send().await;
        let answer: Value = asked.unwrap().json().await.unwrap();
        assert_eq!(answer["error"], Value::Null, "{action}");
        answer
    }

    /// The post with these words that came to their inbox, if it has come.
    pub(crate) async fn got(&self, words: &str) -> Option<Value> {
        let said = self.told("log", &[]).await;
        let all = said["log"].as_array().unwrap().iter();
        let mut created = all.filter(|it| it["type"] == "Create");
        let has_words = |it: &&Value| {
            let content = it["json"]["object"]["content"].as_str();
            content.is_some_and(|content| content.contains(words))
        };
        created
            .find(has_words)
            .map(|it| it["json"]["object"].clone())
    }
}
