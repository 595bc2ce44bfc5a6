//! What is measured: which requests, over how many connections, against which budget.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::Name;
use crate::chance::{Chance, word};
use crate::data::Set;
use crate::limits::{self, Limits};
use crate::load::{self, Connection, Figures, Script};
use crate::media;
use crate::server::Server;

/// How long and how often.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timing {
    pub(crate) span: Duration,
    pub(crate) runs: usize,
}

/// One row of figures.
pub(crate) struct Row {
    pub(crate) what: String,
    /// The run in the middle.
    pub(crate) figures: Figures,
    /// Requests for each processor second of every run.
    pub(crate) all: Vec<f64>,
}

/// What a budget asks for, and what there is.
pub(crate) struct Budget {
    pub(crate) what: &'static str,
    pub(crate) bar: f64,
    pub(crate) found: f64,
    /// Whether less is better.
    pub(crate) is_ceiling: bool,
}

/// All that came of a measurement.
pub(crate) struct Outcome {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) rows: Vec<Row>,
    pub(crate) budgets: Vec<Budget>,
    pub(crate) limits: Limits,
    /// The server's processor time by kind of thread, as shares.
    pub(crate) threads: BTreeMap<String, f64>,
    pub(crate) started_in: Duration,
    pub(crate) idle: f64,
    pub(crate) loaded: f64,
    pub(crate) fresh: Option<Duration>,
    pub(crate) hot: Vec<String>,
    /// What is to be said beside the figures.
    pub(crate) remarks: Vec<String>,
}

/// Measures one thing.
pub(crate) async fn run(name: Name, set: &Set, binary: &Path, timing: Timing) -> Result<Outcome> {
    let limits = limits::measure(&set.folder).await?;
    let (server, started_in) = Server::start(binary, &set.folder).await?;
    let server = Arc::new(server);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let idle = server.memory();
    let script = script(name, set);
    load::run(&server, 16, timing.span / 4, &script).await?;
    let before = server.threads();
    let (mut rows, mut fresh) = (Vec::new(), None);
    let (mut remarks, mut peak) = (Vec::new(), None);
    if name == Name::Media {
        let found = media::run(&server, set, timing, &script).await?;
        (rows, remarks, peak) = (found.rows, found.remarks, Some(found.peak));
    } else if name == Name::Post {
        for connections in [1, 16, 64] {
            rows.push(row(&server, connections, timing, &script).await?);
        }
    } else {
        for connections in [1, 16] {
            rows.push(row(&server, connections, timing, &script).await?);
        }
        let (beside, waited) = beside_a_writer(&server, set, timing, &script).await?;
        rows.push(beside);
        fresh = Some(waited);
    }
    let threads = shares(&before, &server.threads());
    let loaded = peak.unwrap_or_else(|| server.memory());
    let hot = profile(&server, timing, &script).await;
    Ok(Outcome {
        name: file_name(name),
        title: title(name),
        budgets: budgets(name, &rows, &limits, started_in, loaded),
        rows,
        limits,
        threads,
        started_in,
        idle,
        loaded,
        fresh,
        hot,
        remarks,
    })
}

pub(crate) async fn row(
    server: &Server,
    connections: usize,
    timing: Timing,
    script: &Script,
) -> Result<Row> {
    let mut runs = Vec::new();
    for _ in 0..timing.runs {
        runs.push(load::run(server, connections, timing.span, script).await?);
    }
    let all = runs.iter().map(Figures::per_cpu_second).collect();
    runs.sort_by(|one, other| one.per_cpu_second().total_cmp(&other.per_cpu_second()));
    let refused: usize = runs.iter().map(|run| run.refused).sum();
    let refusal = runs.iter().find_map(|run| run.refusal);
    let middle = runs.len() / 2;
    let mut figures = runs.into_iter().nth(middle).context("no runs")?;
    (figures.refused, figures.refusal) = (refused, refusal);
    Ok(Row {
        what: format!("{connections} connections"),
        figures,
        all,
    })
}

