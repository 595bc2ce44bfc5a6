//! The page of attacks names tests; each of them is there.

use std::path::Path;

use crate::workspace::ROOT;

/// Where the attacks are, and what stops them.
const PAGE: &str = include_str!("../../docs/security.md");

/// The cells of each row: its name, the attack, the tests, what has none.
fn rows() -> Vec<Vec<&'static str>> {
    let lines = PAGE.lines().filter(|line| line.starts_with("| "));
    let rows = lines.map(|line| line.trim_matches('|').split('|').map(str::trim).collect());
    rows.skip(1).collect()
}

/// Whether some source has a function of this name right below the mark of a test.
fn has_test(source: &str, name: &str) -> bool {
    let opening = format!("fn {name}(");
    let mut marked = false;
    for line in source.lines().map(str::trim) {
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            marked = true;
        } else if line.contains("fn ") && line.ends_with('{') {
            if marked && line.contains(&opening) {
                return true;
            }
            marked = false;
        }
    }
    false
}

#[test]
fn every_attack_has_one_row() {
    let found: Vec<String> = rows().iter().map(|row| row[0].to_owned()).collect();
    let mut wanted: Vec<String> = (1..=17).map(|number| format!("A{number}")).collect();
    wanted.push("A23".to_owned());
    wanted.extend((1..=13).map(|number| format!("B{number}")));
    wanted.extend((1..=15).map(|number| format!("C{number}")));
    assert_eq!(found, wanted);
}

#[test]
fn every_row_has_tests_that_are_in_the_sources_or_says_that_it_has_none() {
    for row in rows() {
        let [name, _, tests, missing] = row[..] else {
            panic!("not four cells: {row:?}");
        };
        assert!(!(tests.is_empty() && missing.is_empty()), "{name}");
        for test in tests.split("<br>").filter(|test| !test.is_empty()) {
            let (path, function) = test.trim_matches('`').split_once("::").expect(name);
            let source = std::fs::read_to_string(Path::new(ROOT).join(path));
            let source = source.unwrap_or_else(|error| panic!("{name}: {path}: {error}"));
            assert!(has_test(&source, function), "{name}: {test} is not there");
        }
    }
}

#[test]
fn a_function_that_is_no_test_does_not_count() {
    let source = "#[test]\nfn one() {\n}\nfn two() {\n}";
    assert!(has_test(source, "one"));
    assert!(!has_test(source, "two") && !has_test(source, "on"));
}
