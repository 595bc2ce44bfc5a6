//! What somebody does, by chance: the same for the same seed, but for who is quicker.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use folkmoot_tests::at::chance::Chance;
use folkmoot_tests::at::relay::Relay;
use folkmoot_tests::server::{PASSWORD, Person};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

/// Records of a kind that nobody here knows.
const UNKNOWN: &str = "org.example.deed";
const POST: &str = "app.bsky.feed.post";

/// Somebody with an app of each kind.
pub(crate) struct Life {
    client: Client,
    url: String,
    token: String,
    access: String,
    did: String,
    id: String,
    name: String,
    chance: Chance,
    done: usize,
    others: Vec<String>,
    own: Vec<String>,
    /// Posts that others can see.
    seen: Arc<Mutex<Vec<String>>>,
    /// Keys of records of the unknown kind.
    deeds: Vec<String>,
    /// Writes that nobody answered.
    unanswered: usize,
    /// Words that were acknowledged and are never taken back.
    acknowledged: Vec<String>,
}

/// Everybody knows everybody, and sees what all write.
pub(crate) fn introduce(lives: &mut [Life]) {
    let ids: Vec<String> = lives.iter().map(|life| life.id.clone()).collect();
    let seen = Arc::new(Mutex::new(Vec::new()));
    for life in lives {
        life.others = ids.iter().filter(|id| **id != life.id).cloned().collect();
        life.seen = Arc::clone(&seen);
    }
}

