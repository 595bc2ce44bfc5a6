//! Counting, and the table at the end.

use std::time::Duration;

use super::group::Group;

/// What became of the tests of one group.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Tally {
    /// Ran and held.
    pub(super) passed: usize,
    /// Why each of the others failed.
    pub(super) failed: Vec<String>,
    /// Why each that could not run here did not.
    pub(super) skipped: Vec<String>,
    /// What waits for `--long`.
    pub(super) long: Vec<String>,
}

impl Tally {
    /// One thing, and it held.
    pub(super) fn success() -> Self {
        Self {
            passed: 1,
            ..Self::default()
        }
    }

    /// One thing, and it failed.
    pub(super) fn failure(why: String) -> Self {
        println!("FAILED {why}");
        Self {
            failed: vec![why],
            ..Self::default()
        }
    }

    /// One thing that could not run, said loudly.
    pub(super) fn skip(what: &str, why: &str) -> Self {
        println!("SKIPPED {what}: {why}");
        Self {
            skipped: vec![format!("{what}: {why}")],
            ..Self::default()
        }
    }

    /// Adds another count to this one.
    pub(super) fn merge(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed.extend(other.failed);
        self.skipped.extend(other.skipped);
        self.long.extend(other.long);
    }
}

/// What became of the whole run.
#[derive(Debug, Default)]
pub(super) struct Report {
    rows: Vec<(Group, Tally, Duration)>,
}

impl Report {
    /// Adds the line of one group.
    pub(super) fn add(&mut self, group: Group, tally: Tally, took: Duration) {
        self.rows.push((group, tally, took));
    }

    /// Whether nothing failed.
    pub(super) fn is_green(&self) -> bool {
        self.rows
            .iter()
            .all(|(_, tally, _)| tally.failed.is_empty())
    }

    /// Prints all of it; the last line is the one that machines read.
    pub(super) fn print(&self) {
        println!("\n{}", self.table());
        self.list("FAILED", |tally| &tally.failed);
        self.list("SKIPPED", |tally| &tally.skipped);
        self.list("left to --long", |tally| &tally.long);
        println!("\n{}", self.closing_line());
    }

    fn list(&self, title: &str, pick: impl Fn(&Tally) -> &Vec<String>) {
        for (group, tally, _) in &self.rows {
            for line in pick(tally) {
                println!("{title} [{group}] {line}");
            }
        }
    }

    fn table(&self) -> String {
        let titles = [
            "group", "ran", "passed", "failed", "skipped", "--long", "seconds",
        ];
        let mut lines = vec![line(&titles.map(str::to_owned))];
        for (group, tally, took) in &self.rows {
            let failed = tally.failed.len();
            lines.push(line(&[
                group.to_string(),
                (tally.passed + failed).to_string(),
                tally.passed.to_string(),
                failed.to_string(),
                tally.skipped.len().to_string(),
                tally.long.len().to_string(),
                format!("{:.1}", took.as_secs_f64()),
            ]));
        }
        lines.join("\n")
    }

    /// `N passed, N failed, N skipped`; what was left to `--long` counts as skipped.
    fn closing_line(&self) -> String {
        let sum = |count: fn(&Tally) -> usize| -> usize {
            self.rows.iter().map(|(_, tally, _)| count(tally)).sum()
        };
        let passed = sum(|tally| tally.passed);
        let failed = sum(|tally| tally.failed.len());
        let skipped = sum(|tally| tally.skipped.len() + tally.long.len());
        format!("{passed} passed, {failed} failed, {skipped} skipped")
    }
}

/// One line of the table.
fn line([group, numbers @ ..]: &[String; 7]) -> String {
    numbers.iter().fold(format!("{group:<10}"), |line, number| {
        format!("{line} {number:>8}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_adds_up_all_groups() {
        let mut report = Report::default();
        assert_eq!(report.closing_line(), "0 passed, 0 failed, 0 skipped");
        report.add(Group::Format, Tally::success(), Duration::ZERO);
        let mut unit = Tally {
            passed: 7,
            long: vec!["soak".to_owned()],
            ..Tally::default()
        };
        unit.merge(Tally::skip("chromium", "not here"));
        report.add(Group::Unit, unit, Duration::ZERO);
        assert!(report.is_green());
        report.add(
            Group::Lint,
            Tally::failure("clippy".to_owned()),
            Duration::ZERO,
        );
        assert_eq!(report.closing_line(), "8 passed, 1 failed, 2 skipped");
        assert!(!report.is_green());
    }
}
