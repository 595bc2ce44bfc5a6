//! The data folder and the server key in it.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use crypto::ServerKey;

const KEY_FILE: &str = "server.key";
/// What anybody but its owner may do with a file.
const OTHERS: u32 = 0o077;
const DATABASE_FILE: &str = "folkmoot.db";

/// Makes the data folder, for its owner alone.
pub(crate) fn ensure_folder(data: &Path) -> Result<()> {
    if data.is_dir() {
        return Ok(());
    }
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(data)
        .with_context(|| format!("The data folder {} cannot be made.", data.display()))
}

/// The key that seals all other keys. Made at the first start, outside the database, readable by its owner alone.
pub(crate) fn server_key(data: &Path) -> Result<ServerKey> {
    let file = data.join(KEY_FILE);
    if !file.exists() {
        ensure!(
            !data.join(DATABASE_FILE).exists(),
            "{} is missing, but there is a database. Without the key nobody's keys can be opened: put it back from a backup.",
            file.display()
        );
        return make_key(&file);
    }
    let mode = fs::metadata(&file)?.permissions().mode();
    ensure!(
        mode & OTHERS == 0,
        "{} can be read by others. Run: chmod 600 {0}",
        file.display()
    );
    let bytes = fs::read(&file).with_context(|| format!("{} cannot be read.", file.display()))?;
    let bytes: [u8; 32] = bytes
        .try_into()
        .ok()
        .with_context(|| format!("{} is damaged: it should have 32 bytes.", file.display()))?;
    Ok(ServerKey::from_bytes(bytes))
}

fn make_key(file: &Path) -> Result<ServerKey> {
    let key = ServerKey::generate();
    let mut out = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)
        .with_context(|| format!("{} cannot be made.", file.display()))?;
    out.write_all(&key.to_bytes())?;
    out.sync_all()?;
    Ok(key)
}

/// Where the built-in database is.
pub(crate) fn database_file(data: &Path) -> std::path::PathBuf {
    data.join(DATABASE_FILE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_and_only_for_its_owner() {
        let folder = tempfile::tempdir().expect("a folder");
        let made = server_key(folder.path()).expect("a new key");
        let read = server_key(folder.path()).expect("the same key");
        assert_eq!(made.to_bytes(), read.to_bytes());
        let mode = fs::metadata(folder.path().join(KEY_FILE))
            .expect("the file")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_lost_key_is_never_silently_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(DATABASE_FILE), b"").expect("a database");
        assert!(server_key(folder.path()).is_err());
    }
}
