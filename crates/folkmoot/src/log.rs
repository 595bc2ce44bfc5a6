//! The log. Requests are logged without their query, where tokens may be.

use std::io::IsTerminal as _;

use anyhow::{Context as _, Result};
use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};

/// Starts logging to standard error; commands that only print an answer are quiet unless something is wrong.
pub(crate) fn init(config: &Config, is_server: bool) -> Result<()> {
    let wanted = if is_server {
        config.log.as_str()
    } else {
        "warn"
    };
    let filter = EnvFilter::try_new(wanted)
        .with_context(|| format!("log is {wanted:?}, which is no filter such as \"info\""))?;
    let writer = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    match config.log_format {
        LogFormat::Text => writer.with_target(false).init(),
        LogFormat::Json => writer.json().init(),
    }
    Ok(())
}
