//! Finding PostgreSQL's programs on this machine.

use std::fmt;
use std::path::{Path, PathBuf};

/// Where Debian and Ubuntu keep one folder for each major version, out of the `PATH`.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The oldest major version that Folkmoot supports.
const OLDEST: u32 = 15;

/// Why a test that needs PostgreSQL did not run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skip;

impl fmt::Display for Skip {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "no PostgreSQL {OLDEST} or newer in {DEBIAN} or the PATH; on Debian and Ubuntu: \
             apt-get install postgresql"
        )
    }
}

impl std::error::Error for Skip {}

/// The folder that holds `initdb`, `pg_ctl` and `psql` of one version.
#[derive(Debug, Clone)]
pub(crate) struct Install {
    folder: PathBuf,
}

impl Install {
    /// The newest version that Debian's packages installed, else what the `PATH` holds.
    pub(crate) fn find() -> Result<Self, Skip> {
        let folder = newest_of_debian(Path::new(DEBIAN))
            .or_else(from_path)
            .ok_or(Skip)?;
        Ok(Self { folder })
    }

    /// The full path of one of PostgreSQL's programs.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// A folder that can start a server, not merely talk to one.
fn is_complete(folder: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres", "psql"]
        .iter()
        .all(|name| folder.join(name).is_file())
}

fn newest_of_debian(root: &Path) -> Option<PathBuf> {
    let versions = std::fs::read_dir(root).ok()?.flatten().filter_map(|entry| {
        let version: u32 = entry.file_name().to_str()?.parse().ok()?;
        let folder = entry.path().join("bin");
        (version >= OLDEST && is_complete(&folder)).then_some((version, folder))
    });
    versions
        .max_by_key(|(version, _)| *version)
        .map(|(_, folder)| folder)
}

fn from_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).find(|folder| is_complete(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_complete_version_wins() {
        let root = tempfile::tempdir().unwrap();
        for version in ["9.6", "14", "15", "17"] {
            let bin = root.path().join(version).join("bin");
            std::fs::create_dir_all(&bin).unwrap();
            // Version 17 is a client only.
            let programs: &[&str] = if version == "17" {
                &["psql"]
            } else {
                &["initdb", "pg_ctl", "postgres", "psql"]
            };
            for program in programs {
                std::fs::write(bin.join(program), "").unwrap();
            }
        }
        assert_eq!(
            newest_of_debian(root.path()),
            Some(root.path().join("15/bin"))
        );
    }

    #[test]
    fn a_machine_without_any_has_none() {
        let root = tempfile::tempdir().unwrap();
        assert_eq!(newest_of_debian(root.path()), None);
    }
}
