//! Posts of others, delivered to us: signed by their authors, counted when they are kept and stand in the home of somebody
//! who follows all of them.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::hosts::{Actor, Hosts};
use super::{Ours, PATIENCE};
use crate::load::Connection;
use crate::report::machine;
use crate::story::Timing;

/// How many write, and on how many servers they are.
const AUTHORS: [(usize, usize); 2] = [(20, 20), (2_000, 200)];
/// Connections that deliver at once.
const SIDES: usize = 32;
/// What is signed before the clock starts.
const MOST: usize = 40_000;
/// Pages of a home, and posts on each.
const PAGES: usize = 100;
const PAGE: usize = 40;
/// Budgets: as good as needed, and as good as hoped for.
const BARS: [f64; 2] = [3_000.0, 6_000.0];

struct Found {
    authors: usize,
    posts: usize,
    wall: f64,
    cpu: f64,
}

/// Measures and tells.
pub(crate) async fn run(binary: &Path, timing: Timing, revision: &str) -> Result<String> {
    let mut text = String::new();
    writeln!(text, "# Posts of others, taken in\n")?;
    writeln!(text, "Revision {revision}. {}\n", machine())?;
    writeln!(
        text,
        "{SIDES} connections deliver `Create` of a `Note`, each signed by its author (RFC 9421, RSA-2048). The clock stops when \
         the last stand in the home of a member who follows all authors; all are looked for there afterwards.\n"
    )?;
    writeln!(
        text,
        "| authors | posts | in a second | in a second of the server's processor time |\n|---|---|---|---|"
    )?;
    for (authors, servers) in AUTHORS {
        let found = measure(binary, timing, authors, servers).await?;
        writeln!(
            text,
            "| {} | {} | {:.0} | {:.0} |",
            found.authors,
            found.posts,
            found.posts as f64 / found.wall,
            found.posts as f64 / found.cpu
        )?;
    }
    let [bar, hope] = BARS;
    writeln!(
        text,
        "\nBudget: {bar:.0} in a second of two cores, {hope:.0} hoped for. The load program takes its share of both cores, and \
         so each second of the processor is what compares."
    )?;
    Ok(text)
}

async fn measure(binary: &Path, timing: Timing, authors: usize, servers: usize) -> Result<Found> {
    let ours = Arc::new(Ours::new(binary).await?);
    let hosts = Hosts::new(true)?;
    let (port, _serving) = hosts.open().await?;
    let people = (0..authors).map(|number| Actor {
        host: Hosts::host(number % servers, port),
        number,
    });
    let people: Arc<Vec<Actor>> = Arc::new(people.collect());
    for person in people.iter() {
        let search = "/api/v2/search?resolve=true&type=accounts&q=";
        let found = ours.ask(&format!("{search}{}", person.id())).await?;
        let id = found.pointer("/accounts/0/id").and_then(Value::as_str);
        let id = id.with_context(|| format!("{} is not found", person.id()))?;
        ours.tell(&format!("/api/v1/accounts/{id}/follow"), "")
            .await?;
    }
    ours.wait_for("following_count", authors).await?;
    // What comes first is not counted: keys are fetched, statements prepared.
    let first = sign(&ours, &hosts, &people, 0..authors.max(SIDES)).await?;
    deliver(&ours, first, f64::MAX).await?;
    let ready = sign(&ours, &hosts, &people, MOST..2 * MOST).await?;
    let (cpu, began) = (ours.server.cpu(), Instant::now());
    let taken = deliver(&ours, ready, timing.span.as_secs_f64()).await?;
    let last = taken
        .iter()
        .filter_map(|side| side.last().cloned())
        .collect();
    wait_until_seen(&ours, last).await?;
    let (wall, cpu) = (began.elapsed().as_secs_f64(), ours.server.cpu() - cpu);
    let taken: HashSet<String> = taken.into_iter().flatten().collect();
    let seen = home(&ours, PAGES).await?;
    let missing = seen.iter().filter(|uri| !taken.contains(*uri)).count();
    ensure!(
        missing == 0 && seen.len() >= taken.len().min(PAGES * PAGE),
        "{} of {} are at home, {missing} of them are others",
        seen.len(),
        taken.len()
    );
    Ok(Found {
        authors,
        posts: taken.len(),
        wall,
        cpu,
    })
}

