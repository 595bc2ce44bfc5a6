//! Asking as fast as possible over connections that are kept.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::server::Server;

/// What came of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Figures {
    /// Answers.
    pub(crate) answers: usize,
    /// Answers that were not 2xx, and the first of them.
    pub(crate) refused: usize,
    pub(crate) refusal: Option<u16>,
    /// How long it took, and the processor time of the server meanwhile.
    pub(crate) wall: f64,
    pub(crate) cpu: f64,
    /// Milliseconds until the answer was there, for the middle and the slowest hundredth.
    pub(crate) p50: f64,
    pub(crate) p99: f64,
    /// Bytes of an answer, on average.
    pub(crate) bytes: usize,
}

impl Figures {
    pub(crate) fn per_second(&self) -> f64 {
        self.answers as f64 / self.wall.max(1e-9)
    }

    pub(crate) fn per_cpu_second(&self) -> f64 {
        self.answers as f64 / self.cpu.max(1e-9)
    }
}

/// One connection.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(256 * 1024),
        })
    }

    /// Sends a request and reads the answer to its end: (status, bytes).
    pub(crate) async fn ask(&mut self, request: &[u8]) -> Result<(u16, usize)> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let head = loop {
            if let Some(end) = find(&self.buffer, b"\r\n\r\n") {
                break end + 4;
            }
            self.more().await?;
        };
        let text = String::from_utf8_lossy(self.buffer.get(..head).unwrap_or_default());
        let status: u16 = text
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .context("no status")?;
        let lower = text.to_ascii_lowercase();
        let header = |name: &str| {
            let (_, rest) = lower.split_once(&format!("\r\n{name}:"))?;
            rest.split("\r\n")
                .next()
                .map(|value| value.trim().to_owned())
        };
        if let Some(length) = header("content-length") {
            let end = head + length.parse::<usize>()?;
            while self.buffer.len() < end {
                self.more().await?;
            }
        } else if header("transfer-encoding").is_some() {
            while !self.buffer.ends_with(b"0\r\n\r\n") {
                self.more().await?;
            }
        }
        Ok((status, self.buffer.len() - head))
    }

    /// The body of the last answer.
    pub(crate) fn body(&self) -> &[u8] {
        let head = find(&self.buffer, b"\r\n\r\n").map_or(0, |end| end + 4);
        self.buffer.get(head..).unwrap_or_default()
    }

    async fn more(&mut self) -> Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            bail!("the server hung up");
        }
        Ok(())
    }
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|found| found == what)
}

/// A request to read something.
pub(crate) fn get(path: &str, token: &str) -> Vec<u8> {
    let token = if token.is_empty() {
        String::new()
    } else {
        format!("Authorization: Bearer {token}\r\n")
    };
    format!("GET {path} HTTP/1.1\r\nHost: bench.example\r\nAccept: */*\r\n{token}\r\n").into_bytes()
}

/// A request to write something.
pub(crate) fn post(path: &str, token: &str, form: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: bench.example\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    )
    .into_bytes()
}

/// What a connection asks, given its number and how many it has asked.
pub(crate) type Script = Arc<dyn Fn(usize, usize) -> Vec<u8> + Send + Sync>;

/// Asks over so many connections for a while.
pub(crate) async fn run(
    server: &Server,
    connections: usize,
    span: Duration,
    script: &Script,
) -> Result<Figures> {
    let stop = Arc::new(AtomicBool::new(false));
    let number = Arc::new(AtomicUsize::new(0));
    let mut askers = JoinSet::new();
    let (cpu, began) = (server.cpu(), Instant::now());
    for _ in 0..connections {
        let (stop, script) = (Arc::clone(&stop), Arc::clone(script));
        let (number, address) = (Arc::clone(&number), server.address.clone());
        askers.spawn(async move {
            let own = number.fetch_add(1, Ordering::Relaxed);
            ask_until(&stop, own, &address, &script).await
        });
    }
    tokio::time::sleep(span).await;
    stop.store(true, Ordering::Relaxed);
    let mut all = Vec::new();
    while let Some(asked) = askers.join_next().await {
        all.extend(asked??);
    }
    let (wall, cpu) = (began.elapsed().as_secs_f64(), server.cpu() - cpu);
    Ok(figures(all, wall, cpu))
}

struct Asked {
    status: u16,
    bytes: usize,
    took: Duration,
}

async fn ask_until(
    stop: &AtomicBool,
    own: usize,
    address: &str,
    script: &Script,
) -> Result<Vec<Asked>> {
    let mut connection = Connection::open(address).await?;
    let mut asked = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let request = script(own, asked.len());
        let began = Instant::now();
        let (status, bytes) = connection.ask(&request).await?;
        asked.push(Asked {
            status,
            bytes,
            took: began.elapsed(),
        });
    }
    Ok(asked)
}

fn figures(mut all: Vec<Asked>, wall: f64, cpu: f64) -> Figures {
    all.sort_unstable_by_key(|asked| asked.took);
    let at = |share: f64| {
        let place = (all.len() as f64 * share) as usize;
        all.get(place.min(all.len().saturating_sub(1)))
            .map_or(0.0, |asked| asked.took.as_secs_f64() * 1e3)
    };
    let is_fine = |asked: &&Asked| (200..300).contains(&asked.status);
    let refusal = all.iter().find(|asked| !is_fine(asked));
    Figures {
        answers: all.len(),
        refused: all.iter().filter(|asked| !is_fine(asked)).count(),
        refusal: refusal.map(|asked| asked.status),
        wall,
        cpu,
        p50: at(0.5),
        p99: at(0.99),
        bytes: all.iter().map(|asked| asked.bytes).sum::<usize>() / all.len().max(1),
    }
}
