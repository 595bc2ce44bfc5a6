//! Stands between a real client and the server, passes every byte on, and holds each answer to the description of the API.
//!
//! Speaks HTTP/1.1 as the clients of these stories do: lengths and chunks, connections that are kept, and, once a stream or a
//! socket is open, bytes alone.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

/// The longest head and the longest answer that is looked at.
const MAX_HEAD: u64 = 64 * 1024;
const MAX_BODY: usize = 16 * 1024 * 1024;

/// What was seen.
#[derive(Debug, Default)]
struct Seen {
    answers: usize,
    faults: Vec<String>,
}

/// The one who stands there.
#[derive(Debug)]
pub struct Watch {
    seen: Arc<Mutex<Seen>>,
    port: u16,
}

impl Watch {
    /// Passes on what comes to a free port of this machine to the port of the server.
    pub fn of(server: u16) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let port = listener.local_addr()?.port();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let shared = seen.clone();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let seen = shared.clone();
                thread::spawn(move || {
                    // A connection that ends in the middle of something is the client's or the server's affair.
                    let _ = serve(client, server, &seen);
                });
            }
        });
        Ok(Self { seen, port })
    }

    /// Where clients find it.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Fails when an answer was not as described, or when fewer than `least` were seen.
    pub fn verdict(&self, least: usize) -> Result<()> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        ensure!(
            seen.faults.is_empty(),
            "not as described:\n{}",
            seen.faults.join("\n")
        );
        ensure!(
            seen.answers >= least,
            "only {} answers were seen, {least} were wanted",
            seen.answers
        );
        Ok(())
    }
}

/// The start line and the headers of a message, as they came but for `accept-encoding`.
struct Head {
    lines: Vec<String>,
}

impl Head {
    fn read(from: &mut impl BufRead) -> Result<Option<Self>> {
        let mut lines = Vec::new();
        let mut length = 0;
        loop {
            let mut line = String::new();
            if from.by_ref().take(MAX_HEAD).read_line(&mut line)? == 0 {
                return Ok(None);
            }
            length += u64::try_from(line.len())?;
            ensure!(length < MAX_HEAD, "a head without end");
            if line.trim_end().is_empty() {
                return Ok(Some(Self { lines }));
            }
            if !line.to_ascii_lowercase().starts_with("accept-encoding:") {
                lines.push(line);
            }
        }
    }

    fn write(&self, to: &mut impl Write) -> Result<()> {
        to.write_all(self.lines.concat().as_bytes())?;
        to.write_all(b"\r\n")?;
        Ok(to.flush()?)
    }

    /// A word of the start line.
    fn word(&self, place: usize) -> &str {
        let line = self.lines.first().map_or("", String::as_str);
        line.split_whitespace().nth(place).unwrap_or_default()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.lines.iter().skip(1).find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// How the body ends.
    fn body(&self) -> Result<Body> {
        if self.header("transfer-encoding").is_some() {
            return Ok(Body::Chunks);
        }
        match self.header("content-length") {
            Some(length) => Ok(Body::Length(length.parse()?)),
            None => Ok(Body::Length(0)),
        }
    }
}

enum Body {
    Length(usize),
    Chunks,
}

fn serve(client: TcpStream, server: u16, seen: &Mutex<Seen>) -> Result<()> {
    client.set_nodelay(true)?;
    let mut asked = BufReader::new(client.try_clone()?);
    let mut to_client = client;
    while let Some(question) = Head::read(&mut asked)? {
        // A connection for each question: one that is kept may be closed by the server while nobody asks.
        let mut to_server = TcpStream::connect(("127.0.0.1", server))?;
        to_server.set_nodelay(true)?;
        let mut answered = BufReader::new(to_server.try_clone()?);
        question.write(&mut to_server)?;
        pass(&mut asked, &mut to_server, &question.body()?)?;
        let Some(answer) = Head::read(&mut answered)? else {
            break;
        };
        answer.write(&mut to_client)?;
        let kind = answer.header("content-type").unwrap_or_default();
        if answer.word(1) == "101" || kind.starts_with("text/event-stream") {
            return let_flow(asked, answered, to_client, to_server);
        }
        let is_empty = question.word(0) == "HEAD" || matches!(answer.word(1), "204" | "304");
        let body = if is_empty {
            Vec::new()
        } else {
            pass(&mut answered, &mut to_client, &answer.body()?)?
        };
        look(&question, &answer, &body, seen)?;
    }
    Ok(())
}

/// Passes a body on, and returns what it says.
fn pass(from: &mut impl BufRead, to: &mut impl Write, body: &Body) -> Result<Vec<u8>> {
    let mut said = Vec::new();
    match body {
        Body::Length(length) => {
            ensure!(*length <= MAX_BODY, "a body of {length} bytes");
            said.resize(*length, 0);
            from.read_exact(&mut said)?;
            to.write_all(&said)?;
        }
        Body::Chunks => loop {
            let mut line = String::new();
            from.read_line(&mut line)?;
            to.write_all(line.as_bytes())?;
            let size = line.split(';').next().unwrap_or_default().trim();
            let size = usize::from_str_radix(size, 16).context("a chunk without a size")?;
            ensure!(said.len() + size <= MAX_BODY, "a body without end");
            let mut chunk = vec![0; size + 2];
            from.read_exact(&mut chunk)?;
            to.write_all(&chunk)?;
            if size == 0 {
                break;
            }
            chunk.truncate(size);
            said.append(&mut chunk);
        },
    }
    to.flush()?;
    Ok(said)
}

/// From here on, bytes: a stream of events or a socket.
fn let_flow(
    mut asked: BufReader<TcpStream>,
    mut answered: BufReader<TcpStream>,
    mut to_client: TcpStream,
    mut to_server: TcpStream,
) -> Result<()> {
    let back = thread::spawn(move || {
        let _ = std::io::copy(&mut answered, &mut to_client);
        let _ = to_client.shutdown(Shutdown::Both);
    });
    let _ = std::io::copy(&mut asked, &mut to_server);
    let _ = to_server.shutdown(Shutdown::Both);
    if back.join().is_err() {
        bail!("the way back broke");
    }
    Ok(())
}

fn look(question: &Head, answer: &Head, body: &[u8], seen: &Mutex<Seen>) -> Result<()> {
    let status: u16 = answer.word(1).parse()?;
    let path = question.word(1).split('?').next().unwrap_or_default();
    if !path.starts_with("/api/") && !path.starts_with("/oauth/") {
        return Ok(());
    }
    let json: Value = serde_json::from_slice(body).unwrap_or_default();
    let faults = compat::faults(question.word(0), path, status, &json);
    let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    seen.answers += 1;
    if status >= 500 && status != 503 {
        seen.faults
            .push(format!("{} {path} answered {status}", question.word(0)));
    }
    seen.faults.extend(
        faults
            .into_iter()
            .map(|fault| format!("{} {path} ({status}): {fault}", question.word(0))),
    );
    Ok(())
}
