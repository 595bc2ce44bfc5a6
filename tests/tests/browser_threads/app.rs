//! What somebody here does and sees with an app for Mastodon.

use std::time::Instant;

use folkmoot_tests::server::{Person, Server};
use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::PATIENCE;

/// The app of one person.
pub(crate) struct App {
    client: Client,
    url: String,
    token: String,
}

impl App {
    pub(crate) fn of(server: &Server, person: &Person) -> Self {
        Self {
            client: crate::client(),
            url: server.url(),
            token: person.token.clone(),
        }
    }

    /// Asks or does something; anything but a success is red.
    pub(crate) async fn call(&self, method: Method, path: &str, body: Value) -> Value {
        let request = self.client.request(method, format!("{}{path}", self.url));
        let request = request.bearer_auth(&self.token).json(&body);
        let answer = request.send().await.unwrap().error_for_status().unwrap();
        answer.json().await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        self.call(Method::GET, path, json!({})).await
    }

    /// Asks until the answer is as wanted.
    pub(crate) async fn until(&self, path: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        let started = Instant::now();
        loop {
            let answer = self.get(path).await;
            if is_it(&answer) {
                return answer;
            }
            assert!(started.elapsed() < PATIENCE, "{path}: {answer:#}");
            tokio::time::sleep(PATIENCE / 200).await;
        }
    }

    /// Finds somebody elsewhere by an address or a handle, and follows them until it is agreed. Gives the account.
    pub(crate) async fn follow(&self, who: &str) -> Value {
        let path = format!("/api/v2/search?type=accounts&resolve=true&q={who}");
        let found = self.get(&path).await["accounts"][0].clone();
        let id = found["id"].as_str().unwrap_or_else(|| panic!("no {who}"));
        let path = format!("/api/v1/accounts/{id}/follow");
        self.call(Method::POST, &path, json!({})).await;
        self.until(&relation(id), |it| it[0]["following"] == true)
            .await;
        found
    }

    /// Waits until somebody follows.
    pub(crate) async fn is_followed_by(&self, account: &Value) {
        let path = relation(account["id"].as_str().unwrap());
        self.until(&path, |it| it[0]["followed_by"] == true).await;
    }
}

fn relation(id: &str) -> String {
    format!("/api/v1/accounts/relationships?id[]={id}")
}

/// The post with these words among others.
pub(crate) fn with_words<'v>(posts: &'v Value, words: &str) -> Option<&'v Value> {
    let has_words = |it: &&Value| {
        let content = it["content"].as_str();
        content.is_some_and(|content| content.contains(words))
    };
    posts.as_array()?.iter().find(has_words)
}
