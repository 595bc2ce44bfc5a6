//! What the same people see through the Mastodon API.

use folkmoot_tests::server::{Person, Server};
use reqwest::Client;
use serde_json::{Value, json};

/// Somebody's app for Mastodon.
pub(crate) struct Api {
    client: Client,
    url: String,
    token: String,
}

impl Api {
    #[expect(
        clippy::disallowed_methods,
        reason = "a client of the server, not the server's own"
    )]
    pub(crate) fn of(server: &Server, person: &Person) -> Self {
        Self {
            // Between two questions scripts run, and the server does not wait for ever.
            client: Client::builder().pool_max_idle_per_host(0).build().unwrap(),
            url: server.url(),
            token: person.token.clone(),
        }
    }

    /// What is answered; null when it is no success.
    pub(crate) async fn get(&self, path: &str) -> Value {
        let request = self.client.get(format!("{}{path}", self.url));
        let answer = request.bearer_auth(&self.token).send().await.unwrap();
        if answer.status().is_success() {
            answer.json().await.unwrap()
        } else {
            Value::Null
        }
    }

    /// Changes what a post says.
    pub(crate) async fn edit(&self, path: &str, text: &str) {
        let request = self.client.put(format!("{}{path}", self.url));
        let request = request.bearer_auth(&self.token);
        let answer = request.json(&json!({"status": text})).send().await;
        answer.unwrap().error_for_status().unwrap();
    }

    /// Their posts, the newest first.
    pub(crate) async fn posts_of(&self, account: &str) -> Value {
        self.get(&format!("/api/v1/accounts/{account}/statuses"))
            .await
    }

    /// The id of somebody here.
    pub(crate) async fn id_of(&self, name: &str) -> String {
        let found = self
            .get(&format!("/api/v1/accounts/lookup?acct={name}"))
            .await;
        found["id"].as_str().unwrap().to_owned()
    }
}
