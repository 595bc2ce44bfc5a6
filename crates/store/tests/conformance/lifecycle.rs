//! Opening, closing, and looking at what is there.

use futures_util::FutureExt as _;
use futures_util::future::join_all;

use folkmoot_store::{Error, Store, StoreConfig, Target};

use super::support::{block_on, config, for_each_engine, ids, insert, make_sample, postgres};

#[test]
fn a_closed_store_finishes_its_work_and_takes_no_more() {
    for_each_engine("closed", |store| async move {
        make_sample(&store).await;
        let mut waiting: Vec<_> = (0..50_i64)
            .map(|id| Box::pin(store.write(move |tx| insert(tx, id))))
            .collect();
        // The first poll puts the closure into the queue.
        waiting.retain_mut(|write| write.now_or_never().is_none());
        store.clone().close();
        let late = store.write(|tx| insert(tx, 50)).await;
        assert!(matches!(late, Err(Error::Closed)), "{late:?}");
        for result in join_all(waiting).await {
            result.unwrap();
        }
    });
}

#[test]
fn what_was_written_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data/folkmoot.db");
    let targets = [Some(Target::SqliteFile(path.clone())), postgres("restart")];
    for target in targets.into_iter().flatten() {
        let store = Store::open(&config(&target)).unwrap();
        block_on(async {
            store.migrate(|_| ()).await.unwrap();
            make_sample(&store).await;
            store.write(|tx| insert(tx, 42)).await.unwrap();
        });
        let other = store.clone();
        store.close();
        let refused = block_on(other.read(|_| Ok(())));
        assert!(matches!(refused, Err(Error::Closed)), "{refused:?}");
        drop(other);
        let store = Store::open(&config(&target)).unwrap();
        block_on(async {
            assert_eq!(ids(&store).await, [42]);
            let schema = store.schema().await.unwrap();
            assert_eq!(store.migrate(|_| ()).await.unwrap(), schema);
        });
    }
}

#[test]
fn data_of_a_newer_program_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    let targets = [
        Some(Target::SqliteFile(folder.path().join("a.db"))),
        postgres("newer"),
    ];
    for target in targets.into_iter().flatten() {
        let store = Store::open(&config(&target)).unwrap();
        block_on(async {
            store.migrate(|_| ()).await.unwrap();
            let sql = "INSERT INTO schema_version (version, name) VALUES (9999, 'later')";
            store.write(move |tx| tx.exec(sql, &[])).await.unwrap();
        });
        store.close();
        let refused = Store::open(&config(&target));
        assert!(
            matches!(refused, Err(Error::Schema { found: 9999, .. })),
            "{refused:?}"
        );
    }
}

#[test]
fn health_and_size() {
    for_each_engine("health", |store| async move {
        store.check_integrity().await.unwrap();
        assert!(store.size_on_disk().await.unwrap() > 10_000);
    });
}

#[test]
fn two_processes_may_migrate_at_once() {
    let Some(target) = postgres("migrate") else {
        return;
    };
    let stores: Vec<_> = (0..3)
        .map(|_| Store::open(&config(&target)).unwrap())
        .collect();
    let all = stores.iter().map(|store| store.migrate(|_| ()));
    for result in block_on(join_all(all)) {
        result.unwrap();
    }
}

#[test]
fn a_store_nobody_holds_is_closed() {
    let folder = tempfile::tempdir().unwrap();
    let target = Target::SqliteFile(folder.path().join("a.db"));
    for _ in 0..3 {
        drop(
            Store::open(&StoreConfig {
                target: target.clone(),
                readers: 0,
            })
            .unwrap(),
        );
    }
}
