//! Events taken in and given out over web sockets, beside `nostr-rs-relay` in the same minutes.
//!
//! Both are sent the same events, signed before, and asked the same. Half a page of every relay's promises is how many
//! events it takes in a second, so that is told by the clock as well as by processor time.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _, TryStreamExt as _, stream};
use nostr_proto::{Event, Keys, Kind, Unsigned};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::report::machine;
use crate::server::{Server, free_address};
use crate::story::Timing;

/// Members, each with a key of their own.
const MEMBERS: usize = 16;
/// Connections that write at once.
const WRITERS: usize = 8;
/// Events that a connection has sent without an answer.
const ON_THE_WAY: usize = 64;
/// What is written: a kind that both keep and do nothing else with, and one that becomes a post here, which is indexed,
/// published on every network and shown.
const KINDS: [u16; 2] = [9802, 1];
/// Connections that listen, and to how much each.
const LISTENERS: usize = 500;
const SUBSCRIPTIONS: usize = 10;
/// How many of them begin at the same time.
const OPENED_AT_ONCE: usize = 50;
/// Questions asked one after the other.
const QUESTIONS: usize = 500;
const PASSWORD: &str = "correct horse battery";

/// How long a subscription may take to be open. One that is not counts as none.
const OPENED_WITHIN: Duration = Duration::from_secs(30);

/// Both halves of a connection, which ends with either, and how many of its subscriptions are open.
type Listener = (SplitSink<Socket, Message>, SplitStream<Socket>, usize);
type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// How fast events were taken.
struct Taken {
    kind: u16,
    events: usize,
    wall: f64,
    cpu: f64,
}

/// What was found of one server.
struct Found {
    name: &'static str,
    taken: Vec<Taken>,
    /// How long a page of an author took, sorted, in seconds.
    pages: Vec<f64>,
    stored: usize,
    /// MiB before and with all who listen.
    memory: (f64, f64),
    /// Subscriptions that were open then.
    open: usize,
}

/// Measures both and tells. `stored` events are there before pages are asked for.
pub(crate) async fn run(
    binary: &Path,
    timing: Timing,
    stored: usize,
    revision: &str,
) -> Result<String> {
    let relay = std::env::var_os("FOLKMOOT_TEST_NOSTR_RS_RELAY").map(PathBuf::from);
    let relay = relay.context("FOLKMOOT_TEST_NOSTR_RS_RELAY is not set")?;
    let people = (1..=MEMBERS)
        .map(|number| Keys::from_secret(&[u8::try_from(number)?; 32]).context("no key"))
        .collect::<Result<Vec<_>>>()?;
    let people = Arc::new(people);
    let (server, _data) = ours(binary, &people).await?;
    let ours = measure("Folkmoot", &server, &people, timing, stored).await?;
    drop(server);
    let (server, _data) = theirs(&relay).await?;
    let theirs = measure("nostr-rs-relay", &server, &people, timing, stored).await?;
    tell(revision, &ours, &theirs)
}

/// Our own server, whose members sign for themselves.
async fn ours(binary: &Path, people: &[Keys]) -> Result<(Server, TempDir)> {
    let folder = tempfile::tempdir()?;
    let address = free_address()?;
    let port = address.rsplit(':').next().unwrap_or_default();
    let url = format!("http://localhost:{port}");
    for (number, keys) in people.iter().enumerate() {
        let name = format!("side{number}");
        let mail = format!("{name}@example.org");
        let create = [
            "account",
            "create",
            &name,
            "--email",
            &mail,
            "--password",
            PASSWORD,
        ];
        on_the_line(binary, &folder, &url, &create)?;
        let public = keys.public().to_string();
        on_the_line(
            binary,
            &folder,
            &url,
            &["account", "nostr-key", &name, "--public", &public],
        )?;
    }
    let settings = [("FOLKMOOT_NOSTR", "true")];
    let (server, _) = Server::start_at(binary, folder.path(), &url, &settings).await?;
    Ok((server, folder))
}

