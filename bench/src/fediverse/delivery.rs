//! A post brought to ten thousand followers on two thousand servers, of which six hundred are dead or never answer.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};

use super::hosts::{Actor, Hosts};
use super::{Ours, PATIENCE};
use crate::limits;
use crate::load::Connection;
use crate::report::machine;

/// Servers, and followers on each.
const HOSTS: usize = 2_000;
const FOLLOWERS: usize = 5;
/// Servers that refuse connections, and those that take them and never answer.
const DEAD: usize = 300;
const SILENT: usize = 300;
/// Posts in a row, to servers that are all well.
const POSTS: usize = 10;
/// Posts in a row while servers are dead.
const MORE_POSTS: usize = 50;
/// Which share of the machine's signatures is a budget, and hoped for.
const BARS: [f64; 2] = [0.7, 0.9];

/// When the living were told of a post, in seconds after it was written.
struct Told {
    half: f64,
    last: f64,
}

/// Measures and tells.
pub(crate) async fn run(binary: &Path, revision: &str) -> Result<String> {
    let ours = Ours::new(binary).await?;
    let hosts = Hosts::new(false)?;
    let (living, _serving) = hosts.open().await?;
    let (dying, serving) = hosts.open().await?;
    let host = |number: usize| Hosts::host(number, if number < DEAD { dying } else { living });
    follow(&ours, &hosts, host).await?;
    let all: Vec<String> = (0..HOSTS).map(host).collect();
    let (_, well) = all.split_at(DEAD + SILENT);
    // What comes first is not counted: connections are made.
    post(&ours, &hosts, &all).await?;
    let alone = post(&ours, &hosts, &all).await?;
    let limits = limits::measure(ours.folder.path()).await?;
    let (cpu, began) = (ours.server.cpu(), Instant::now());
    let (last, _) = write(&ours, POSTS).await?;
    wait_for(&hosts, &last, &all).await?;
    let (wall, cpu) = (began.elapsed().as_secs_f64(), ours.server.cpu() - cpu);
    let deliveries = (POSTS * HOSTS) as f64;

    serving.abort();
    // Connections that are open end with it.
    let _ = serving.await;
    hosts.silence(all.iter().skip(DEAD).take(SILENT).cloned());
    let dying = post(&ours, &hosts, well).await?;
    tokio::time::sleep(Duration::from_secs(15)).await;
    let dead = post(&ours, &hosts, well).await?;
    let (ours, before) = ours.stop_and_start(binary).await?;
    let (last, _) = write(&ours, MORE_POSTS).await?;
    wait_for(&hosts, &last, well).await?;
    let (ours, after) = ours.stop_and_start(binary).await?;
    drop(ours);
    let grown = after.saturating_sub(before) as f64 / MORE_POSTS as f64 / 1024.0;

    let mut text = String::new();
    writeln!(text, "# A post on its way to many servers\n")?;
    writeln!(text, "Revision {revision}. {}\n", machine())?;
    writeln!(
        text,
        "{} followers on {HOSTS} servers, all on this machine; later {DEAD} refuse connections and {SILENT} take what comes and \
         never answer. Told is a living server when it has read the delivery.\n",
        HOSTS * FOLLOWERS
    )?;
    writeln!(
        text,
        "| seconds after a post was written | half of the living were told | the last of the living was told |\n|---|---|---|"
    )?;
    for (what, told) in [
        ("all servers are well", alone),
        ("600 died just before", dying),
        ("they died a while ago", dead),
    ] {
        writeln!(text, "| {what} | {:.2} | {:.2} |", told.half, told.last)?;
    }
    let signatures = limits.signatures;
    let [bar, hope] = BARS.map(|share| share * signatures);
    writeln!(
        text,
        "\n{POSTS} posts to all {HOSTS} servers: {:.0} deliveries in a second, {:.0} in a second of the server's processor time. \
         One core makes {signatures:.0} signatures in a second; budget {bar:.0}, hoped for {hope:.0}.\n",
        deliveries / wall,
        deliveries / cpu
    )?;
    writeln!(
        text,
        "While {} servers are dead, a post takes {grown:.1} KiB on the disk.",
        DEAD + SILENT
    )?;
    Ok(text)
}

/// Everybody everywhere follows the member.
async fn follow(ours: &Ours, hosts: &Hosts, host: impl Fn(usize) -> String) -> Result<()> {
    let member = ours.actor().await?;
    let mut sides = Vec::new();
    for side in 0..16 {
        let people = (0..HOSTS * FOLLOWERS).skip(side).step_by(16);
        let people = people.map(|number| Actor {
            host: host(number % HOSTS),
            number,
        });
        let (people, hosts) = (people.collect::<Vec<_>>(), hosts.clone());
        let (member, address) = (member.clone(), ours.server.address.clone());
        let inbox = format!("{}/ap/inbox", ours.url);
        sides.push(tokio::spawn(async move {
            let mut connection = Connection::open(&address).await?;
            for person in people {
                let follow = json!({
                    "@context": "https://www.w3.org/ns/activitystreams",
                    "id": format!("{}#follow", person.id()),
                    "type": "Follow",
                    "actor": person.id(),
                    "object": member,
                });
                let bytes = hosts.delivery(&person, &inbox, &follow)?;
                let (status, _) = connection.ask(&bytes).await?;
                ensure!((200..300).contains(&status), "{}: {status}", person.id());
            }
            anyhow::Ok(())
        }));
    }
    for side in sides {
        side.await??;
    }
    ours.wait_for("followers_count", HOSTS * FOLLOWERS).await
}

/// Writes posts; the address of the last, and when it was there.
async fn write(ours: &Ours, posts: usize) -> Result<(String, Instant)> {
    let mut last = None;
    for number in 0..posts {
        let form = format!("status=Post+number+{number}+for+everybody&visibility=public");
        let written = ours.tell("/api/v1/statuses", &form).await?;
        let uri = written.get("uri").and_then(Value::as_str);
        last = Some((uri.context("no address")?.to_owned(), Instant::now()));
    }
    last.context("nothing was written")
}

/// Writes a post and waits until all of these servers have it.
async fn post(ours: &Ours, hosts: &Hosts, to: &[String]) -> Result<Told> {
    let (uri, written) = write(ours, 1).await?;
    let told = wait_for(hosts, &uri, to).await?;
    let mut spans: Vec<f64> = to
        .iter()
        .filter_map(|host| told.get(host))
        .map(|at| at.saturating_duration_since(written).as_secs_f64())
        .collect();
    spans.sort_by(f64::total_cmp);
    let at = |place: usize| spans.get(place).copied().unwrap_or_default();
    Ok(Told {
        half: at(spans.len() / 2),
        last: at(spans.len().saturating_sub(1)),
    })
}

async fn wait_for(hosts: &Hosts, uri: &str, to: &[String]) -> Result<HashMap<String, Instant>> {
    let began = Instant::now();
    loop {
        let told = hosts.told(uri);
        let missing = to.iter().filter(|host| !told.contains_key(*host)).count();
        if missing == 0 {
            return Ok(told);
        }
        if began.elapsed() > PATIENCE {
            bail!("{missing} servers were not told of {uri}");
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
