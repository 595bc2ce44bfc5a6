//! What the server signs for a member whose key it keeps, as others want it: held to the schemas of every kind; and an app
//! that signs with that key without ever having it.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may fail by panicking, and is a client of the server"
)]

use std::time::{Duration, Instant};

use folkmoot_tests::nostr;
use folkmoot_tests::server::{PASSWORD, Person, Server};
use folkmoot_tests::tool::all_there;
use reqwest::{Client, Method};
use serde_json::{Value, json};

/// How long anything that has to come may take.
const PATIENCE: Duration = Duration::from_mins(1);

struct App<'a> {
    client: Client,
    server: &'a Server,
    person: &'a Person,
}

impl App<'_> {
    async fn call(&self, method: Method, path: &str, body: Value) -> Value {
        let request = self
            .client
            .request(method, format!("{}{path}", self.server.url()));
        let request = request.bearer_auth(&self.person.token).json(&body);
        let answer = request.send().await.unwrap().error_for_status().unwrap();
        answer.json().await.unwrap()
    }

    async fn says(&self, body: Value) -> String {
        let post = self.call(Method::POST, "/api/v1/statuses", body).await;
        post.get("id").unwrap().as_str().unwrap().to_owned()
    }
}

/// The key of somebody here, as their address says it.
async fn key_of(server: &Server, name: &str) -> String {
    let url = format!("{}/.well-known/nostr.json?name={name}", server.url());
    let started = Instant::now();
    loop {
        let document: Value = Client::new()
            .get(&url)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap_or_default();
        if let Some(key) = document.pointer(&format!("/names/{name}")) {
            return key.as_str().unwrap().to_owned();
        }
        assert!(started.elapsed() < PATIENCE, "{name} has no key");
        tokio::time::sleep(PATIENCE / 200).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_signed_here_is_as_others_want_it() {
    if !all_there("what the server signs", nostr::NEEDED) {
        return;
    }
    let community = nostr::community().unwrap();
    let [alice, bob] = ["alice", "bob"].map(|name| community.person(name).unwrap());
    let server = community.start().unwrap();
    let app = |person| App {
        client: Client::builder().pool_max_idle_per_host(0).build().unwrap(),
        server: &server,
        person,
    };
    let (hers, his) = (app(&alice), app(&bob));
    let first = his.says(json!({"status": "Good morning. #moot"})).await;
    let poll = json!({"options": ["bread", "cake"], "expires_in": 3600});
    hers.says(json!({"status": "What shall we bake?", "poll": poll}))
        .await;
    hers.says(json!({"status": "Good morning @bob!", "in_reply_to_id": first}))
        .await;
    hers.says(json!({"status": "Hidden at first", "spoiler_text": "spoilers", "language": "en"}))
        .await;
    hers.says(json!({"status": "For few", "visibility": "private"}))
        .await;
    for deed in ["favourite", "reblog"] {
        let path = format!("/api/v1/statuses/{first}/{deed}");
        hers.call(Method::POST, &path, json!({})).await;
    }
    let found = hers
        .call(Method::GET, "/api/v1/accounts/lookup?acct=bob", json!({}))
        .await;
    let path = format!("/api/v1/accounts/{}/follow", found["id"].as_str().unwrap());
    hers.call(Method::POST, &path, json!({})).await;
    let wrong = hers.says(json!({"status": "A mistake"})).await;
    let key = key_of(&server, "alice").await;
    let options = json!({"ours": key, "kinds": [0, 1, 3, 6, 7, 1068, 10_002]});
    // What happens here is published a moment later: the script is asked again until all of it is there.
    let path = format!("/api/v1/statuses/{wrong}");
    tokio::time::sleep(Duration::from_secs(2)).await;
    hers.call(Method::DELETE, &path, json!({})).await;
    let started = Instant::now();
    loop {
        let said = nostr::client("ours.mjs", &server.url(), &options);
        if said.is_ok() {
            break;
        }
        assert!(started.elapsed() < PATIENCE, "{said:?}");
    }
}

/// Fills in the form at an address as a browser without scripts does, and returns the page that comes.
async fn fills_in(browser: &Client, page: &str, to: &str, fields: &[(&str, &str)]) -> String {
    let shown = browser.get(page).send().await.unwrap();
    let shown = shown.text().await.unwrap();
    let (_, after) = shown.split_once("name=\"csrf\" value=\"").unwrap();
    let token = after.split('"').next().unwrap();
    let mut form = vec![("csrf", token)];
    form.extend_from_slice(fields);
    let sent = browser.post(to).form(&form).send().await.unwrap();
    sent.error_for_status().unwrap().text().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_signs_with_a_key_that_it_never_has() {
    if !all_there("the signer", nostr::NEEDED) {
        return;
    }
    let community = nostr::community().unwrap();
    let bob = community.person("bob").unwrap();
    let server = community.start().unwrap();
    let member = key_of(&server, "bob").await;
    let browser = Client::builder()
        .cookie_store(true)
        .pool_max_idle_per_host(0)
        .build()
        .unwrap();
    let url = server.url();
    let login = format!("{url}/login");
    let who = [("login", bob.email.as_str()), ("password", PASSWORD)];
    fills_in(&browser, &login, &login, &who).await;
    let keys = format!("{url}/settings/networks/keys");
    let wanted = [("name", "An app"), ("may", "all")];
    let shown = fills_in(&browser, &keys, &format!("{keys}/apps"), &wanted).await;
    let (_, after) = shown.split_once("bunker://").unwrap();
    let address = after.split('<').next().unwrap().replace("&amp;", "&");
    let options = json!({"bunker": format!("bunker://{address}"), "member": member});
    let messages = nostr::client("bunker.mjs", &url, &options).unwrap();
    assert!(messages > 5, "{messages} messages were looked at");
    let posts = browser.get(format!("{url}/@bob")).send().await.unwrap();
    let posts = posts.text().await.unwrap();
    assert!(posts.contains("Signed by the bunker."), "{posts}");
}