/// The same while somebody writes ten posts a second; then, how long a post takes to be at the top of a follower's home.
async fn beside_a_writer(
    server: &Server,
    set: &Set,
    timing: Timing,
    script: &Script,
) -> Result<(Row, Duration)> {
    let writer = set.tokens.first().context("no writer")?.clone();
    let address = server.address.clone();
    let writing = tokio::task::spawn(write_now_and_then(address, writer.clone()));
    let measured = row(server, 16, timing, script).await;
    writing.abort();
    let mut row = measured?;
    "16 connections, beside a writer".clone_into(&mut row.what);
    let mut connection = Connection::open(&server.address).await?;
    let asked = load::post("/api/v1/statuses", &writer, "status=the+newest+of+all");
    connection.ask(&asked).await?;
    let began = Instant::now();
    let id = id_of(connection.body(), &["id"]).context("the post has no id")?;
    let reader = set.tokens.get(1).context("no reader")?;
    let home = load::get("/api/v1/timelines/home?limit=1", reader);
    while began.elapsed() < Duration::from_secs(10) {
        connection.ask(&home).await?;
        if id_of(connection.body(), &["0", "id"]).as_deref() == Some(id.as_str()) {
            break;
        }
    }
    Ok((row, began.elapsed()))
}

async fn write_now_and_then(address: String, token: String) -> Result<()> {
    let mut connection = Connection::open(&address).await?;
    for number in 0_u64.. {
        let form = format!("status=beside+{number}");
        connection
            .ask(&load::post("/api/v1/statuses", &token, &form))
            .await?;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

fn id_of(body: &[u8], path: &[&str]) -> Option<String> {
    let json: Value = serde_json::from_slice(body).ok()?;
    let found = json.pointer(&format!("/{}", path.join("/")))?;
    found.as_str().map(str::to_owned)
}

/// What each connection asks.
fn script(name: Name, set: &Set) -> Script {
    let tokens = set.tokens.clone();
    let token = move |own: usize| {
        tokens
            .get(own % tokens.len().max(1))
            .cloned()
            .unwrap_or_default()
    };
    match name {
        Name::Home | Name::Media => {
            Arc::new(move |own, _| load::get("/api/v1/timelines/home?limit=20", &token(own)))
        }
        Name::Status => {
            let posts = set.posts.clone();
            Arc::new(move |own, asked| {
                let at = Chance::new((own * 1_000_003 + asked) as u64).below(posts.len());
                let id = posts.get(at).copied().unwrap_or_default();
                load::get(&format!("/api/v1/statuses/{id}"), "")
            })
        }
        Name::Search => Arc::new(move |own, asked| {
            let mut chance = Chance::new((own * 1_000_003 + asked) as u64);
            let (one, other) = (word(chance.ranked(3_000)), word(chance.ranked(300)));
            load::get(
                &format!("/api/v2/search?q={one}+{other}&limit=20"),
                &token(own),
            )
        }),
        Name::Post => {
            let began = Instant::now();
            Arc::new(move |own, asked| {
                let nonce = began.elapsed().as_nanos();
                let form = format!(
                    "status=A+post+that+somebody+would+write+with+some+{}+and+{},+number+{own}.{asked}.{nonce}",
                    word(asked % 500),
                    word(own)
                );
                load::post("/api/v1/statuses", &token(own), &form)
            })
        }
        // What is measured alone asks for nothing here.
        _ => Arc::new(|_, _| load::get("/api/v1/timelines/public?limit=20", "")),
    }
}

fn file_name(name: Name) -> &'static str {
    match name {
        Name::Home => "home",
        Name::Status => "status",
        Name::Post => "post",
        Name::Search => "search",
        Name::Media => "media",
        _ => "public",
    }
}

fn title(name: Name) -> &'static str {
    match name {
        Name::Home => "Home timeline, 20 posts, 16 readers who follow about 150 people each",
        Name::Status => "A single post, 5,000 different ones, to visitors",
        Name::Post => "Writing a post that 24 people here get",
        Name::Search => "Searching for two words among people, posts and tags",
        Name::Media => "Twenty large uploads at once, beside readers of their home timelines",
        _ => "Public timeline, 20 posts, to visitors",
    }
}

