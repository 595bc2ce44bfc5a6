//! What stories of the AT Protocol share: its own software as peers, and a repository that grows by chance.
//!
//! A story asks first whether everything is there, and is skipped out loud if it is not:
//!
//! ```no_run
//! use folkmoot_tests::at::{self, Plc};
//! use folkmoot_tests::tool::all_there;
//! # fn story() -> anyhow::Result<()> {
//! if !all_there("the firehose", at::SMALL) {
//!     return Ok(());
//! }
//! let plc = Plc::start()?;
//! let events = at::run_script("firehose.mjs", &["http://127.0.0.1:3000", plc.url(), "5", "30"])?;
//! # Ok(())
//! # }
//! ```

pub mod chance;
pub mod history;
mod network;
mod peers;
pub mod relay;

pub use network::{Network, free_port};
pub use peers::{Mail, Plc, ReferencePds, agent, run_script};

use anyhow::Result;

use crate::server::Community;
use crate::tool::Tool;

/// A community of ours on a network with this directory: handles end in `.test`, no relay is told, and what the `AppView`
/// is asked is answered by nobody.
pub fn community(plc: &str) -> Result<Community> {
    with_app_view(plc, ("http://localhost:9", "did:web:appview.example"))
}

/// The same with an `AppView`: its address and DID.
pub fn with_app_view(plc: &str, (url, did): (&str, &str)) -> Result<Community> {
    Ok(Community::new()?
        .with("FOLKMOOT_BLUESKY", "true")
        .with("FOLKMOOT_BLUESKY_DIRECTORY", plc)
        .with("FOLKMOOT_BLUESKY_HANDLES", "test")
        .with("FOLKMOOT_BLUESKY_RELAYS", "[]")
        .with("FOLKMOOT_BLUESKY_APP_VIEW", url)
        .with("FOLKMOOT_BLUESKY_APP_VIEW_DID", did))
}

/// What [`Plc`], [`run_script`] and [`agent`] need: part of every run.
pub const SMALL: &[Tool] = &[Tool::Node, Tool::AtModules];

/// What [`ReferencePds`] needs too: compiled once, for long runs.
pub const WITH_PDS: &[Tool] = &[Tool::Node, Tool::AtModules, Tool::AtPdsModules];

/// What [`Network`] needs, besides PostgreSQL: for long runs.
pub const WITH_NETWORK: &[Tool] = &[
    Tool::Node,
    Tool::AtModules,
    Tool::AtPdsModules,
    Tool::AtNetworkModules,
    Tool::Redis,
];
