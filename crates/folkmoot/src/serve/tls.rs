//! TLS from certificate files.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use rustls::ServerConfig;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::config::Config;

/// How long a client may take for the handshake.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);

/// Makes aws-lc-rs the one cryptography of the process.
pub(crate) fn install_provider() {
    // Somebody else having done so is fine: there is only the one.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}

/// What answers handshakes, when a certificate is set.
pub(super) fn acceptor(config: &Config) -> Result<Option<TlsAcceptor>> {
    let (Some(certificate), Some(key)) = (&config.tls_certificate, &config.tls_key) else {
        return Ok(None);
    };
    let chain = read_chain(certificate)?;
    let key = PrivateKeyDer::from_pem_file(key)
        .with_context(|| format!("The key in {} cannot be read.", key.display()))?;
    let mut tls = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .context("The certificate and the key do not belong together.")?;
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Some(TlsAcceptor::from(Arc::new(tls))))
}

fn read_chain(file: &Path) -> Result<Vec<CertificateDer<'static>>> {
    CertificateDer::pem_file_iter(file)
        .and_then(Iterator::collect)
        .with_context(|| format!("The certificate in {} cannot be read.", file.display()))
}

/// The handshake, if it comes in time.
pub(super) async fn handshake(
    tls: &TlsAcceptor,
    stream: TcpStream,
) -> Result<TlsStream<TcpStream>, Box<dyn Error + Send + Sync>> {
    Ok(tokio::time::timeout(HANDSHAKE_WITHIN, tls.accept(stream)).await??)
}
