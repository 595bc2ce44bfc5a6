//! What goes in comes out, on both engines.

use folkmoot_store::{Cell, Error, Ids, Texts};

use super::support::{for_each_engine, insert, make_sample};

#[test]
fn every_kind_of_value_comes_back() {
    for_each_engine("kinds", |store| async move {
        make_sample(&store).await;
        let write = store.write(|tx| {
            tx.exec(
                "INSERT INTO sample (id, name, bytes, part) VALUES ($1, $2, $3, $4)",
                &[&7_i32, &"Zoë 🦀", &vec![0_u8, 255], &0.5],
            )?;
            let nothing: (Option<i64>, Option<&str>, Option<Vec<u8>>) = (None, None, None);
            tx.exec(
                "INSERT INTO sample (id, boss, name, bytes) VALUES ($1, $2, $3, $4)",
                &[&true, &nothing.0, &nothing.1, &nothing.2],
            )
        });
        assert_eq!(write.await.unwrap(), 1);
        let read = store.read(|conn| {
            conn.one(
                "SELECT id, name, bytes, part, boss FROM sample WHERE id = 7",
                &[],
                |row| {
                    assert_eq!(row.text(1)?, "Zoë 🦀");
                    assert_eq!(row.blob(2)?, [0, 255]);
                    assert_eq!(row.cell(4)?, Cell::Null);
                    row.get::<i64>(1).unwrap_err();
                    row.get::<i64>(4).unwrap_err();
                    row.get::<i64>(9).unwrap_err();
                    Ok((
                        row.get::<u16>(0)?,
                        row.get::<String>(1)?,
                        row.get::<[u8; 2]>(2)?,
                        row.get(3)?,
                    ))
                },
            )
        });
        let (id, name, bytes, part): (u16, String, [u8; 2], Option<f64>) = read.await.unwrap();
        assert_eq!(
            (id, name.as_str(), bytes, part),
            (7, "Zoë 🦀", [0, 255], Some(0.5))
        );
        let read = store.read(|conn| {
            let sql = "SELECT id, EXISTS (SELECT 1 FROM sample WHERE id = 7), name
                       FROM sample WHERE id = $1";
            conn.one(sql, &[&true], |row| {
                Ok((
                    row.get::<bool>(0)?,
                    row.get::<bool>(1)?,
                    row.get::<Option<String>>(2)?,
                ))
            })
        });
        assert_eq!(read.await.unwrap(), (true, true, None));
    });
}

#[test]
fn parameters_go_by_their_number() {
    for_each_engine("numbers", |store| async move {
        let read = store.read(|conn| {
            let sql = "SELECT CAST($2 AS BIGINT), CAST($1 AS BIGINT), CAST($2 AS BIGINT)";
            conn.one(sql, &[&1, &2], |row| {
                Ok((row.get::<i64>(0)?, row.get::<i64>(1)?, row.get::<i64>(2)?))
            })
        });
        assert_eq!(read.await.unwrap(), (2, 1, 2));
        for args in [1_usize, 3] {
            let result = store
                .read(move |conn| {
                    let all: [&dyn folkmoot_store::Arg; 3] = [&1, &2, &3];
                    let sql = "SELECT CAST($1 AS BIGINT) + CAST($2 AS BIGINT)";
                    conn.exec(sql, &all[..args])
                })
                .await;
            assert!(result.is_err(), "{args} parameters for two");
        }
    });
}

