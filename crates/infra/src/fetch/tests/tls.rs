//! Over TLS: a certificate authority of one's own, and never back to plain http (security B4).

use std::sync::Arc;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio::{io::AsyncWriteExt, task::JoinSet};
use tokio_rustls::{TlsAcceptor, rustls};

use super::{site::*, *};

/// A TLS site for `tls.example` that answers with these bytes; its certificate; its tasks.
async fn tls_site(answer: Vec<u8>) -> (u16, String, JoinSet<()>) {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(vec!["tls.example".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let server = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(server));
    let listener = tokio::net::TcpListener::bind((PUBLIC, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            // A client that does not trust the certificate hangs up: nothing to answer then.
            let Ok(mut stream) = acceptor.accept(socket).await else {
                continue;
            };
            stream.write_all(&answer).await.ok();
            stream.shutdown().await.ok();
        }
    });
    (port, cert.pem(), tasks)
}

fn tls_config() -> DoorConfig {
    config(TableLookup::new().with("tls.example", &[ip(PUBLIC)]))
}

#[tokio::test]
async fn an_authority_of_ones_own_is_trusted_when_named_and_only_then() {
    let (port, pem, _tasks) = tls_site(ok_and_close("hello")).await;
    let url = format!("https://tls.example:{port}/");
    assert_eq!(
        code_of(&door_with(tls_config()), &url).await,
        "fetch_connect"
    );
    let mut config = tls_config();
    config.extra_roots_pem.push(pem.into_bytes());
    assert_eq!(code_of(&door_with(config), &url).await, "ok");
}

#[tokio::test]
async fn nothing_leads_from_https_to_http() {
    let plain = Site::trap(PUBLIC, 0).await;
    let (port, pem, _tasks) = tls_site(found(&plain.url("/"))).await;
    let mut config = tls_config();
    config.extra_roots_pem.push(pem.into_bytes());
    let url = format!("https://tls.example:{port}/");
    assert_eq!(code_of(&door_with(config), &url).await, "fetch_scheme");
    assert_eq!(plain.connections(), 0);
}