fn budgets(
    name: Name,
    rows: &[Row],
    limits: &Limits,
    started_in: Duration,
    loaded: f64,
) -> Vec<Budget> {
    let figures = |at: usize| {
        rows.get(at)
            .map(|row| row.figures.clone())
            .unwrap_or_default()
    };
    let least = |what, bar, found| Budget {
        what,
        bar,
        found,
        is_ceiling: false,
    };
    let most = |what, bar, found| Budget {
        what,
        bar,
        found,
        is_ceiling: true,
    };
    let cpu = figures(1).per_cpu_second();
    let mut budgets = match name {
        Name::Home => vec![
            least("requests per CPU second", 10_000.0, cpu),
            most("p99 at 16 connections, ms", 10.0, figures(1).p99),
        ],
        Name::Status => vec![least("requests per CPU second", 30_000.0, cpu)],
        Name::Media => {
            return vec![
                most("memory of the server, MiB", 300.0, loaded),
                most("p99 of others meanwhile, ms", 300.0, figures(1).p99),
            ];
        }
        Name::Search => vec![least("requests per CPU second", 1_000.0, cpu)],
        Name::Post => vec![
            least(
                "alone, per second: 30 % of durable transactions",
                limits.alone * 0.3,
                figures(0).per_second(),
            ),
            least(
                "64 connections, per second",
                3_000.0,
                figures(2).per_second(),
            ),
        ],
        _ => vec![least("requests per CPU second", 10_000.0, cpu)],
    };
    budgets.push(most("memory loaded, MiB", 120.0, loaded));
    budgets.push(most(
        "start to first connection, ms",
        100.0,
        started_in.as_secs_f64() * 1e3,
    ));
    budgets
}

fn shares(before: &BTreeMap<String, f64>, after: &BTreeMap<String, f64>) -> BTreeMap<String, f64> {
    let used: BTreeMap<String, f64> = after
        .iter()
        .map(|(name, cpu)| (name.clone(), cpu - before.get(name).unwrap_or(&0.0)))
        .collect();
    let all: f64 = used.values().sum();
    used.into_iter()
        .map(|(name, cpu)| (name, cpu / all.max(1e-9)))
        .filter(|(_, share)| *share >= 0.01)
        .collect()
}

/// Where the time goes, by `perf` if the machine has it: the functions that take most.
async fn profile(server: &Server, timing: Timing, script: &Script) -> Vec<String> {
    let Ok(folder) = tempfile::tempdir() else {
        return Vec::new();
    };
    let file = folder.path().join("perf.data");
    let recording = std::process::Command::new("perf")
        .args([
            "record",
            "-F",
            "499",
            "-g",
            "-q",
            "-p",
            &server.id().to_string(),
            "-o",
        ])
        .arg(&file)
        .args(["--", "sleep", &timing.span.as_secs_f64().to_string()])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn();
    let Ok(mut recording) = recording else {
        return Vec::new();
    };
    let _ = load::run(server, 16, timing.span, script).await;
    let _ = recording.wait();
    let told = std::process::Command::new("perf")
        .args([
            "report",
            "--no-children",
            "-g",
            "none",
            "--stdio",
            "--percent-limit",
            "1",
            "-i",
        ])
        .arg(&file)
        .stderr(std::process::Stdio::null())
        .output();
    let told = told.map(|told| String::from_utf8_lossy(&told.stdout).into_owned());
    told.unwrap_or_default()
        .lines()
        .filter(|line| !line.starts_with('#') && line.contains('%'))
        .take(25)
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}
