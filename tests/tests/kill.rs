//! Two real servers talk with each other while either is killed with -9, again and again, at moments
//! that nobody chose. Afterwards every post that was acknowledged is on the other side, once.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use folkmoot_tests::server::{Community, Person, Server};
use reqwest::{Client, RequestBuilder};
use serde_json::Value;
use tokio::sync::watch;
use tokio::task::{JoinSet, spawn_blocking};

/// How long anything that has to come may take.
const PATIENCE: Duration = Duration::from_mins(2);

/// Chance that can be had again: xorshift, seeded.
struct Chance(u64);

impl Chance {
    /// From `FOLKMOOT_TEST_SEED`, or always the same.
    #[expect(clippy::print_stdout, reason = "who sees it red wants the seed")]
    fn new() -> Self {
        let wish = std::env::var("FOLKMOOT_TEST_SEED").ok();
        let seed = wish
            .and_then(|text| text.parse().ok())
            .unwrap_or(20_261_121);
        println!("FOLKMOOT_TEST_SEED={seed}");
        Self(seed | 1)
    }

    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }

    fn millis(&mut self, most: u64) -> Duration {
        Duration::from_millis(self.below(most))
    }
}

/// Somebody's app on a real server.
#[derive(Clone)]
struct App {
    client: Client,
    url: String,
    token: String,
    name: String,
}

