//! Reading what a Rust test program prints with `--show-output`.
//!
//! A test that could not run returns early and prints a line that starts with `SKIPPED`. The test
//! program counts it as passed; this reader moves it to where it belongs.

use super::report::Tally;

/// Follows the output of one or more test programs, line by line.
#[derive(Debug, Default)]
pub(super) struct Listener {
    tally: Tally,
    section: Section,
    /// The test whose own output is being shown, and whether it has already said that it skipped.
    speaker: Option<(String, bool)>,
    /// How many of those that the program will count as passed have skipped.
    skipped_here: usize,
    finished: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Section {
    #[default]
    Running,
    Successes,
    Failures,
}

/// Whether a line is worth a person's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Echo {
    Show,
    /// What a test that passed had to say about its work.
    Hide,
}

impl Listener {
    /// Takes the next line.
    pub(super) fn hear(&mut self, line: &str) -> Echo {
        match line {
            "successes:" => self.enter(Section::Successes),
            "failures:" => self.enter(Section::Failures),
            _ if line.starts_with("running ") => self.enter(Section::Running),
            _ if line.starts_with("test result: ") => self.finish(line),
            _ => return self.hear_inside(line),
        }
        Echo::Show
    }

    /// The count; `None` when the program ended without a result, as one that crashed does.
    pub(super) fn into_tally(self) -> Option<Tally> {
        self.finished.then_some(self.tally)
    }

    fn enter(&mut self, section: Section) {
        self.section = section;
        self.speaker = None;
    }

    fn hear_inside(&mut self, line: &str) -> Echo {
        match self.section {
            Section::Running => self.hear_verdict(line),
            Section::Failures => {}
            Section::Successes => return self.hear_success(line),
        }
        Echo::Show
    }

    /// `test NAME ... ignored, REASON`.
    fn hear_verdict(&mut self, line: &str) {
        let Some((name, verdict)) = line
            .strip_prefix("test ")
            .and_then(|it| it.split_once(" ... "))
        else {
            return;
        };
        if let Some(reason) = verdict.strip_prefix("ignored") {
            let reason = reason.trim_start_matches([',', ' ']);
            self.tally
                .long
                .push(format!("{name} {reason}").trim_end().to_owned());
        } else if verdict == "FAILED" {
            self.tally.failed.push(name.to_owned());
        }
    }

    /// `---- NAME stdout ----`, then what that test printed.
    fn hear_success(&mut self, line: &str) -> Echo {
        let title = line
            .strip_prefix("---- ")
            .and_then(|it| it.strip_suffix(" stdout ----"));
        if let Some(name) = title {
            self.speaker = Some((name.to_owned(), false));
            return Echo::Hide;
        }
        let Some((name, has_skipped)) = &mut self.speaker else {
            return Echo::Hide;
        };
        let Some(why) = line.strip_prefix("SKIPPED") else {
            return Echo::Hide;
        };
        if !*has_skipped {
            *has_skipped = true;
            self.skipped_here += 1;
            self.tally
                .skipped
                .push(format!("{name}: {}", why.trim_start_matches([':', ' '])));
        }
        Echo::Show
    }

    /// `test result: ok. 3 passed; 0 failed; 1 ignored; …`, after everything else.
    fn finish(&mut self, line: &str) {
        let passed = line
            .split_once(" passed")
            .and_then(|(before, _)| before.rsplit(' ').next());
        let passed: usize = passed.and_then(|number| number.parse().ok()).unwrap_or(0);
        self.tally.passed += passed.saturating_sub(std::mem::take(&mut self.skipped_here));
        self.finished = true;
        self.enter(Section::Running);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = "
running 4 tests
test deep ... ignored, long: ten minutes
test broken ... FAILED
test fine ... ok
test shy ... ok

successes:

---- fine stdout ----
chatter

---- shy stdout ----
SKIPPED PostgreSQL: not here
SKIPPED PostgreSQL: not here either

successes:
    fine
    shy

failures:

---- broken stdout ----
SKIPPED but only said so

failures:
    broken

test result: FAILED. 2 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.02s
";

    fn listen(output: &str) -> Listener {
        let mut listener = Listener::default();
        for line in output.lines() {
            listener.hear(line);
        }
        listener
    }

    #[test]
    fn a_test_that_skipped_is_not_one_that_passed() {
        let tally = listen(OUTPUT).into_tally().unwrap();
        assert_eq!(tally.passed, 1);
        assert_eq!(tally.failed, ["broken"]);
        assert_eq!(tally.skipped, ["shy: PostgreSQL: not here"]);
        assert_eq!(tally.long, ["deep long: ten minutes"]);
    }

    #[test]
    fn two_programs_add_up() {
        let twice = format!("{OUTPUT}{OUTPUT}");
        let tally = listen(&twice).into_tally().unwrap();
        assert_eq!(
            (tally.passed, tally.failed.len(), tally.skipped.len()),
            (2, 2, 2)
        );
    }

    #[test]
    fn a_program_that_died_has_no_count() {
        assert_eq!(
            listen("\nrunning 2 tests\ntest fine ... ok\n").into_tally(),
            None
        );
    }

    #[test]
    fn only_what_matters_of_a_success_is_shown() {
        let mut listener = Listener::default();
        let mut shown = OUTPUT
            .lines()
            .filter(|line| listener.hear(line) == Echo::Show);
        assert!(shown.any(|line| line == "SKIPPED PostgreSQL: not here"));
        let mut listener = Listener::default();
        let mut shown = OUTPUT
            .lines()
            .filter(|line| listener.hear(line) == Echo::Show);
        assert!(!shown.any(|line| line == "chatter"));
    }
}
