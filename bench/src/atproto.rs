//! Records written and read by XRPC and the firehose, beside the reference PDS in the same minutes.
//!
//! Both are asked the same by the same program: sixty-four members, by few connections and by many. What counts is requests
//! for each second of a server's own processor time.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use futures_util::StreamExt as _;
use jiff::Timestamp;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio_tungstenite::tungstenite::Message;

use crate::load::{Connection, Script};
use crate::report::machine;
use crate::server::{Server, free_address};
use crate::story::{Row, Timing, row};

/// Members, each with an app.
const MEMBERS: usize = 64;
/// Apps that write at once: few, and all.
const SIDES: [usize; 2] = [8, MEMBERS];
/// Apps that read at once.
const READERS: usize = 8;
/// Kinds of records: one that both servers keep and do nothing else with, and one that becomes a post here, which is
/// published on every network, indexed and shown.
const KINDS: [&str; 2] = ["org.example.note", "app.bsky.feed.post"];
const PASSWORD: &str = "correct horse battery staple";
/// Where the scripts are that start what is written in JavaScript.
const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/scripts/at");
/// How often writing has to be faster than the reference.
const BAR: f64 = 10.0;

/// A program in JavaScript that is not measured.
struct Directory(Child);

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What was found of one server.
struct Found {
    name: &'static str,
    /// Of each of [`KINDS`], with each number of [`SIDES`].
    writes: Vec<(String, Row)>,
    reads: Row,
    /// Events, wall seconds, processor seconds.
    events: (usize, f64, f64),
}

/// Measures both and tells.
pub(crate) async fn run(binary: &Path, timing: Timing, revision: &str) -> Result<String> {
    let (small, scripts) = (
        lay_out("FOLKMOOT_TEST_AT_MODULES")?,
        lay_out("FOLKMOOT_TEST_AT_PDS_MODULES")?,
    );
    let port = port()?;
    let directory = format!("http://localhost:{port}");
    let mut plc = node(&small, "plc.mjs")?;
    plc.arg(port.to_string());
    let plc = plc.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let _plc = Directory(plc);
    wait_for(port).await?;
    let (ours, _data) = ours(binary, &directory).await?;
    let ours = measure("Folkmoot", ours, timing).await?;
    let (theirs, _folder) = theirs(&scripts, &directory).await?;
    let theirs = measure("the reference PDS", theirs, timing).await?;
    let mut text = String::new();
    tell(&mut text, revision, &ours, &theirs)?;
    Ok(text)
}

/// A copy of the scripts, with one set of packages beside them.
fn lay_out(packages: &str) -> Result<TempDir> {
    let folder = tempfile::tempdir()?;
    for entry in std::fs::read_dir(SCRIPTS)? {
        let path = entry?.path();
        if let (Some("mjs"), Some(name)) = (
            path.extension().and_then(std::ffi::OsStr::to_str),
            path.file_name(),
        ) {
            std::fs::copy(&path, folder.path().join(name))?;
        }
    }
    let modules = variable(packages)?;
    std::os::unix::fs::symlink(modules, folder.path().join("node_modules"))?;
    Ok(folder)
}

fn variable(name: &str) -> Result<PathBuf> {
    let value = std::env::var_os(name).with_context(|| format!("{name} is not set"))?;
    Ok(PathBuf::from(value))
}

fn node(scripts: &TempDir, file: &str) -> Result<Command> {
    let mut command = Command::new(variable("FOLKMOOT_TEST_NODE")?);
    command
        .arg(scripts.path().join(file))
        .current_dir(scripts.path())
        .stdin(Stdio::null());
    Ok(command)
}

fn port() -> Result<u16> {
    let address = free_address()?;
    let port = address.rsplit_once(':').map(|(_, port)| port.parse());
    Ok(port.context("no port")??)
}

