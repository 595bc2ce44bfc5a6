//! Stories whose every answer is written down: the same on both engines, and the same as last time.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use folkmoot_store::{Result, Tx};

use super::support::for_each_engine;

/// What was asked and answered, a line each.
pub(crate) type Log = Vec<String>;

/// Calls a store function and writes its answer down.
macro_rules! say {
    ($log:ident, $module:ident::$name:ident($($args:tt)*)) => {{
        let answer = folkmoot_store::$module::$name($($args)*)?;
        $log.push(format!(concat!(stringify!($module), "::", stringify!($name), " = {:?}"), answer));
    }};
}

/// The same for a list that is promised in no order.
macro_rules! say_unordered {
    ($log:ident, $module:ident::$name:ident($($args:tt)*)) => {{
        let answers = folkmoot_store::$module::$name($($args)*)?;
        let mut lines: Vec<_> = answers.iter().map(|answer| format!("    {answer:?}")).collect();
        lines.sort();
        $log.push(concat!(stringify!($module), "::", stringify!($name), " =").to_owned());
        $log.extend(lines);
    }};
}

pub(crate) use {say, say_unordered};

/// Runs a story on each engine in one transaction and compares what it wrote down.
pub(crate) fn tell(label: &'static str, story: fn(&mut Tx, &mut Log) -> Result<()>) {
    let logs = Arc::new(Mutex::new(Vec::new()));
    for_each_engine(label, |store| {
        let logs = Arc::clone(&logs);
        async move {
            let log = store.write(move |tx| {
                let mut log = Log::new();
                story(tx, &mut log)?;
                Ok(log)
            });
            let log = log.await.unwrap();
            logs.lock().unwrap().push(log);
        }
    });
    let logs = logs.lock().unwrap();
    for pair in logs.windows(2) {
        for (sqlite, postgres) in pair[0].iter().zip(&pair[1]) {
            assert_eq!(sqlite, postgres, "the engines disagree");
        }
    }
    insta::assert_snapshot!(label, logs[0].join("\n"));
}

/// A new store function belongs into a story, or nobody knows that it works on both engines.
#[test]
fn every_public_function_is_in_a_story() {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let stories: String = rust_files(&crate_folder.join("tests/conformance"))
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    let mut missing = Vec::new();
    let mut sources = rust_files(&crate_folder.join("src"));
    // What stands in files of a folder is called by the name of the folder.
    for folder in ["event", "repo"] {
        let files = rust_files(&crate_folder.join("src").join(folder));
        sources.extend(files.into_iter().map(|(_, text)| (folder.to_owned(), text)));
    }
    for (module, source) in sources {
        for line in source.split("\npub fn ").skip(1) {
            let (name, rest) = line.split_once('(').unwrap();
            let call = format!("{module}::{name}");
            let takes_connection = ["tx: &mut Tx", "conn: &mut Conn"]
                .iter()
                .any(|parameter| rest.trim_start().starts_with(parameter));
            if takes_connection && !stories.contains(&call) {
                missing.push(call);
            }
        }
    }
    assert!(missing.is_empty(), "not in any story: {missing:#?}");
}

/// The name and the text of each file of a folder.
fn rust_files(folder: &Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|kind| kind == "rs") {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            files.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
    files
}