fn on_the_line(binary: &Path, folder: &TempDir, url: &str, words: &[&str]) -> Result<()> {
    let status = Command::new(binary)
        .args(words)
        .env_remove("FOLKMOOT_TEST_NOSTR_RS_RELAY")
        .env("FOLKMOOT_NOSTR", "true")
        .args(["--dev", "--url", url, "--data"])
        .arg(folder.path())
        .stdout(Stdio::null())
        .status()?;
    ensure!(status.success(), "{words:?} failed");
    Ok(())
}

/// The other relay, as it comes, but without its limits.
async fn theirs(relay: &Path) -> Result<(Server, TempDir)> {
    let folder = tempfile::tempdir()?;
    let address = free_address()?;
    let port = address.rsplit(':').next().unwrap_or_default();
    let config = folder.path().join("config.toml");
    let data = folder.path().display();
    std::fs::write(
        &config,
        format!(
            "[info]\nrelay_url = \"ws://{address}\"\n[database]\ndata_directory = \"{data}\"\n\
             [network]\naddress = \"127.0.0.1\"\nport = {port}\n[limits]\nmessages_per_sec = 0\n\
             subscriptions_per_min = 0\nmax_blocking_threads = 16\n"
        ),
    )?;
    let mut command = Command::new(relay);
    command
        .arg("--config")
        .arg(&config)
        .env("RUST_LOG", "error");
    let (server, _) = Server::spawn(command, address).await?;
    Ok((server, folder))
}

async fn measure(
    name: &'static str,
    server: &Server,
    people: &Arc<Vec<Keys>>,
    timing: Timing,
    stored: usize,
) -> Result<Found> {
    let mut taken = Vec::new();
    let mut there = 0;
    for kind in KINDS {
        // What comes first is not counted: statements are prepared, and caches filled.
        there += write(server, people, kind, Duration::from_secs(1), usize::MAX)
            .await?
            .events;
        let measured = write(server, people, kind, timing.span, usize::MAX).await?;
        there += measured.events;
        taken.push(measured);
    }
    if let Some(missing) = stored.checked_sub(there) {
        let long = Duration::from_hours(1);
        there += write(server, people, KINDS[0], long, missing).await?.events;
    }
    let pages = ask(server, people).await?;
    let before = server.memory();
    let listening = listen(server, people).await?;
    let memory = (before, server.memory());
    let open = listening.iter().map(|(_, _, open)| open).sum();
    drop(listening);
    Ok(Found {
        name,
        taken,
        pages,
        stored: there,
        memory,
        open,
    })
}

/// An event that was not there before.
fn signed(keys: &Keys, kind: u16, number: usize) -> Event {
    let since = std::time::UNIX_EPOCH
        .elapsed()
        .map_or(0, |since| since.as_secs());
    Unsigned {
        created_at: since,
        kind: Kind(kind),
        tags: vec![vec!["t".to_owned(), format!("tag{}", number % 100)]],
        content: format!(
            "Event number {number} of many, about as long as what people write in a minute or two."
        ),
    }
    .sign(keys)
}

/// Writes until time is up or enough is written, by all connections at once. Events are signed before the clock starts, as
/// many as a fast server takes.
async fn write(
    server: &Server,
    people: &Arc<Vec<Keys>>,
    kind: u16,
    span: Duration,
    most: usize,
) -> Result<Taken> {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let mut result = Taken {
        kind,
        events: 0,
        wall: 0.0,
        cpu: 0.0,
    };
    // In rounds, so that what is signed has room in memory.
    while result.wall < span.as_secs_f64() && result.events < most {
        let size = 40_000.min(most - result.events);
        let first = NUMBER.fetch_add(size, Ordering::Relaxed);
        let ready = sign(people, kind, first..first + size).await?;
        let (began, cpu) = (Instant::now(), server.cpu());
        let left = span.saturating_sub(Duration::from_secs_f64(result.wall));
        let mut writers = Vec::new();
        for part in ready {
            let socket = connect(server).await?;
            writers.push(tokio::spawn(write_all(socket, part, began + left)));
        }
        for writer in writers {
            result.events += writer.await??;
        }
        result.wall += began.elapsed().as_secs_f64();
        result.cpu += server.cpu() - cpu;
    }
    Ok(result)
}

