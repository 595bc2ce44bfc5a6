//! Answering on a real port of this machine.

use std::net::SocketAddr;

use axum::Router;
use tokio::net::TcpListener;

/// A port that nobody uses.
pub(crate) async fn free_port() -> TcpListener {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await;
    listener.expect("this machine has a free port")
}

/// Where a listener listens.
pub(crate) fn address(listener: &TcpListener) -> SocketAddr {
    listener.local_addr().expect("it is bound")
}

/// Answers until it is dropped.
pub(crate) async fn serve(listener: TcpListener, router: Router) {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .await
        .expect("serving does not end");
}