#[test]
fn lists_are_one_parameter() {
    for_each_engine("lists", |store| async move {
        make_sample(&store).await;
        store
            .write(|tx| {
                for (id, name) in [(1_i64, "a'"), (2, "\"b"), (3, "c"), (i64::MIN, "d")] {
                    tx.exec(
                        "INSERT INTO sample (id, name) VALUES ($1, $2)",
                        &[&id, &name],
                    )?;
                }
                Ok(())
            })
            .await
            .unwrap();
        let by_ids = |list: Vec<i64>| {
            store.read(move |conn| {
                let sql = "SELECT id FROM sample WHERE id IN ids($1) ORDER BY id";
                conn.all(sql, &[&Ids(list.clone())], |row| row.get::<i64>(0))
            })
        };
        assert_eq!(
            by_ids(vec![3, 1, 9, i64::MIN]).await.unwrap(),
            [i64::MIN, 1, 3]
        );
        assert!(by_ids(vec![]).await.unwrap().is_empty());
        let by_names = store.read(|conn| {
            let sql = "SELECT sample.id FROM texts($1) AS wanted
                       JOIN sample ON sample.name = wanted.value ORDER BY sample.id";
            let names = Texts(vec!["a'".into(), "\"b".into()]);
            conn.all(sql, &[&names], |row| row.get::<i64>(0))
        });
        assert_eq!(by_names.await.unwrap(), [1, 2]);
    });
}

#[test]
fn a_nul_is_refused_by_both() {
    for_each_engine("nul", |store| async move {
        make_sample(&store).await;
        let result = store
            .write(|tx| tx.exec("INSERT INTO sample (id, name) VALUES (1, $1)", &[&"a\0b"]))
            .await;
        assert!(matches!(result, Err(Error::Invalid(_))), "{result:?}");
        let list = Texts(vec!["ok".into(), "\0".into()]);
        let result = store
            .read(move |conn| conn.exec("SELECT 1 FROM sample WHERE name IN texts($1)", &[&list]))
            .await;
        assert!(matches!(result, Err(Error::Invalid(_))), "{result:?}");
    });
}

#[test]
fn one_opt_all_and_exec() {
    for_each_engine("shapes", |store| async move {
        make_sample(&store).await;
        let write = store.write(|tx| {
            let (by_id, all) = (
                "SELECT id FROM sample WHERE id = $1",
                "SELECT id FROM sample ORDER BY id",
            );
            for id in 1..=3 {
                insert(tx, id)?;
            }
            let missing = tx.one(by_id, &[&9_i64], |row| row.get::<i64>(0));
            assert!(matches!(missing, Err(Error::NotFound)), "{missing:?}");
            assert_eq!(tx.opt(by_id, &[&9_i64], |row| row.get::<i64>(0))?, None);
            assert_eq!(tx.opt(all, &[], |row| row.get::<i64>(0))?, Some(1));
            assert_eq!(tx.all(all, &[], |row| row.get::<i64>(0))?, [1, 2, 3]);
            tx.exec("DELETE FROM sample WHERE id > $1", &[&1])
        });
        assert_eq!(write.await.unwrap(), 2);
    });
}

#[test]
fn a_statement_can_be_checked_without_running_it() {
    for_each_engine("check", |store| async move {
        make_sample(&store).await;
        store
            .read(|conn| conn.prepare_check("SELECT LEAST(id, $1) FROM sample"))
            .await
            .unwrap();
        let result = store
            .read(|conn| conn.prepare_check("SELECT nothing FROM sample"))
            .await;
        assert!(matches!(result, Err(Error::Engine(_))), "{result:?}");
        let claim = "SELECT id FROM sample ORDER BY id LIMIT 1 SKIP LOCKED";
        store
            .write(move |tx| tx.prepare_check(claim))
            .await
            .unwrap();
    });
}

/// PostgreSQL would guess 32 bits for `$1` from what it is compared with first.
#[test]
fn numbers_have_64_bits_everywhere() {
    for_each_engine("wide", |store| async move {
        make_sample(&store).await;
        let sql = "SELECT COUNT(*) FROM sample WHERE $1 = 0 OR id = $1";
        store
            .read(move |conn| conn.prepare_check(sql))
            .await
            .unwrap();
        for arg in [None, Some(i64::MAX), Some(0)] {
            let read = store.read(move |conn| conn.one(sql, &[&arg], |row| row.get::<i64>(0)));
            assert_eq!(read.await.unwrap(), 0);
        }
    });
}