/// Frames, ready to be sent, a part for each connection.
async fn sign(
    people: &Arc<Vec<Keys>>,
    kind: u16,
    numbers: std::ops::Range<usize>,
) -> Result<Vec<Vec<String>>> {
    let people = Arc::clone(people);
    let signed = tokio::task::spawn_blocking(move || {
        let mut parts = vec![Vec::new(); WRITERS];
        let everybody = people.iter().cycle();
        for ((part, number), keys) in (0..WRITERS).cycle().zip(numbers).zip(everybody) {
            if let Some(part) = parts.get_mut(part) {
                part.push(json!(["EVENT", signed(keys, kind, number)]).to_string());
            }
        }
        parts
    });
    Ok(signed.await?)
}

async fn connect(server: &Server) -> Result<Socket> {
    // Small frames should not wait for more to come, on this side either.
    let address = format!("ws://{}/", server.address);
    let (socket, _) = tokio_tungstenite::connect_async_with_config(address, None, true).await?;
    Ok(socket)
}

async fn write_all(socket: Socket, frames: Vec<String>, until: Instant) -> Result<usize> {
    let (mut to, mut from) = socket.split();
    let (mut taken, mut asked) = (0, 0);
    for frame in frames {
        to.feed(Message::text(frame)).await?;
        asked += 1;
        if asked - taken >= ON_THE_WAY {
            to.flush().await?;
            while asked - taken > ON_THE_WAY / 2 {
                taken += answer(&mut from).await?;
            }
        }
        if Instant::now() > until {
            break;
        }
    }
    to.flush().await?;
    while taken < asked {
        taken += answer(&mut from).await?;
    }
    Ok(taken)
}

/// One answer to an event; anything but yes makes the figure invalid.
async fn answer(from: &mut SplitStream<Socket>) -> Result<usize> {
    let said = next(from).await?;
    if name(&said) == "OK" {
        let is_taken = said.get(2).and_then(Value::as_bool);
        ensure!(is_taken == Some(true), "refused: {said}");
        return Ok(1);
    }
    Ok(0)
}

/// Which message it is.
fn name(said: &Value) -> &str {
    said.get(0).and_then(Value::as_str).unwrap_or_default()
}

async fn next(from: &mut SplitStream<Socket>) -> Result<Value> {
    loop {
        let message = from.next().await.context("the connection was closed")??;
        if let Message::Text(text) = message {
            return Ok(serde_json::from_str(&text)?);
        }
    }
}

/// Asks for the newest twenty of one author after the other, and says how long each took.
async fn ask(server: &Server, people: &[Keys]) -> Result<Vec<f64>> {
    let (mut to, mut from) = connect(server).await?.split();
    let mut spans = Vec::new();
    for (number, keys) in (0..QUESTIONS).zip(people.iter().cycle()) {
        let page = json!({"authors": [keys.public()], "kinds": [KINDS[0]], "limit": 20});
        let frame = json!(["REQ", format!("q{number}"), page]).to_string();
        let began = Instant::now();
        to.send(Message::text(frame)).await?;
        let mut events = 0;
        loop {
            let said = next(&mut from).await?;
            match name(&said) {
                "EVENT" => events += 1,
                "EOSE" => break,
                _ => {}
            }
        }
        spans.push(began.elapsed().as_secs_f64());
        ensure!(events == 20, "{events} events instead of 20");
        let close = json!(["CLOSE", format!("q{number}")]).to_string();
        to.send(Message::text(close)).await?;
    }
    spans.sort_by(f64::total_cmp);
    Ok(spans)
}

