//! Answering requests: the listener, TLS, connections, and an orderly end.

mod connection;
mod idle;
mod tls;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use crate::config::Config;
pub(crate) use tls::install_provider;

/// How many connections are open at once; more wait to be accepted.
const MOST_CONNECTIONS: usize = 10_000;
/// How long connections may take to end.
const GRACE: Duration = Duration::from_secs(10);
/// After a failure to accept, such as no more file descriptors.
const BREATH: Duration = Duration::from_millis(100);

/// A listener that has its port.
pub(crate) struct Door {
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
}

impl Door {
    /// Takes the port and reads the certificate.
    pub(crate) async fn open(config: &Config) -> Result<Self> {
        let tls = tls::acceptor(config)?;
        let listener = TcpListener::bind(config.listen).await.with_context(|| {
            format!(
                "Nothing can listen on {}. Is another server running there?",
                config.listen
            )
        })?;
        Ok(Self { listener, tls })
    }

    /// Answers until `stopping` turns true, then lets open requests end for a while.
    pub(crate) async fn serve(self, router: Router, mut stopping: watch::Receiver<bool>) {
        let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
        let mut connections = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                accepted = self.listener.accept() => accepted,
                Some(_) = connections.join_next() => continue,
                _ = stopping.wait_for(|stop| *stop) => break,
            };
            let (stream, peer) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(BREATH).await;
                    continue;
                }
            };
            let Ok(place) = Arc::clone(&room).acquire_owned().await else {
                break;
            };
            let work = answer(
                stream,
                peer,
                self.tls.clone(),
                router.clone(),
                stopping.clone(),
            );
            connections.spawn(async move {
                work.await;
                drop(place);
            });
        }
        drop(self.listener);
        let ended = async { while connections.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE, ended).await.is_err() {
            tracing::info!("connections that were still open were cut off");
        }
    }
}

async fn answer(
    stream: TcpStream,
    peer: SocketAddr,
    tls: Option<TlsAcceptor>,
    router: Router,
    stopping: watch::Receiver<bool>,
) {
    // Small answers should not wait for more to come.
    let _ = stream.set_nodelay(true);
    let done = match tls {
        None => connection::serve(stream, peer, router, stopping).await,
        Some(tls) => match tls::handshake(&tls, stream).await {
            Ok(stream) => connection::serve(stream, peer, router, stopping).await,
            Err(error) => Err(error),
        },
    };
    if let Err(error) = done {
        tracing::debug!(%peer, %error, "a connection ended early");
    }
}
