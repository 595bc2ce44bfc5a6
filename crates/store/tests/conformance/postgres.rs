//! What only a server can do to us.

use std::sync::{Arc, Barrier};

use folkmoot_store::{Error, Store, Target};

use super::support::{block_on, config, ids, insert, make_sample, on_postgres, postgres};

#[test]
fn a_lost_connection_is_found_again() {
    on_postgres("lost", |store| async move {
        make_sample(&store).await;
        for id in 0..6 {
            let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                       WHERE datname = current_database() AND pid <> pg_backend_pid()";
            store
                .write(move |tx| tx.all(sql, &[], |row| row.get::<bool>(0)))
                .await
                .unwrap();
            store.write(move |tx| insert(tx, id)).await.unwrap();
            assert!(ids(&store).await.contains(&id));
        }
    });
}

#[test]
fn two_transactions_that_meet_are_both_done() {
    on_postgres("deadlock", |store| async move {
        make_sample(&store).await;
        store
            .write(|tx| insert(tx, 1).and(insert(tx, 2)))
            .await
            .unwrap();
        let meet = Arc::new(Barrier::new(2));
        let cross = |first: i64, second: i64| {
            let (meet, mut attempts) = (Arc::clone(&meet), 0);
            store.write(move |tx| {
                let sql = "UPDATE sample SET part = 1 WHERE id = $1";
                attempts += 1;
                tx.exec(sql, &[&first])?;
                if attempts == 1 {
                    meet.wait();
                }
                tx.exec(sql, &[&second])?;
                Ok(attempts)
            })
        };
        let (one, two) = tokio::join!(cross(1, 2), cross(2, 1));
        assert!(one.unwrap().max(two.unwrap()) > 1, "they did not meet");
    });
}

#[test]
fn no_server_is_a_clear_error() {
    let target = Target::Postgres("postgres://nobody@127.0.0.1:1/nothing".into());
    let refused = Store::open(&config(&target));
    assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
}

#[test]
fn encryption_that_is_not_there_is_refused() {
    for mode in ["require", "verify-full"] {
        let target = Target::Postgres(format!("postgres://a:secret@h/b?sslmode={mode}"));
        let refused = Store::open(&config(&target));
        let Err(Error::Invalid(text)) = refused else {
            panic!("{refused:?}")
        };
        assert!(text.contains("ssl"), "{text}");
        assert!(!text.contains("secret") && !format!("{target:?}").contains("secret"));
    }
}

/// The driver would panic on a thread of tokio.
#[test]
fn a_store_can_be_opened_and_dropped_inside_a_runtime() {
    let Some(target) = postgres("inside") else {
        return;
    };
    block_on(async {
        let store = Store::open(&config(&target)).unwrap();
        store.read(|_| Ok(())).await.unwrap();
        drop(store);
    });
}
