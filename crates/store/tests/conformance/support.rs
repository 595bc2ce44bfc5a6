//! A migrated store on each engine.

use std::future::Future;

use folkmoot_store::{Engine, Result, Store, StoreConfig, Target};

/// Runs a story on SQLite, and on PostgreSQL if this machine has one; says so loudly if it has not.
pub(crate) fn for_each_engine<F: Future<Output = ()>>(label: &str, story: impl Fn(Store) -> F) {
    let targets = [Some(Target::SqliteMemory), postgres(label)];
    for target in targets.into_iter().flatten() {
        on_target(&target, &story);
    }
}

/// Runs a story on SQLite only.
pub(crate) fn on_sqlite<F: Future<Output = ()>>(story: impl Fn(Store) -> F) {
    on_target(&Target::SqliteMemory, &story);
}

/// Runs a story on PostgreSQL only, if this machine has one.
pub(crate) fn on_postgres<F: Future<Output = ()>>(label: &str, story: impl Fn(Store) -> F) {
    if let Some(target) = postgres(label) {
        on_target(&target, &story);
    }
}

/// A fresh PostgreSQL database. `testpg` prints a `SKIPPED` line when there is none.
pub(crate) fn postgres(label: &str) -> Option<Target> {
    let cluster = testpg::cluster().ok()?;
    Some(Target::Postgres(cluster.url(label)))
}

pub(crate) fn config(target: &Target) -> StoreConfig {
    StoreConfig {
        target: target.clone(),
        readers: 3,
    }
}

/// A runtime with one thread: a store that blocked it would stop every story.
pub(crate) fn block_on<T>(story: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap().block_on(story)
}

fn on_target<F: Future<Output = ()>>(target: &Target, story: &impl Fn(Store) -> F) {
    let opened = Store::open(&config(target)).unwrap();
    println!("on {:?}", opened.engine());
    block_on(async {
        opened.migrate(|_| ()).await.unwrap();
        story(opened.clone()).await;
    });
    opened.close();
}

/// A table to play with.
pub(crate) async fn make_sample(store: &Store) {
    let blob = match store.engine() {
        Engine::Sqlite => "BLOB",
        Engine::Postgres => "BYTEA",
    };
    let sql = format!(
        "CREATE TABLE sample (id BIGINT NOT NULL PRIMARY KEY, name TEXT UNIQUE, bytes {blob},
         part DOUBLE PRECISION, boss BIGINT REFERENCES sample(id), CHECK (id < 1000000))"
    );
    store.write(move |tx| tx.batch(&sql)).await.unwrap();
}

pub(crate) fn insert(tx: &mut folkmoot_store::Tx, id: i64) -> Result<u64> {
    tx.exec("INSERT INTO sample (id) VALUES ($1)", &[&id])
}

pub(crate) async fn ids(store: &Store) -> Vec<i64> {
    let read = |row: &folkmoot_store::Row<'_>| row.get(0);
    store
        .read(move |conn| conn.all("SELECT id FROM sample ORDER BY id", &[], read))
        .await
        .unwrap()
}
