//! Every statement of the crate is one that both engines understand: each is taken from the source, put together
//! as the compiler would, and prepared against the real schema. No compiler checks SQL, so this does.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use folkmoot_store::{Arg, Engine, Store};

use super::source::{Expr, Macros, parse};
use super::support::for_each_engine;

/// A statement and where it stands.
#[derive(Debug, Clone)]
struct Statement {
    file: String,
    sql: &'static str,
    only: Option<Engine>,
}

#[test]
fn both_engines_understand_every_statement() {
    let all = statements();
    assert!(all.len() > 20, "only {} statements were found", all.len());
    for_each_engine("statements", |store| {
        let all = all.clone();
        async move {
            let engine = store.engine();
            let mut wrong = Vec::new();
            let mut checked = 0;
            for statement in all
                .into_iter()
                .filter(|s| s.only.is_none_or(|only| only == engine))
            {
                let sql = statement.sql;
                if let Err(error) = store.write(move |tx| tx.prepare_check(sql)).await {
                    let cause = std::error::Error::source(&error).map(ToString::to_string);
                    wrong.push(format!("{}: {error} {cause:?}\n{sql}\n", statement.file));
                }
                checked += 1;
            }
            assert!(
                wrong.is_empty(),
                "{} of {checked} on {engine:?}:\n{}",
                wrong.len(),
                wrong.join("\n")
            );
            println!("{checked} statements on {engine:?}");
        }
    });
}

fn statements() -> Vec<Statement> {
    let mut sources = BTreeMap::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    read_folder(&folder, "", &mut sources);
    let parsed: Vec<(String, Expr)> = sources
        .into_iter()
        .map(|(file, text)| (file, parse(&text)))
        .collect();
    let mut macros = Macros::default();
    for (_, source) in &parsed {
        macros.learn(source);
    }
    let mut found = Vec::new();
    for (file, source) in &parsed {
        for (name, text) in macros.statements(source) {
            let only = match name.as_deref() {
                Some(name) if name.ends_with("_SQLITE") => Some(Engine::Sqlite),
                Some(name) if name.ends_with("_POSTGRES") => Some(Engine::Postgres),
                _ => None,
            };
            found.push(Statement {
                file: file.clone(),
                sql: text.leak(),
                only,
            });
        }
    }
    found
}

/// The files that hold statements, by their path; the engine itself and the migrations speak to one engine at a time.
fn read_folder(folder: &Path, inside: &str, sources: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "engine" {
            read_folder(&path, &format!("{inside}{name}/"), sources);
        } else if path.extension().is_some_and(|kind| kind == "rs") && name != "migrate.rs" {
            sources.insert(
                format!("{inside}{name}"),
                fs::read_to_string(&path).unwrap(),
            );
        }
    }
}

/// Tables that grow with what people do. Going through one of them is slow where a million posts are.
const GROWING: [&str; 22] = [
    "account",
    "card",
    "event",
    "event_gone",
    "event_gone_address",
    "event_key",
    "event_tag",
    "far_file",
    "file",
    "follow",
    "identity",
    "named",
    "notification",
    "outbox",
    "outbox_target",
    "post",
    "post_like",
    "post_tag",
    "quote_authorization",
    "received",
    "search_todo",
    "tombstone",
];

/// Who may: staff's figures, what runs once in an hour, and what counts all there is.
const GO_THROUGH: [&str; 6] = [
    "activity.rs",
    "file.rs",
    "measure.rs",
    "search.rs",
    "staff.rs",
    "trend.rs",
];

#[test]
fn no_statement_goes_through_a_whole_table_that_grows() {
    let all = statements();
    for_each_engine("plans", |store| {
        let all = all.clone();
        async move {
            if store.engine() != Engine::Sqlite {
                return;
            }
            let mut slow = Vec::new();
            for statement in all {
                let is_asked = statement.only.is_none_or(|only| only == Engine::Sqlite)
                    && !GO_THROUGH.contains(&statement.file.as_str());
                if is_asked {
                    let steps = plan(&store, statement.sql).await;
                    let tables = steps
                        .iter()
                        .filter_map(|step| gone_through(step, statement.sql));
                    slow.extend(tables.map(|table| format!("{table}: {}", statement.sql)));
                }
            }
            assert!(slow.is_empty(), "{}", slow.join("\n"));
        }
    });
}

/// What SQLite does for a statement, step by step.
async fn plan(store: &Store, sql: &'static str) -> Vec<String> {
    let explained: &'static str = format!("EXPLAIN QUERY PLAN {sql}").leak();
    let count = (1..100)
        .take_while(|number| sql.contains(&format!("${number}")))
        .count();
    store
        .read(move |conn| {
            let zero: &dyn Arg = &0_i64;
            conn.all(explained, &vec![zero; count], |row| row.get::<String>(3))
        })
        .await
        .unwrap()
}

/// The growing table that a step reads from one end to the other. In the order of an index it stops at its limit. There are
/// only a few networks: all that is of one of them is as good as all.
fn gone_through(step: &str, sql: &str) -> Option<&'static str> {
    let of_a_network = || step.strip_prefix("SEARCH ")?.strip_suffix(" (network=?)");
    let name = step.strip_prefix("SCAN ").or_else(of_a_network)?;
    let name = name.split(' ').next()?;
    let is_in_order = step.starts_with("SCAN ") && step.contains(" USING INDEX");
    let is_called = |table: &str| {
        ["FROM", "JOIN", "UPDATE", "INTO"].iter().any(|word| {
            sql.contains(&format!("{word} {table} {name} "))
                || (table == name && sql.contains(&format!("{word} {table}")))
        })
    };
    GROWING
        .into_iter()
        .find(|table| !is_in_order && is_called(table))
}
