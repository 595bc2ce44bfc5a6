//! A small HTTP/1 server that says exactly the bytes a test wants, and remembers what it was asked.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use futures_util::future::BoxFuture;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

/// What a site does with one request: its head, and the socket to answer on.
type Script = dyn Fn(String, TcpStream) -> BoxFuture<'static, io::Result<()>> + Send + Sync;

/// A listener and what it saw.
pub(super) struct Site {
    pub(super) address: SocketAddr,
    connections: Arc<AtomicUsize>,
    heads: Arc<Mutex<Vec<String>>>,
    _tasks: JoinSet<()>,
}

impl Site {
    /// Answers every request of a connection, kept alive, with the bytes made from its head.
    pub(super) async fn answering(
        ip: &str,
        answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static,
    ) -> Self {
        let answer = Arc::new(answer);
        Self::scripted(ip, 0, move |mut head, mut socket| {
            let answer = answer.clone();
            Box::pin(async move {
                while !head.is_empty() {
                    socket.write_all(&answer(&head)).await?;
                    head = read_head(&mut socket).await?;
                }
                Ok(())
            })
        })
        .await
    }

    /// Listens and counts. Answers nothing.
    pub(super) async fn trap(ip: &str, port: u16) -> Self {
        Self::scripted(ip, port, |_, _| Box::pin(async { Ok(()) })).await
    }

    /// Does what the script says with each connection's first request.
    pub(super) async fn scripted(
        ip: &str,
        port: u16,
        script: impl Fn(String, TcpStream) -> BoxFuture<'static, io::Result<()>> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind((ip, port)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let heads = Arc::new(Mutex::new(Vec::new()));
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(
            listener,
            Arc::new(script),
            connections.clone(),
            heads.clone(),
        ));
        Self {
            address,
            connections,
            heads,
            _tasks: tasks,
        }
    }

    /// The URL of a path here.
    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// How many connections came.
    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// The head of each connection's first request.
    pub(super) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

async fn accept(
    listener: TcpListener,
    script: Arc<Script>,
    connections: Arc<AtomicUsize>,
    heads: Arc<Mutex<Vec<String>>>,
) {
    let mut open = JoinSet::new();
    while let Ok((mut socket, _)) = listener.accept().await {
        connections.fetch_add(1, Ordering::SeqCst);
        let (script, heads) = (script.clone(), heads.clone());
        open.spawn(async move {
            let head = read_head(&mut socket).await.unwrap_or_default();
            heads.lock().unwrap().push(head.clone());
            // The other side hanging up in the middle is what many tests are about.
            script(head, socket).await.ok();
        });
    }
}

/// Reads to the empty line; nothing if the other side closed.
async fn read_head(socket: &mut TcpStream) -> io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match socket.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(String::new()),
            Err(error) => return Err(error),
        }
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// A complete response.
pub(super) fn response(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// A plain success that closes the connection.
pub(super) fn ok_and_close(body: &str) -> Vec<u8> {
    response(
        "200 OK",
        "connection: close\r\ncontent-type: text/plain\r\n",
        body.as_bytes(),
    )
}

/// A redirect.
pub(super) fn found(location: &str) -> Vec<u8> {
    response("302 Found", &format!("location: {location}\r\n"), b"")
}

/// The path of a request head.
pub(super) fn path(head: &str) -> &str {
    head.split(' ').nth(1).unwrap_or_default()
}