async fn wait_for(port: u16) -> Result<()> {
    let began = Instant::now();
    while tokio::net::TcpStream::connect(("localhost", port))
        .await
        .is_err()
    {
        if began.elapsed() > Duration::from_mins(1) {
            bail!("nothing listens at port {port}");
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

/// A server being measured, and what its members write with.
struct Side {
    server: Server,
    members: Arc<Vec<Member>>,
}

struct Member {
    did: String,
    token: String,
}

/// Our own server, with members who have repositories.
async fn ours(binary: &Path, directory: &str) -> Result<(Side, TempDir)> {
    let folder = tempfile::tempdir()?;
    let url = format!("http://localhost:{}", port()?);
    for number in 0..MEMBERS {
        let status = Command::new(binary)
            .env_remove("FOLKMOOT_TEST_NODE")
            .env_remove("FOLKMOOT_TEST_AT_MODULES")
            .env_remove("FOLKMOOT_TEST_AT_PDS_MODULES")
            .args(["account", "create", &format!("side{number}")])
            .args(["--email", &format!("side{number}@example.org")])
            .args(["--password", PASSWORD, "--dev", "--url", &url, "--data"])
            .arg(folder.path())
            .stdout(Stdio::null())
            .status()?;
        anyhow::ensure!(status.success(), "a member cannot be made");
    }
    let settings = [
        ("FOLKMOOT_BLUESKY", "true"),
        ("FOLKMOOT_BLUESKY_DIRECTORY", directory),
        ("FOLKMOOT_BLUESKY_HANDLES", "test"),
        ("FOLKMOOT_BLUESKY_RELAYS", "[]"),
    ];
    let (server, _) = Server::start_at(binary, folder.path(), &url, &settings).await?;
    let mut members = Vec::new();
    for number in 0..MEMBERS {
        let who = json!({ "identifier": format!("side{number}.test"), "password": PASSWORD });
        members.push(log_in(&server.address, "createSession", &who).await?);
    }
    let members = Arc::new(members);
    Ok((Side { server, members }, folder))
}

/// The reference, with as many.
async fn theirs(scripts: &TempDir, directory: &str) -> Result<(Side, TempDir)> {
    let (folder, port) = (tempfile::tempdir()?, port()?);
    let mut command = node(scripts, "reference_pds.mjs")?;
    command
        .arg(directory)
        .arg(folder.path())
        .arg(port.to_string());
    let (server, _) = Server::spawn(command, format!("localhost:{port}")).await?;
    let mut members = Vec::new();
    for number in 0..MEMBERS {
        let who = json!({
            "handle": format!("peer{number}.test"),
            "email": format!("peer{number}@example.org"),
            "password": PASSWORD,
        });
        members.push(log_in(&server.address, "createAccount", &who).await?);
    }
    let members = Arc::new(members);
    Ok((Side { server, members }, folder))
}

/// Somebody's DID and token. A repository that was just begun is waited for.
async fn log_in(address: &str, method: &str, who: &Value) -> Result<Member> {
    let began = Instant::now();
    loop {
        let mut connection = Connection::open(address).await?;
        let path = format!("/xrpc/com.atproto.server.{method}");
        let (status, _) = connection.ask(&post(&path, "", who)).await?;
        let said: Value = serde_json::from_slice(connection.body()).unwrap_or_default();
        if let (Some(did), Some(token)) = (text(&said, "did"), text(&said, "accessJwt")) {
            return Ok(Member {
                did: did.to_owned(),
                token: token.to_owned(),
            });
        }
        if began.elapsed() > Duration::from_secs(30) {
            bail!("nobody can log in: {status} {said}");
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

fn text<'a>(said: &'a Value, name: &str) -> Option<&'a str> {
    said.get(name)?.as_str()
}

fn post(path: &str, token: &str, body: &Value) -> Vec<u8> {
    let body = body.to_string();
    let token = if token.is_empty() {
        String::new()
    } else {
        format!("Authorization: Bearer {token}\r\n")
    };
    format!(
        "POST {path} HTTP/1.1\r\nHost: bench.example\r\n{token}Content-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: bench.example\r\n\r\n").into_bytes()
}

fn record(kind: &str, member: &Member, text: &str) -> Vec<u8> {
    let body = json!({
        "repo": member.did,
        "collection": kind,
        "record": {
            "$type": kind,
            "text": text,
            "createdAt": Timestamp::now().to_string(),
        },
    });
    post("/xrpc/com.atproto.repo.createRecord", &member.token, &body)
}

async fn measure(name: &'static str, side: Side, timing: Timing) -> Result<Found> {
    let Side { server, members } = side;
    let mut writes = Vec::new();
    for kind in KINDS {
        let writers = Arc::clone(&members);
        let writing: Script = Arc::new(move |own, number| {
            writers.get(own % MEMBERS).map_or_else(Vec::new, |member| {
                record(kind, member, &format!("Number {number} of side {own}."))
            })
        });
        for sides in SIDES {
            let what = format!("createRecord {kind}, {sides} connections");
            writes.push((what, row(&server, sides, timing, &writing).await?));
        }
    }
    let mut connection = Connection::open(&server.address).await?;
    let first = members.first().context("no members")?;
    connection
        .ask(&record(
            "app.bsky.feed.post",
            first,
            "The one that is read.",
        ))
        .await?;
    let said: Value = serde_json::from_slice(connection.body())?;
    let rkey = text(&said, "uri").and_then(|uri| uri.rsplit_once('/'));
    let (_, rkey) = rkey.with_context(|| format!("no record was written: {said}"))?;
    let path = format!(
        "/xrpc/com.atproto.repo.getRecord?repo={}&collection=app.bsky.feed.post&rkey={rkey}",
        first.did
    );
    let reading: Script = Arc::new(move |_, _| get(&path));
    let reads = row(&server, READERS, timing, &reading).await?;
    let events = follow(&server, timing.span * 2).await?;
    Ok(Found {
        name,
        writes,
        reads,
        events,
    })
}

/// Reads the firehose from its beginning until it is quiet: events, wall seconds, processor seconds.
async fn follow(server: &Server, most: Duration) -> Result<(usize, f64, f64)> {
    let url = format!(
        "ws://{}/xrpc/com.atproto.sync.subscribeRepos?cursor=0",
        server.address
    );
    let (mut stream, _) = tokio_tungstenite::connect_async(url).await?;
    let (cpu, began) = (server.cpu(), Instant::now());
    let (mut count, mut last) = (0, began);
    while began.elapsed() < most {
        let next = tokio::time::timeout(Duration::from_secs(1), stream.next()).await;
        match next {
            Ok(Some(Ok(Message::Binary(_)))) => (count, last) = (count + 1, Instant::now()),
            Ok(Some(Ok(_))) => {}
            Ok(Some(Err(error))) => bail!("the firehose broke off: {error}"),
            Ok(None) | Err(_) => break,
        }
    }
    let wall = last.duration_since(began).as_secs_f64();
    Ok((count, wall, server.cpu() - cpu))
}

fn tell(out: &mut String, revision: &str, ours: &Found, theirs: &Found) -> Result<()> {
    let date = Timestamp::now().strftime("%Y-%m-%d %H:%M UTC");
    writeln!(out, "# Repositories, beside the reference PDS\n")?;
    writeln!(
        out,
        "`cargo xtask bench atproto` on {date}, revision {revision}, {}. {MEMBERS} members, {READERS} connections where \
         nothing else is said; both keep their data on the same disk.\n",
        machine()
    )?;
    writeln!(
        out,
        "| what | server | per CPU second (runs) | per second | p50 ms | p99 ms | not 2xx |"
    )?;
    writeln!(out, "|---|---|---|---|---|---|---|")?;
    for found in [ours, theirs] {
        let writes = found.writes.iter().map(|(what, row)| (what.as_str(), row));
        for (what, row) in writes.chain([("getRecord", &found.reads)]) {
            let runs: Vec<String> = row.all.iter().map(|run| format!("{run:.0}")).collect();
            let figures = &row.figures;
            writeln!(
                out,
                "| {what} | {} | {:.0} ({}) | {:.0} | {:.2} | {:.2} | {} |",
                found.name,
                figures.per_cpu_second(),
                runs.join(", "),
                figures.per_second(),
                figures.p50,
                figures.p99,
                figures.refused
            )?;
        }
    }
    for found in [ours, theirs] {
        let (count, wall, cpu) = found.events;
        writeln!(
            out,
            "| events of the firehose, from the beginning ({count}) | {} | {:.0} | {:.0} | | | |",
            found.name,
            count as f64 / cpu.max(1e-3),
            count as f64 / wall.max(1e-3)
        )?;
    }
    let times = |ours: &Row, theirs: &Row| {
        ours.figures.per_cpu_second() / theirs.figures.per_cpu_second().max(1e-9)
    };
    let reads = times(&ours.reads, &theirs.reads);
    writeln!(out, "\n## Against the budgets\n")?;
    writeln!(out, "| what | budget | found | |\n|---|---|---|---|")?;
    for ((what, ours), (_, theirs)) in ours.writes.iter().zip(&theirs.writes) {
        let writes = times(ours, theirs);
        let verdict = if writes >= BAR { "met" } else { "**missed**" };
        writeln!(
            out,
            "| {what}, for each CPU second, times the reference | ≥ {BAR:.0} | {writes:.1} | {verdict} |"
        )?;
    }
    writeln!(
        out,
        "| getRecord for each CPU second, times the reference | | {reads:.1} | |"
    )?;
    Ok(())
}