impl App {
    #[expect(
        clippy::disallowed_methods,
        reason = "a client of the server, not the server's own"
    )]
    fn new(server: &Server, person: &Person) -> Result<Self> {
        let client = Client::builder().timeout(Duration::from_secs(10)).build()?;
        Ok(Self {
            client,
            url: server.url(),
            token: person.token.clone(),
            name: person.name.clone(),
        })
    }

    fn acct(&self) -> String {
        format!("{}@{}", self.name, self.url.trim_start_matches("http://"))
    }

    async fn json(&self, request: RequestBuilder) -> Result<Value> {
        let answer = request.bearer_auth(&self.token).send().await?;
        Ok(answer.error_for_status()?.json().await?)
    }

    async fn get(&self, path: &str) -> Result<Value> {
        self.json(self.client.get(format!("{}{path}", self.url)))
            .await
    }

    async fn post(&self, path: &str) -> Result<Value> {
        self.json(self.client.post(format!("{}{path}", self.url)))
            .await
    }

    /// The id here of somebody elsewhere.
    async fn find(&self, acct: &str) -> Result<String> {
        let found = self
            .get(&format!("/api/v2/search?resolve=true&q={acct}"))
            .await?;
        let id = found.pointer("/accounts/0/id").and_then(Value::as_str);
        Ok(id
            .with_context(|| format!("{acct} is not found"))?
            .to_owned())
    }

    async fn follow(&self, id: &str) -> Result<()> {
        self.post(&format!("/api/v1/accounts/{id}/follow")).await?;
        let started = Instant::now();
        let path = format!("/api/v1/accounts/relationships?id[]={id}");
        while started.elapsed() < PATIENCE {
            let relation = self.get(&path).await?;
            if relation.pointer("/0/following") == Some(&Value::Bool(true)) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        anyhow::bail!("{} never came to follow {id}", self.name)
    }

    /// Writes until told to stop, each post as often as it takes until it is acknowledged. Gives what
    /// was acknowledged: the texts.
    async fn write(self, stop: watch::Receiver<bool>, mut chance: Chance) -> Result<Vec<String>> {
        let mut acknowledged = Vec::new();
        while !*stop.borrow() {
            let text = format!("{} writes number {}", self.name, acknowledged.len());
            self.write_one(&text).await?;
            acknowledged.push(text);
            tokio::time::sleep(chance.millis(50)).await;
        }
        Ok(acknowledged)
    }

    /// An app that got no answer asks again with the same key.
    async fn write_one(&self, text: &str) -> Result<()> {
        let started = Instant::now();
        loop {
            let request = self.client.post(format!("{}/api/v1/statuses", self.url));
            let request = request
                .header("Idempotency-Key", text)
                .form(&[("status", text)]);
            match self.json(request).await {
                Ok(_) => return Ok(()),
                Err(error) => ensure!(started.elapsed() < PATIENCE, "{text}: {error}"),
            }
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    /// Every post of an account that is known here, by text, and how often.
    async fn posts_of(&self, account: &str) -> Result<BTreeMap<String, usize>> {
        let mut posts = BTreeMap::new();
        let mut page = format!("/api/v1/accounts/{account}/statuses?limit=40");
        loop {
            let list = self.get(&page).await?;
            let list = list.as_array().context("no list")?;
            for post in list {
                *posts.entry(text_of(post)?).or_default() += 1;
            }
            let Some(last) = list.last().and_then(|post| post["id"].as_str()) else {
                return Ok(posts);
            };
            page = format!("/api/v1/accounts/{account}/statuses?limit=40&max_id={last}");
        }
    }
}

fn text_of(post: &Value) -> Result<String> {
    let html = post["content"].as_str().context("no content")?;
    let inside = html
        .strip_prefix("<p>")
        .and_then(|html| html.strip_suffix("</p>"));
    Ok(inside.unwrap_or(html).to_owned())
}

/// Kills one of two servers, starts it again, and so on.
fn kill_again_and_again(
    mut servers: [Server; 2],
    mut chance: Chance,
    kills: u32,
) -> Result<[Server; 2]> {
    for _ in 0..kills {
        std::thread::sleep(chance.millis(700));
        let [left, right] = &mut servers;
        let victim = if chance.below(2) == 0 { left } else { right };
        victim.kill()?;
        std::thread::sleep(chance.millis(250));
        victim.restart()?;
    }
    Ok(servers)
}

/// What `wanted` has and `found` has not, or not once.
fn wrong(wanted: &[String], found: &BTreeMap<String, usize>) -> Vec<String> {
    let count = |text: &String| found.get(text).copied().unwrap_or_default();
    let wrong = wanted.iter().filter(|text| count(text) != 1);
    wrong
        .map(|text| format!("{text}: {} times", count(text)))
        .collect()
}

/// Waits until somebody has every post of an account, and checks that none came twice.
async fn check(reader: &App, account: &str, written: &[String]) -> Result<()> {
    let started = Instant::now();
    loop {
        let found = reader.posts_of(account).await?;
        let wrong = wrong(written, &found);
        if wrong.is_empty() {
            let invented = found.len() - written.len();
            ensure!(
                invented == 0,
                "{invented} posts more than were acknowledged"
            );
            return Ok(());
        }
        ensure!(
            started.elapsed() < PATIENCE,
            "{} of {} posts are not there once: {wrong:?}",
            wrong.len(),
            written.len()
        );
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

fn community(name: &str) -> Result<(Server, Person)> {
    let community = Community::new()?;
    let person = community.person(name)?;
    Ok((community.start()?, person))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_acknowledged_survives_thirty_kills_and_arrives_once() -> Result<()> {
    survive(30).await
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "long: three hundred random kills"]
async fn what_is_acknowledged_survives_three_hundred_kills_and_arrives_once() -> Result<()> {
    survive(300).await
}

/// Two people write through their apps while either server is killed at random moments; everything that was
/// acknowledged is on the other side once.
#[expect(
    clippy::print_stdout,
    reason = "how much was tried is what the result is worth"
)]
async fn survive(kills: u32) -> Result<()> {
    let ((left, alice), (right, bob)) =
        spawn_blocking(|| Ok::<_, anyhow::Error>((community("alice")?, community("bob")?)))
            .await??;
    let (alice, bob) = (App::new(&left, &alice)?, App::new(&right, &bob)?);
    let (bob_here, alice_there) = (
        alice.find(&bob.acct()).await?,
        bob.find(&alice.acct()).await?,
    );
    alice.follow(&bob_here).await?;
    bob.follow(&alice_there).await?;

    let (stop, stopped) = watch::channel(false);
    let mut chance = Chance::new();
    let mut writers = JoinSet::new();
    for app in [alice.clone(), bob.clone()] {
        let chance = Chance(chance.below(u64::MAX) | 1);
        let name = app.name.clone();
        let stopped = stopped.clone();
        writers.spawn(async move { (name, app.write(stopped, chance).await) });
    }
    let servers =
        spawn_blocking(move || kill_again_and_again([left, right], chance, kills)).await??;
    stop.send_replace(true);
    let mut written = BTreeMap::new();
    for (name, texts) in writers.join_all().await {
        written.insert(name, texts?);
    }

    let of = |name: &str| written.get(name).context("somebody wrote nothing");
    let (of_alice, of_bob) = (of("alice")?, of("bob")?);
    println!(
        "{} and {} posts, {kills} kills",
        of_alice.len(),
        of_bob.len()
    );
    ensure!(
        of_alice.len() > 50 && of_bob.len() > 50,
        "too little was tried"
    );
    check(&alice, &bob_here, of_bob).await?;
    check(&bob, &alice_there, of_alice).await?;
    let me = alice.get("/api/v1/accounts/verify_credentials").await?;
    check(
        &alice,
        me.get("id").and_then(Value::as_str).unwrap_or_default(),
        of_alice,
    )
    .await?;
    drop(servers);
    Ok(())
}
