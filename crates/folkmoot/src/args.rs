//! What can be asked for on the command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// A community on the open social web, in one program.
#[derive(Debug, Clone, Parser)]
#[command(
    name = "folkmoot",
    version,
    about,
    long_about = "A community on the open social web, in one program.\n\nWithout a command it serves: data in ./folkmoot-data, pages on http://127.0.0.1:8420."
)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) settings: Settings,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// Settings that stand above the configuration file and the environment.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Settings {
    /// The folder with everything that is kept.
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// The configuration file; without it, folkmoot.toml in the data folder is read if it is there.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Where to listen.
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    pub(crate) listen: Option<SocketAddr>,
    /// Where people reach the server, when that is not where it listens: <https://example.org>
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) url: Option<String>,
    /// <postgres://user:password@host/name>, instead of the built-in database.
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) database: Option<String>,
    /// For development only: plain http, peers on this machine, no rate limits.
    #[arg(long, global = true)]
    pub(crate) dev: bool,
}

/// What to do.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum Command {
    /// Run the server (what happens without a command).
    Serve,
    /// Run a server with made-up people and posts, to look around. Nothing is kept.
    Demo,
    /// Look after accounts from the command line, while the server is stopped.
    Account {
        #[command(subcommand)]
        command: AccountCommand,
    },
    /// Check that everything is as it should be, and say what to do where it is not.
    Doctor,
    /// Bring the database up to date and stop.
    Migrate,
    /// Look after the Bluesky network from the command line, while the server is stopped.
    Bluesky {
        #[command(subcommand)]
        command: BlueskyCommand,
    },
    /// Look after the index of words that search asks, while the server is stopped.
    Search {
        #[command(subcommand)]
        command: SearchCommand,
    },
}

/// What to do with the Bluesky network.
#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum BlueskyCommand {
    /// Tell the directory of names where everybody is now, after the address of the server has changed.
    MoveEndpoint,
}

/// What to do with the index of words.
#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum SearchCommand {
    /// Index everything anew.
    Rebuild,
    /// Index what waits, which the server does by itself when it runs.
    Finish,
    /// Say how much waits to be indexed.
    Status,
}

/// What to do with accounts.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum AccountCommand {
    /// Make an account that can log in at once.
    Create(CreateAccount),
    /// Let a key of somebody's own change their name on the Bluesky network, before the server's key.
    RecoveryKey(RecoveryKey),
    /// Let somebody sign on Nostr with a key that they keep themselves.
    NostrKey(NostrKey),
}

/// A key that stays with its owner.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct NostrKey {
    /// The name, without the server.
    pub(crate) name: String,
    /// The public key: npub1…, or 64 hexadecimal digits.
    #[arg(long)]
    pub(crate) public: String,
}

/// A key of somebody's own.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct RecoveryKey {
    /// The name, without the server.
    pub(crate) name: String,
    /// The public key: did:key:z…
    pub(crate) key: String,
    /// Take it away again.
    #[arg(long)]
    pub(crate) remove: bool,
}

/// A new account.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct CreateAccount {
    /// The name, without the server.
    pub(crate) name: String,
    /// Where to write to.
    #[arg(long)]
    pub(crate) email: String,
    /// At least 8 characters. Seen by others on this machine while the command runs.
    #[arg(long)]
    pub(crate) password: String,
    /// May change the community.
    #[arg(long)]
    pub(crate) admin: bool,
    /// Also make an access token for an app, with these scopes: "read write".
    #[arg(long, value_name = "SCOPES")]
    pub(crate) token: Option<String>,
}
