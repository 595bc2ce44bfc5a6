//! One PostgreSQL server in a temporary folder, tied to the life of this process.
//!
//! A static value is never dropped and a test process may be killed, so nothing here counts on
//! being asked to clean up: a small shell owns the server and waits for its standard input to end.
//! The kernel closes that pipe whichever way this process goes.

use std::io::{BufRead, BufReader, Error, Result};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::USER;
use crate::install::Install;

/// Starts the server, says so, waits for the end of its input, stops it and removes the folder.
///
/// Signals of the terminal are ignored: after an interrupt the pipe ends, and that is the way out.
const KEEPER: &str = r#"
trap '' INT TERM HUP
trap '"$PROGRAMS/pg_ctl" stop --silent --mode=immediate --pgdata="$FOLDER/data" >>"$FOLDER/log" 2>&1; rm -rf "$FOLDER"' EXIT
"$PROGRAMS/initdb" --pgdata="$FOLDER/data" --username="$SUPERUSER" --auth=trust --encoding=UTF8 \
  --locale=C.UTF-8 --no-sync --no-instructions >>"$FOLDER/log" 2>&1 &&
"$PROGRAMS/pg_ctl" start --silent --wait --timeout=60 --pgdata="$FOLDER/data" --log="$FOLDER/log" \
  --options="$OPTIONS" >>"$FOLDER/log" 2>&1 || { tail -n 5 "$FOLDER/log"; exit 1; }
echo ready
read -r _
"#;

/// A server that lives as long as this value, and no longer than this process.
#[derive(Debug)]
pub(crate) struct Server {
    keeper: Child,
    port: u16,
    folder: PathBuf,
}

impl Server {
    /// Starts a server; the reason why not comes from PostgreSQL's own log.
    pub(crate) fn start(install: &Install) -> std::result::Result<Self, String> {
        // Another process may take the free port between our look and PostgreSQL's.
        let mut last = String::new();
        for _ in 0..3 {
            match Self::try_start(install) {
                Ok(server) => return Ok(server),
                Err(error) => last = error.to_string(),
            }
        }
        Err(last)
    }

    /// The port on 127.0.0.1.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The folder that holds the data, the log and the socket.
    #[cfg(test)]
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    fn try_start(install: &Install) -> Result<Self> {
        // The keeper removes the folder: it outlives us when we are killed.
        let folder = tempfile::Builder::new()
            .prefix("folkmoot-pg-")
            .tempdir()?
            .keep();
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let mut shell = Command::new("/bin/sh");
        shell
            .args(["-c", KEEPER])
            .process_group(0)
            .current_dir(&folder);
        shell
            .env("PROGRAMS", install.program(""))
            .env("FOLDER", &folder);
        shell
            .env("SUPERUSER", USER)
            .env("OPTIONS", options(&folder, port));
        if let Some(owner) = owner_when_root()? {
            chown(&folder, Some(owner.user), Some(owner.group))?;
            shell.uid(owner.user).gid(owner.group);
        }
        let shell = shell
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit());
        let server = Self {
            keeper: shell.spawn()?,
            port,
            folder,
        };
        server.wait_until_ready()
    }

    fn wait_until_ready(mut self) -> Result<Self> {
        let output = self
            .keeper
            .stdout
            .take()
            .ok_or_else(|| Error::other("no output"))?;
        let mut said = Vec::new();
        for line in BufReader::new(output).lines() {
            let line = line?;
            if line == "ready" {
                return Ok(self);
            }
            said.push(line);
        }
        Err(Error::other(said.join("; ")))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        // Nothing is left to do about a keeper that can't be waited for.
        let _ = self.keeper.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The server's settings: safe to lose, so nothing waits for the disk.
fn options(folder: &Path, port: u16) -> String {
    format!(
        "-h 127.0.0.1 -p {port} -k {} -F -c full_page_writes=off -c max_connections=200 \
         -c shared_buffers=64MB -c max_wal_size=256MB",
        folder.display()
    )
}

/// A user and its group, as numbers.
#[derive(Debug, Clone, Copy)]
struct Owner {
    user: u32,
    group: u32,
}

/// Whom to run the server as when we are root, which PostgreSQL refuses to be.
fn owner_when_root() -> Result<Option<Owner>> {
    if std::fs::metadata("/proc/self")?.uid() != 0 {
        return Ok(None);
    }
    let users = std::fs::read_to_string("/etc/passwd")?;
    let found = find_user(&users, "postgres").or_else(|| find_user(&users, "nobody"));
    found
        .map(Some)
        .ok_or_else(|| Error::other("running as root, and there is no user to step down to"))
}

/// Reads one line of passwd(5): `name:password:uid:gid:…`.
fn find_user(passwd: &str, name: &str) -> Option<Owner> {
    let line = passwd
        .lines()
        .find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    let user = fields.next()?.parse().ok()?;
    let group = fields.next()?.parse().ok()?;
    Some(Owner { user, group })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_its_whole_name() {
        let users =
            "root:x:0:0:root:/root:/bin/sh\npostgresx:x:1:1::/:\npostgres:x:113:120:,,,:/:\n";
        let owner = find_user(users, "postgres").unwrap();
        assert_eq!((owner.user, owner.group), (113, 120));
        assert!(find_user(users, "nobody").is_none());
    }
}
