//! The journal: nothing is skipped, whatever order transactions end in.

use std::sync::mpsc;
use std::time::Duration;

use folkmoot_store::journal::{self, NewEntry, Slice};
use folkmoot_store::{Error, Store, Tx};
use futures_util::future::join_all;

use super::support::{for_each_engine, on_postgres};

fn append(tx: &mut Tx, subject_id: i64) -> folkmoot_store::Result<i64> {
    let entry = NewEntry {
        at: subject_id,
        account_id: 5,
        origin: "local",
        change: "post_created",
        subject_id,
        payload: "{}",
    };
    journal::append(tx, &entry)
}

async fn read(store: &Store, after: i64) -> Slice {
    store
        .read(move |conn| journal::read_after(conn, after, 100))
        .await
        .unwrap()
}

/// Reads until nothing is held back, as a journal reader does.
async fn read_all(store: &Store) -> Vec<i64> {
    let (mut after, mut seen) = (0, Vec::new());
    for _ in 0..2000 {
        let slice = read(store, after).await;
        after = slice.entries.last().map_or(after, |entry| entry.seq);
        let ended = slice.entries.is_empty() && !slice.held_back;
        seen.extend(slice.entries.iter().map(|entry| entry.subject_id));
        if ended {
            return seen;
        }
        if slice.held_back {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
    panic!("the reader got stuck after {after}");
}

#[test]
fn entries_come_back_in_order() {
    for_each_engine("order", |store| async move {
        for subject in 1..=3 {
            store.write(move |tx| append(tx, subject)).await.unwrap();
        }
        let slice = read(&store, 0).await;
        let [first, _, last] = slice.entries.as_slice() else {
            panic!("{slice:?}")
        };
        assert_eq!((first.subject_id, last.subject_id), (1, 3));
        assert_eq!(
            (first.origin.as_str(), first.change.as_str()),
            ("local", "post_created")
        );
        assert_eq!(
            (first.at, first.account_id, first.payload.as_str()),
            (1, 5, "{}")
        );
        let newest = store.read(journal::get_newest).await.unwrap();
        assert_eq!(newest, last.seq);
        assert!(read(&store, newest).await.entries.is_empty());
        let limited = store
            .read(|conn| journal::read_after(conn, 0, 2))
            .await
            .unwrap();
        assert_eq!(limited.entries.len(), 2);
    });
}

#[test]
fn a_cursor_never_goes_back() {
    for_each_engine("cursor", |store| async move {
        let story = store.write(|tx| {
            assert_eq!(journal::get_cursor(tx, "push", "0")?, 0);
            journal::set_cursor(tx, "push", "0", 7)?;
            journal::set_cursor(tx, "push", "0", 6)?;
            journal::set_cursor(tx, "push", "1", 3)?;
            assert_eq!(journal::get_cursor(tx, "push", "0")?, 7);
            assert_eq!(journal::remove_cursor(tx, "push")?, 2);
            journal::get_cursor(tx, "push", "0")
        });
        assert_eq!(story.await.unwrap(), 0);
    });
}

#[test]
fn only_what_everyone_has_read_is_forgotten() {
    for_each_engine("prune", |store| async move {
        let mut seqs = Vec::new();
        for subject in 1..=6 {
            seqs.push(store.write(move |tx| append(tx, subject)).await.unwrap());
        }
        let [.., fourth, _, last] = seqs[..] else {
            panic!("{seqs:?}")
        };
        assert_eq!(prune(&store, 100, 100).await, 0, "no reader has begun");
        set_cursor(&store, "push", last).await;
        set_cursor(&store, "search", fourth).await;
        assert_eq!(prune(&store, 3, 100).await, 2, "those before 3");
        assert_eq!(prune(&store, 100, 1).await, 1, "one at a time");
        assert_eq!(
            prune(&store, 100, 100).await,
            1,
            "those that both have read"
        );
        assert_eq!(read_all(&store).await, [5, 6]);
        set_cursor(&store, "search", last).await;
        assert_eq!(prune(&store, 100, 100).await, 1, "the newest stays");
        let next = store.write(|tx| append(tx, 7)).await.unwrap();
        assert_eq!(next, last + 1);
        assert_eq!(read_all(&store).await, [6, 7]);
    });
}

async fn prune(store: &Store, before: i64, limit: u32) -> u64 {
    store
        .write(move |tx| journal::prune(tx, before, limit))
        .await
        .unwrap()
}

async fn set_cursor(store: &Store, reader: &'static str, seq: i64) {
    store
        .write(move |tx| journal::set_cursor(tx, reader, "", seq))
        .await
        .unwrap();
}

#[test]
fn writers_and_a_reader_at_full_speed() {
    for_each_engine("speed", |store| async move {
        let writes = join_all((1..=300_i64).map(|subject| {
            store.write(move |tx| {
                append(tx, subject)?;
                // Every seventh takes a number and gives it up.
                if subject % 7 == 0 {
                    Err(Error::NotFound)
                } else {
                    Ok(())
                }
            })
        }));
        let (_, early) = tokio::join!(writes, read_all(&store));
        let mut seen = read_all(&store).await;
        assert!(seen.starts_with(&early));
        seen.sort_unstable();
        let kept: Vec<i64> = (1..=300).filter(|subject| subject % 7 != 0).collect();
        assert_eq!(seen, kept);
    });
}

/// The later number is committed first, and the earlier transaction even has the greater transaction id.
#[test]
fn an_open_transaction_with_a_lower_number_holds_the_reader_back() {
    on_postgres("gap", |store| async move {
        let (has_id, wait_for_id) = mpsc::channel();
        let (has_seq, wait_for_seq) = mpsc::channel();
        let (finish, wait) = mpsc::channel::<()>();
        let late = store.write(move |tx| {
            tx.exec("INSERT INTO setting (key, value) VALUES ('a', '')", &[])?;
            has_id.send(()).map_err(Error::abort)?;
            wait_for_seq.recv().map_err(Error::abort)?;
            append(tx, 2)
        });
        let slow = store.write(move |tx| {
            wait_for_id.recv().map_err(Error::abort)?;
            let seq = append(tx, 1)?;
            has_seq.send(()).map_err(Error::abort)?;
            wait.recv().map_err(Error::abort)?;
            Ok(seq)
        });
        let watch = async {
            while store.read(journal::get_newest).await.unwrap() == 0 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            for _ in 0..20 {
                let slice = read(&store, 0).await;
                assert!(slice.entries.is_empty() && slice.held_back, "{slice:?}");
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            finish.send(()).unwrap();
        };
        let (late, slow, ()) = tokio::join!(late, slow, watch);
        assert_eq!((slow.unwrap(), late.unwrap()), (1, 2));
        assert_eq!(read_all(&store).await, [1, 2]);
    });
}

#[test]
fn a_number_that_was_given_up_is_passed() {
    on_postgres("lost", |store| async move {
        store.write(|tx| append(tx, 1)).await.unwrap();
        let lost = store
            .write(|tx| append(tx, 2).and(Err::<(), _>(Error::NotFound)))
            .await;
        lost.unwrap_err();
        store.write(|tx| append(tx, 3)).await.unwrap();
        assert_eq!(read_all(&store).await, [1, 3]);
        // In a write, where every statement has a snapshot of its own, too.
        let story = store.write(|tx| journal::read_after(tx, 0, 10));
        assert_eq!(story.await.unwrap().entries.len(), 2);
    });
}
