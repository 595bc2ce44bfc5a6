//! Closures: what they undo, what they see, and when they are answered.

use std::sync::mpsc;
use std::time::Duration;

use folkmoot_store::{Error, Result, Store};
use futures_util::future::join_all;

use super::support::{for_each_engine, ids, insert, make_sample, on_sqlite};

#[test]
fn a_failed_closure_undoes_only_itself() {
    for_each_engine("failed", |store| async move {
        make_sample(&store).await;
        let writes = (0..100_i64).map(|id| {
            store.write(move |tx| {
                insert(tx, id)?;
                match id % 5 {
                    0 => Err(Error::NotFound),
                    1 => insert(tx, id).map(drop),
                    2 => panic!("on purpose"),
                    _ => Ok(()),
                }
            })
        });
        for (id, result) in join_all(writes).await.into_iter().enumerate() {
            match id % 5 {
                0 => assert!(matches!(result, Err(Error::NotFound)), "{result:?}"),
                1 => assert!(matches!(result, Err(Error::Conflict(_))), "{result:?}"),
                2 => assert!(matches!(&result, Err(Error::Panicked(text)) if text == "on purpose")),
                _ => result.unwrap(),
            }
        }
        let kept: Vec<i64> = (0..100).filter(|id| id % 5 > 2).collect();
        assert_eq!(ids(&store).await, kept);
    });
}

#[test]
fn a_swallowed_error_dooms_its_closure_on_both_engines() {
    for_each_engine("swallowed", |store| async move {
        make_sample(&store).await;
        let result = store
            .write(|tx| {
                insert(tx, 1)?;
                let _ = insert(tx, 1);
                Ok(())
            })
            .await;
        assert!(matches!(result, Err(Error::Doomed)), "{result:?}");
        assert!(ids(&store).await.is_empty());
        store.write(|tx| insert(tx, 1)).await.unwrap();
    });
}

#[test]
fn broken_rules_have_the_same_names() {
    for_each_engine("rules", |store| async move {
        make_sample(&store).await;
        let run = |sql: &'static str| store.write(move |tx| tx.exec(sql, &[]));
        run("INSERT INTO sample (id, name) VALUES (1, 'a')")
            .await
            .unwrap();
        let result = run("INSERT INTO sample (id, name) VALUES (2, 'a')").await;
        assert!(
            matches!(&result, Err(Error::Conflict(key)) if key.contains("name")),
            "{result:?}"
        );
        for sql in [
            "INSERT INTO sample (id, boss) VALUES (2, 77)",
            "INSERT INTO sample (id) VALUES (1000001)",
            "INSERT INTO sample (id) VALUES (NULL)",
        ] {
            let result = run(sql).await;
            assert!(matches!(result, Err(Error::Constraint(_))), "{result:?}");
        }
        let result = run("INSERT INTO nowhere (id) VALUES (1)").await;
        assert!(matches!(result, Err(Error::Engine(_))), "{result:?}");
    });
}

#[test]
fn a_reason_of_ones_own_comes_back() {
    for_each_engine("abort", |store| async move {
        make_sample(&store).await;
        let result: Result<()> = store
            .write(|tx| {
                insert(tx, 1)?;
                Err(Error::abort(std::fmt::Error))
            })
            .await;
        let Err(Error::Aborted(reason)) = result else {
            panic!("{result:?}")
        };
        assert!(reason.is::<std::fmt::Error>());
        assert!(ids(&store).await.is_empty());
    });
}

#[test]
fn a_read_cannot_write() {
    for_each_engine("readonly", |store| async move {
        make_sample(&store).await;
        let sql = "INSERT INTO sample (id) VALUES (1)";
        store
            .read(move |conn| conn.exec(sql, &[]))
            .await
            .unwrap_err();
        assert!(ids(&store).await.is_empty());
    });
}

#[test]
fn a_read_sees_one_moment() {
    for_each_engine("moment", |store| async move {
        make_sample(&store).await;
        let (begun, begins) = mpsc::channel();
        let (written, wait) = mpsc::channel();
        let count = "SELECT COUNT(*) FROM sample";
        let read = store.read(move |conn| {
            let before: i64 = conn.one(count, &[], |row| row.get(0))?;
            begun.send(()).unwrap();
            wait.recv_timeout(Duration::from_secs(10)).unwrap();
            let after: i64 = conn.one(count, &[], |row| row.get(0))?;
            Ok((before, after))
        });
        let write = async {
            while begins.try_recv().is_err() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            store.write(|tx| insert(tx, 1)).await.unwrap();
            written.send(()).unwrap();
        };
        let (seen, ()) = tokio::join!(read, write);
        assert_eq!(seen.unwrap(), (0, 0));
        assert_eq!(ids(&store).await, [1]);
    });
}

#[test]
fn a_slow_read_holds_nobody_up() {
    for_each_engine("slow", |store| async move {
        make_sample(&store).await;
        let (finish, wait) = mpsc::channel::<()>();
        let slow = store.read(move |_| wait.recv().map_err(Error::abort));
        let quick = async {
            for id in 0..20 {
                store.write(move |tx| insert(tx, id)).await.unwrap();
                assert!(ids(&store).await.contains(&id));
            }
            finish.send(()).unwrap();
        };
        tokio::join!(slow, quick).0.unwrap();
    });
}

/// While one closure of a group runs, the work of those before it is not yet to be seen: they share a commit.
#[test]
fn waiting_writes_share_a_commit() {
    on_sqlite(|store| async move {
        make_sample(&store).await;
        let (release, hold) = mpsc::channel::<()>();
        let (arrived, middle) = mpsc::channel::<()>();
        let (go_on, look) = mpsc::channel::<()>();
        let first = store.write(move |_| hold.recv().map_err(Error::abort));
        let rest = join_all((0..40_i64).map(|id| store.write(move |tx| insert(tx, id))));
        let last = store.write(move |tx| {
            arrived.send(()).map_err(Error::abort)?;
            look.recv().map_err(Error::abort)?;
            insert(tx, 40).map(drop)
        });
        let watch = async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            release.send(()).unwrap();
            while middle.try_recv().is_err() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            let seen = ids(&store).await.len();
            go_on.send(()).unwrap();
            assert!(seen < 40, "{seen} writes were committed one by one");
        };
        let (first, rest, last, ()) = tokio::join!(first, rest, last, watch);
        first.unwrap();
        last.unwrap();
        assert!(rest.iter().all(Result::is_ok));
        assert_eq!(ids(&store).await.len(), 41);
    });
}

#[test]
fn two_writers_lose_nothing() {
    for_each_engine("two", |store| async move {
        make_sample(&store).await;
        store.write(|tx| insert(tx, 1)).await.unwrap();
        store
            .write(|tx| tx.exec("UPDATE sample SET part = 0", &[]))
            .await
            .unwrap();
        let add = |store: Store| async move {
            for _ in 0..100 {
                let sql = "UPDATE sample SET part = part + 1 WHERE id = 1";
                assert_eq!(store.write(move |tx| tx.exec(sql, &[])).await.unwrap(), 1);
            }
        };
        tokio::join!(add(store.clone()), add(store.clone()));
        let read = store.read(|conn| conn.one("SELECT part FROM sample", &[], |row| row.get(0)));
        let sum: f64 = read.await.unwrap();
        assert!((sum - 200.0).abs() < f64::EPSILON, "{sum}");
    });
}
