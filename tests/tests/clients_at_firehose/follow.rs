//! Following the firehose over a WebSocket.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use at_proto::firehose::Event;
use at_proto::syntax::Did;
use futures_util::StreamExt as _;
use serde_json::Value;
use tokio::task::JoinHandle;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

/// Events as they were sent: number and bytes.
pub(crate) type Frames = Vec<(i64, Vec<u8>)>;

/// Somebody who follows along from the beginning, and goes on where they were when the line breaks.
pub(crate) struct Follower {
    frames: Arc<Mutex<Frames>>,
    task: JoinHandle<()>,
}

impl Follower {
    pub(crate) fn of(url: &str) -> Self {
        let frames = Arc::new(Mutex::new(Frames::new()));
        let (kept, url) = (Arc::clone(&frames), url.to_owned());
        let task = tokio::spawn(async move {
            loop {
                let last = kept.lock().unwrap().last().map_or(0, |(seq, _)| *seq);
                listen(&url, last, |frame| {
                    kept.lock().unwrap().push(frame);
                    true
                })
                .await;
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        });
        Self { frames, task }
    }

    pub(crate) fn frames(&self) -> Frames {
        self.frames.lock().unwrap().clone()
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// So many events after a number.
pub(crate) async fn read_from(url: &str, cursor: i64, wanted: usize) -> Frames {
    let mut frames = Frames::new();
    let reading = listen(url, cursor, |frame| {
        frames.push(frame);
        frames.len() < wanted
    });
    let late = tokio::time::timeout(Duration::from_secs(30), reading).await;
    late.unwrap();
    frames
}

/// Listens until the line breaks or `hear` has enough.
async fn listen(url: &str, cursor: i64, mut hear: impl FnMut((i64, Vec<u8>)) -> bool) {
    let url = url.replacen("http", "ws", 1);
    let path = "xrpc/com.atproto.sync.subscribeRepos";
    let Ok((mut socket, _)) = connect_async(format!("{url}/{path}?cursor={cursor}")).await else {
        return;
    };
    while let Some(Ok(message)) = socket.next().await {
        if let Message::Binary(frame) = message {
            let frame = frame.to_vec();
            let (seq, _) = Event::read(&frame).unwrap().unwrap();
            if !hear((seq.unwrap_or(0), frame)) {
                return;
            }
        }
    }
}

/// What a frame says.
pub(crate) fn read(frame: &[u8]) -> Event {
    Event::read(frame).unwrap().unwrap().1
}

/// What everybody of whom was told signs with, as the directory says.
#[expect(
    clippy::disallowed_methods,
    reason = "a client of the directory, not the server's own"
)]
pub(crate) async fn keys_in(plc: &str, frames: &Frames) -> BTreeMap<Did, String> {
    let client = reqwest::Client::new();
    let mut keys = BTreeMap::new();
    for (_, frame) in frames {
        if let Event::Identity { did, .. } = read(frame) {
            let data = client
                .get(format!("{plc}/{did}/data"))
                .send()
                .await
                .unwrap();
            let data: Value = data.json().await.unwrap();
            let key = data["verificationMethods"]["atproto"].as_str().unwrap();
            keys.insert(did, key.to_owned());
        }
    }
    keys
}
