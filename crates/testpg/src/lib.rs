//! A real PostgreSQL for tests: a cluster of its own in a temporary folder, gone when the process is.
//!
//! [`cluster`] starts one, shared by all tests of the process; [`Cluster::url`] makes a fresh database.
//!
//! Invariant: a machine without PostgreSQL skips, loudly; a PostgreSQL that is there and will not
//! start is a failure, never a skip.

use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

mod install;
mod server;

use install::Install;
pub use install::Skip;
use server::Server;

/// The superuser that every test connects as. Only this machine is let in, without a password.
const USER: &str = "folkmoot";

/// A running PostgreSQL that belongs to the tests alone.
#[derive(Debug)]
pub struct Cluster {
    install: Install,
    server: Server,
}

/// The cluster of this process, started by whoever asks first.
///
/// Prints a `SKIPPED` line at every call when this machine has no PostgreSQL, so that each test that
/// could not run says so in its own output.
///
/// # Panics
/// When PostgreSQL is installed and can't be started.
pub fn cluster() -> Result<&'static Cluster, Skip> {
    static CLUSTER: OnceLock<Result<Cluster, Skip>> = OnceLock::new();
    let cluster = CLUSTER.get_or_init(Cluster::start).as_ref();
    cluster.map_err(|skip| {
        announce(*skip);
        *skip
    })
}

/// Whether this machine has a PostgreSQL that [`cluster`] could start.
pub fn installed() -> Result<(), Skip> {
    Install::find().map(drop)
}

#[expect(clippy::print_stdout, reason = "the test runner counts these lines")]
fn announce(skip: Skip) {
    println!("SKIPPED PostgreSQL: {skip}");
}

impl Cluster {
    fn start() -> Result<Self, Skip> {
        let install = Install::find()?;
        let server = Server::start(&install).unwrap_or_else(|why| broken(&why));
        Ok(Self { install, server })
    }

    /// Creates a fresh, empty database and returns its URL.
    ///
    /// `label` tells a person what it is for; two calls with the same label give two databases.
    ///
    /// # Panics
    /// When the database can't be created.
    pub fn url(&self, label: &str) -> String {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}_{}_{number}", identifier(label), std::process::id());
        let base = format!("postgres://{USER}@127.0.0.1:{}", self.server.port());
        let made = Command::new(self.install.program("psql"))
            .args([
                "--no-psqlrc",
                "--quiet",
                "--set=ON_ERROR_STOP=1",
                "--command",
            ])
            .arg(format!(
                "CREATE DATABASE {name} TEMPLATE template0 STRATEGY file_copy"
            ))
            .arg(format!("{base}/postgres"))
            .output();
        match made {
            Ok(output) if output.status.success() => format!("{base}/{name}"),
            Ok(output) => broken(&String::from_utf8_lossy(&output.stderr)),
            Err(error) => broken(&error.to_string()),
        }
    }
}

/// The letters and digits of `label`, as the start of a name that PostgreSQL takes unquoted.
fn identifier(label: &str) -> String {
    let safe = |letter: char| {
        if letter.is_ascii_alphanumeric() {
            letter
        } else {
            '_'
        }
    };
    let rest: String = label.chars().map(safe).take(32).collect();
    format!("t_{}", rest.to_ascii_lowercase())
}

#[expect(
    clippy::panic,
    reason = "tests only: a PostgreSQL that doesn't work must turn them red"
)]
fn broken(why: &str) -> ! {
    panic!("PostgreSQL is installed but does not work: {why}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_becomes_a_plain_identifier() {
        assert_eq!(
            identifier("Journal: gap-free; DROP"),
            "t_journal__gap_free__drop"
        );
    }

    #[test]
    fn two_databases_of_one_label_are_two_and_empty() {
        let Ok(cluster) = cluster() else { return };
        let (first, second) = (cluster.url("same"), cluster.url("same"));
        assert_ne!(first, second);
        run(cluster, &first, "CREATE TABLE only_here (id int)");
        assert_eq!(
            run(
                cluster,
                &second,
                "SELECT count(*) FROM pg_tables WHERE tablename = 'only_here'"
            ),
            "0"
        );
    }

    #[test]
    fn a_dropped_cluster_leaves_neither_server_nor_folder() {
        let install = match Install::find() {
            Ok(install) => install,
            Err(skip) => return announce(skip),
        };
        let server = Server::start(&install).unwrap();
        let (port, folder) = (server.port(), server.folder().to_owned());
        assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());
        drop(server);
        assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
        assert!(!folder.exists());
    }

    fn run(cluster: &Cluster, url: &str, sql: &str) -> String {
        let output = Command::new(cluster.install.program("psql"))
            .args([
                "--no-psqlrc",
                "--tuples-only",
                "--no-align",
                "--command",
                sql,
                url,
            ])
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}
