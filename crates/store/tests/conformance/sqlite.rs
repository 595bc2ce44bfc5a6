//! What only a file can promise.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use folkmoot_store::{Error, Store, Target};

use super::support::{block_on, config, ids, insert, make_sample};

const CHILD: &str = "FOLKMOOT_STORE_TEST_CHILD";

/// Not a story: what the child process of the next one does.
#[test]
fn child_that_writes_until_it_is_killed() {
    let Some(path) = std::env::var_os(CHILD) else {
        return;
    };
    let store = Store::open(&config(&Target::SqliteFile(path.into()))).unwrap();
    block_on(async {
        make_sample(&store).await;
        for id in 0.. {
            store.write(move |tx| insert(tx, id)).await.unwrap();
            println!("acknowledged {id}");
        }
    });
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    for moment in [1, 20, 90] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("folkmoot.db");
        let acknowledged = kill_after(&path, moment);
        let store = Store::open(&config(&Target::SqliteFile(path))).unwrap();
        let kept = block_on(ids(&store));
        let complete: Vec<i64> = (0..).take(kept.len()).collect();
        assert_eq!(kept, complete);
        assert!(
            kept.contains(&acknowledged),
            "{acknowledged} was acknowledged and is gone"
        );
        block_on(store.check_integrity()).unwrap();
    }
}

/// Kills a child once it has said `moment` times that a write is done; returns the last it said.
fn kill_after(path: &Path, moment: usize) -> i64 {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "sqlite::child_that_writes_until_it_is_killed",
            "--nocapture",
        ])
        .env(CHILD, path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut said = lines.filter_map(|line| {
        line.unwrap()
            .split_once("acknowledged ")
            .map(|(_, id)| id.parse::<i64>().unwrap())
    });
    let last = said.by_ref().nth(moment).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    said.last().unwrap_or(last)
}

#[test]
fn the_second_to_open_a_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let target = Target::SqliteFile(folder.path().join("folkmoot.db"));
    let store = Store::open(&config(&target)).unwrap();
    let refused = Store::open(&config(&target));
    let Err(Error::InUse(text)) = refused else {
        panic!("{refused:?}")
    };
    assert!(
        text.contains(&format!("process {}", std::process::id())),
        "{text}"
    );
    store.close();
    Store::open(&config(&target)).unwrap();
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("folkmoot.db");
    let store = Store::open(&config(&Target::SqliteFile(path.clone()))).unwrap();
    block_on(make_sample(&store));
    for name in ["folkmoot.db", "folkmoot.db-wal"] {
        let mode = folder
            .path()
            .join(name)
            .metadata()
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "{name} has mode {mode:o}");
    }
}

#[test]
fn closing_leaves_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("folkmoot.db");
    let store = Store::open(&config(&Target::SqliteFile(path.clone()))).unwrap();
    block_on(make_sample(&store));
    assert!(folder.path().join("folkmoot.db-wal").exists());
    store.close();
    let left: Vec<_> = folder
        .path()
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left.len(), 2, "the database and the lock: {left:?}");
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("folkmoot.db");
    std::fs::write(&path, "this is a diary\n".repeat(100)).unwrap();
    let refused = Store::open(&config(&Target::SqliteFile(path)));
    assert!(matches!(refused, Err(Error::Corrupt(_))), "{refused:?}");
}