/// Many who listen to little.
async fn listen(server: &Server, people: &[Keys]) -> Result<Vec<Listener>> {
    let opening = stream::iter(0..LISTENERS).map(|_listener| listener(server, people));
    let listening = opening
        .buffer_unordered(OPENED_AT_ONCE)
        .try_collect()
        .await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    Ok(listening)
}

async fn listener(server: &Server, people: &[Keys]) -> Result<Listener> {
    let (mut to, mut from) = connect(server).await?.split();
    for (number, keys) in (0..SUBSCRIPTIONS).zip(people) {
        let filter = json!({"authors": [keys.public()], "kinds": [7], "limit": 1});
        let frame = json!(["REQ", format!("s{number}"), filter]).to_string();
        to.send(Message::text(frame)).await?;
    }
    let (mut open, until) = (0, Instant::now() + OPENED_WITHIN);
    while open < SUBSCRIPTIONS {
        let left = until.saturating_duration_since(Instant::now());
        let Ok(said) = tokio::time::timeout(left, next(&mut from)).await else {
            break;
        };
        if name(&said?) == "EOSE" {
            open += 1;
        }
    }
    Ok((to, from, open))
}

fn tell(revision: &str, ours: &Found, theirs: &Found) -> Result<String> {
    let mut text = String::new();
    writeln!(text, "# Nostr, beside nostr-rs-relay\n")?;
    writeln!(text, "Revision {revision}. {}\n", machine())?;
    writeln!(
        text,
        "{WRITERS} connections write, with up to {ON_THE_WAY} events on the way each; kind {} is kept and nothing else, kind \
         {} becomes a post here that is indexed, published and shown. A page is the newest twenty of one author of {MEMBERS}, \
         asked {QUESTIONS} times in a row. {LISTENERS} connections listen with {SUBSCRIPTIONS} subscriptions each.\n",
        KINDS[0], KINDS[1]
    )?;
    writeln!(
        text,
        "| | {} | {} | ratio |\n|---|---|---|---|",
        ours.name, theirs.name
    )?;
    for (one, other) in ours.taken.iter().zip(&theirs.taken) {
        let kind = one.kind;
        let figures = [
            (
                "second",
                one.events as f64 / one.wall,
                other.events as f64 / other.wall,
            ),
            (
                "CPU second",
                one.events as f64 / one.cpu,
                other.events as f64 / other.cpu,
            ),
        ];
        for (unit, ours, theirs) in figures {
            let ratio = ours / theirs;
            writeln!(
                text,
                "| events of kind {kind} taken in a {unit} | {ours:.0} | {theirs:.0} | {ratio:.1} |"
            )?;
        }
    }
    for (name, share) in [
        ("half of the pages within", 0.5),
        ("99 % of the pages within", 0.99),
    ] {
        let [ours, theirs] = [ours, theirs].map(|it| at(&it.pages, share) * 1_000.0);
        let ratio = theirs / ours;
        writeln!(
            text,
            "| {name} (ms) | {ours:.2} | {theirs:.2} | {ratio:.1} |"
        )?;
    }
    let [one, other] = [ours, theirs].map(|it| it.memory.1 - it.memory.0);
    let ratio = other / one;
    writeln!(
        text,
        "| memory of all who listen (MiB) | {one:.1} | {other:.1} | {ratio:.1} |"
    )?;
    writeln!(
        text,
        "| subscriptions open within {} seconds | {} | {} | |",
        OPENED_WITHIN.as_secs(),
        ours.open,
        theirs.open
    )?;
    writeln!(
        text,
        "| events there when pages were asked for | {} | {} | |",
        ours.stored, theirs.stored
    )?;
    Ok(text)
}

/// The value that a share of all is not above.
fn at(sorted: &[f64], share: f64) -> f64 {
    let place = (sorted.len() as f64 * share) as usize;
    sorted
        .get(place.min(sorted.len().saturating_sub(1)))
        .copied()
        .unwrap_or(0.0)
}