impl Life {
    #[expect(
        clippy::disallowed_methods,
        reason = "a client of the server, not the server's own"
    )]
    pub(crate) async fn of(url: &str, person: &Person, seed: u64) -> Self {
        let client = Client::builder()
            .timeout(Duration::from_secs(20))
            .build()
            .unwrap();
        let mut life = Self {
            client,
            url: url.to_owned(),
            token: person.token.clone(),
            access: String::new(),
            did: String::new(),
            id: String::new(),
            name: person.name.clone(),
            chance: Chance::of(seed),
            done: 0,
            others: Vec::new(),
            own: Vec::new(),
            seen: Arc::default(),
            deeds: Vec::new(),
            unanswered: 0,
            acknowledged: Vec::new(),
        };
        let me = life.mastodon(
            Method::GET,
            "/api/v1/accounts/verify_credentials",
            json!({}),
        );
        life.id = String::from(me.await.unwrap()["id"].as_str().unwrap());
        let who = json!({"identifier": person.email, "password": PASSWORD});
        let session = life.xrpc("com.atproto.server.createSession", who).await;
        let session = session.unwrap();
        life.access = String::from(session["accessJwt"].as_str().unwrap());
        life.did = String::from(session["did"].as_str().unwrap());
        life
    }

    /// How much was done, and was not refused.
    pub(crate) fn done(&self) -> usize {
        self.done
    }

    /// Whether they wrote while nobody was there.
    pub(crate) fn has_met_the_crash(&self) -> bool {
        self.unanswered > 0
    }

    /// Words that were acknowledged, and that no record of theirs says.
    pub(crate) fn missing_in(&self, relay: &Relay) -> Vec<String> {
        let own = relay.repos.iter().find(|(did, _)| did.as_str() == self.did);
        let says = |words: &&String| own.is_some_and(|(_, heard)| heard.says(words));
        let missing = self.acknowledged.iter().filter(|words| !says(words));
        missing.cloned().collect()
    }

    /// Does so many things.
    pub(crate) async fn do_things(&mut self, wanted: usize) {
        let enough = self.done + wanted;
        let mut tries = 0;
        while self.done < enough {
            tries += 1;
            assert!(tries < wanted * 3, "{} can do nothing any more", self.name);
            if self.do_something().await.is_some() {
                self.done += 1;
            }
        }
    }

    /// Writes until so much was acknowledged, whatever happens to the server.
    pub(crate) async fn write_notes(&mut self, wanted: usize) {
        let mut number = 0;
        while number < wanted {
            let words = format!("{} wrote this for good: {number}.", self.name);
            let text = json!({"status": words});
            let written = match number % 2 {
                0 => self.mastodon(Method::POST, "/api/v1/statuses", text).await,
                _ => self.create(UNKNOWN, json!({"words": words})).await,
            };
            if written.is_some() {
                self.acknowledged.push(words);
                number += 1;
                self.done += 1;
            } else {
                self.unanswered += 1;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }

    async fn do_something(&mut self) -> Option<Value> {
        match self.chance.below(24) {
            0..5 => self.post().await,
            5 | 6 => self.edit().await,
            7 => self.delete().await,
            8 | 9 => self.with_a_post("favourite").await,
            10 => self.with_a_post("unfavourite").await,
            11 => self.with_a_post("reblog").await,
            12 => self.with_a_post("unreblog").await,
            13 | 14 => self.with_somebody().await,
            15 => self.profile().await,
            16 => self.pin().await,
            17 => self.answer().await,
            18 => self.follow_by_record().await,
            19 | 20 => self.post_by_record().await,
            _ => self.many_records().await,
        }
    }

    async fn post(&mut self) -> Option<Value> {
        let audience = match self.chance.below(8) {
            0 => "private",
            1 => "unlisted",
            _ => "public",
        };
        let number = self.chance.number();
        let text = format!(
            "{} says {number:x} to @alice and @bob: #fun https://example.org/{number}",
            self.name
        );
        let text = json!({"status": text, "visibility": audience, "language": "en"});
        let post = self
            .mastodon(Method::POST, "/api/v1/statuses", text)
            .await?;
        self.remember(&post);
        if audience == "public" {
            self.seen.lock().unwrap().push(self.own.last()?.clone());
        }
        Some(post)
    }

    fn remember(&mut self, post: &Value) {
        self.own.extend(post["id"].as_str().map(str::to_owned));
    }

    async fn edit(&mut self) -> Option<Value> {
        let id = self.chance.one_of(&self.own)?.clone();
        let text = json!({"status": format!("Changed to {:x}.", self.chance.number())});
        let path = format!("/api/v1/statuses/{id}");
        self.mastodon(Method::PUT, &path, text).await
    }

    async fn delete(&mut self) -> Option<Value> {
        let id = self.chance.one_of(&self.own)?.clone();
        self.own.retain(|own| *own != id);
        self.seen.lock().unwrap().retain(|seen| *seen != id);
        let path = format!("/api/v1/statuses/{id}");
        self.mastodon(Method::DELETE, &path, json!({})).await
    }

    fn a_post(&mut self) -> Option<String> {
        let seen = self.seen.lock().unwrap();
        self.chance.one_of(&seen).cloned()
    }

    async fn with_a_post(&mut self, verb: &str) -> Option<Value> {
        let path = format!("/api/v1/statuses/{}/{verb}", self.a_post()?);
        self.mastodon(Method::POST, &path, json!({})).await
    }

    async fn with_somebody(&mut self) -> Option<Value> {
        let verb = *self.chance.one_of(&["follow", "unfollow"])?;
        let id = self.chance.one_of(&self.others)?;
        let path = format!("/api/v1/accounts/{id}/{verb}");
        self.mastodon(Method::POST, &path, json!({})).await
    }

    async fn profile(&mut self) -> Option<Value> {
        let name = format!("{} {:x}", self.name, self.chance.below(1000));
        let profile = json!({"display_name": name, "note": "Here since today."});
        self.mastodon(
            Method::PATCH,
            "/api/v1/accounts/update_credentials",
            profile,
        )
        .await
    }

    async fn pin(&mut self) -> Option<Value> {
        let verb = *self.chance.one_of(&["pin", "unpin"])?;
        let id = self.chance.one_of(&self.own)?;
        let path = format!("/api/v1/statuses/{id}/{verb}");
        self.mastodon(Method::POST, &path, json!({})).await
    }

    async fn answer(&mut self) -> Option<Value> {
        let text = format!("An answer: {:x}", self.chance.number());
        let answer = json!({"status": text, "in_reply_to_id": self.a_post()?});
        let answer = self.mastodon(Method::POST, "/api/v1/statuses", answer);
        let answer = answer.await?;
        self.remember(&answer);
        Some(answer)
    }

    /// Follows somebody as an app of the network does; whom, says their post.
    async fn follow_by_record(&mut self) -> Option<Value> {
        let repos = "com.atproto.sync.listRepos";
        let repos = self.send(self.client.get(self.xrpc_url(repos))).await?;
        let subject = self.chance.one_of(repos["repos"].as_array()?)?["did"].clone();
        let follow = json!({"subject": subject, "createdAt": "2026-11-01T12:00:00.000Z"});
        self.create("app.bsky.graph.follow", follow).await
    }

    async fn post_by_record(&mut self) -> Option<Value> {
        let text = format!("{} says by record: {:x}", self.name, self.chance.number());
        let record = json!({"text": text, "createdAt": "2026-11-01T12:00:00.000Z"});
        self.create(POST, record).await
    }

    /// Several records of a kind that nobody knows come, change and go in one commit.
    async fn many_records(&mut self) -> Option<Value> {
        let mut writes = Vec::new();
        let mut deeds = self.deeds.clone();
        for number in 0..=self.chance.below(6) {
            let value =
                json!({"$type": UNKNOWN, "number": number, "of": self.chance.below(99_999)});
            let write = match (self.chance.below(3), deeds.pop()) {
                (0, Some(key)) => {
                    json!({"$type": "com.atproto.repo.applyWrites#delete", "collection": UNKNOWN, "rkey": key})
                }
                (1, Some(key)) => {
                    json!({"$type": "com.atproto.repo.applyWrites#update", "collection": UNKNOWN, "rkey": key, "value": value})
                }
                _ => {
                    json!({"$type": "com.atproto.repo.applyWrites#create", "collection": UNKNOWN, "value": value})
                }
            };
            writes.push(write);
        }
        let body = json!({"repo": self.did, "writes": writes});
        let done = self.xrpc("com.atproto.repo.applyWrites", body).await?;
        let keys = done["results"]
            .as_array()?
            .iter()
            .filter_map(|it| it["uri"].as_str());
        deeds.extend(
            keys.filter_map(|uri| uri.rsplit('/').next())
                .map(str::to_owned),
        );
        self.deeds = deeds;
        Some(done)
    }

    /// Writes a record.
    pub(crate) async fn create(&self, collection: &str, record: Value) -> Option<Value> {
        let body = json!({"repo": self.did, "collection": collection, "record": record});
        self.xrpc("com.atproto.repo.createRecord", body).await
    }

    async fn mastodon(&self, method: Method, path: &str, body: Value) -> Option<Value> {
        let request = self.client.request(method, format!("{}{path}", self.url));
        self.send(request.bearer_auth(&self.token).json(&body))
            .await
    }

    async fn xrpc(&self, nsid: &str, body: Value) -> Option<Value> {
        let request = self.client.post(self.xrpc_url(nsid)).json(&body);
        let request = if self.access.is_empty() {
            request
        } else {
            request.bearer_auth(&self.access)
        };
        self.send(request).await
    }

    fn xrpc_url(&self, nsid: &str) -> String {
        format!("{}/xrpc/{nsid}", self.url)
    }

    /// What was answered; nothing when it was refused, or nobody is there.
    async fn send(&self, request: RequestBuilder) -> Option<Value> {
        let answer = request.send().await.ok()?;
        let status = answer.status();
        let text = answer.text().await.ok()?;
        assert!(status != StatusCode::INTERNAL_SERVER_ERROR, "{text}");
        status
            .is_success()
            .then(|| serde_json::from_str(&text).unwrap_or_default())
    }
}