/// A post: its address, and its delivery as it stands on the line.
type Ready = (String, Vec<u8>);

/// Signs posts, a part for each side.
async fn sign(
    ours: &Ours,
    hosts: &Hosts,
    people: &Arc<Vec<Actor>>,
    numbers: Range<usize>,
) -> Result<Vec<Vec<Ready>>> {
    let (mut signing, inbox) = (Vec::new(), format!("{}/ap/inbox", ours.url));
    for side in 0..SIDES {
        let (hosts, people) = (hosts.clone(), Arc::clone(people));
        let (mut numbers, inbox) = (numbers.clone().skip(side).step_by(SIDES), inbox.clone());
        signing.push(tokio::task::spawn_blocking(move || {
            numbers.try_fold(Vec::new(), |mut ready, number| {
                let by = people.get(number % people.len()).context("nobody")?;
                let create = create(by, number);
                let uri = create.pointer("/object/id").and_then(Value::as_str);
                let uri = uri.context("no id")?.to_owned();
                ready.push((uri, hosts.delivery(by, &inbox, &create)?));
                anyhow::Ok(ready)
            })
        }));
    }
    let mut ready = Vec::new();
    for side in signing {
        ready.push(side.await??);
    }
    Ok(ready)
}

fn create(by: &Actor, number: usize) -> Value {
    let (actor, now) = (by.id(), Timestamp::now().to_string());
    let (public, followers) = (
        "https://www.w3.org/ns/activitystreams#Public",
        format!("{actor}/followers"),
    );
    let id = format!("{actor}/posts/{number}");
    json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": format!("{id}/activity"),
        "type": "Create",
        "actor": actor,
        "published": now,
        "to": [public],
        "cc": [followers],
        "object": {
            "id": id,
            "type": "Note",
            "attributedTo": actor,
            "published": now,
            "to": [public],
            "cc": [followers],
            "content": format!("<p>Post number {number} of many, about as long as what people write in a minute or two.</p>"),
        },
    })
}

/// Delivers over all sides at once for so many seconds; what was taken on each.
async fn deliver(ours: &Ours, ready: Vec<Vec<Ready>>, seconds: f64) -> Result<Vec<Vec<String>>> {
    let (began, mut sides) = (Instant::now(), Vec::new());
    for part in ready {
        let address = ours.server.address.clone();
        sides.push(tokio::spawn(async move {
            let mut connection = Connection::open(&address).await?;
            let mut taken = Vec::new();
            for (uri, bytes) in part {
                let (status, _) = connection.ask(&bytes).await?;
                ensure!((200..300).contains(&status), "{uri}: {status}");
                taken.push(uri);
                if began.elapsed().as_secs_f64() > seconds {
                    break;
                }
            }
            Ok(taken)
        }));
    }
    let mut taken = Vec::new();
    for side in sides {
        taken.push(side.await??);
    }
    Ok(taken)
}

async fn wait_until_seen(ours: &Ours, last: Vec<String>) -> Result<()> {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        // More than all sides have on the way.
        let seen = home(ours, 4).await?;
        if last.iter().all(|uri| seen.contains(uri)) {
            return Ok(());
        }
    }
    anyhow::bail!("not all that was taken is at home")
}

/// The newest posts at home.
async fn home(ours: &Ours, pages: usize) -> Result<HashSet<String>> {
    let (mut seen, mut before) = (HashSet::new(), String::new());
    for _ in 0..pages {
        let page = format!("/api/v1/timelines/home?limit={PAGE}{before}");
        let page = ours.ask(&page).await?;
        let posts = page.as_array().context("no page")?;
        let of = |post: &Value, name: &str| Some(post.get(name)?.as_str()?.to_owned());
        seen.extend(posts.iter().filter_map(|post| of(post, "uri")));
        match posts.last().and_then(|post| of(post, "id")) {
            Some(last) => before = format!("&max_id={last}"),
            None => break,
        }
    }
    Ok(seen)
}
