//! The groups that a run is made of, in the order in which they run: the quick ones first.

use std::fmt;

use clap::ValueEnum;

/// One part of the run; a line of the table at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Group {
    /// The code is formatted.
    Format,
    /// The code is free of warnings.
    Lint,
    /// Licences, bans and sources of other people's crates.
    Licences,
    /// Who may know whom, and the tests of these tasks.
    House,
    /// Each crate's own tests.
    Unit,
    /// The store's tests, on SQLite and on PostgreSQL.
    Databases,
    /// Whole-system stories.
    Stories,
    /// Other people's clients and servers.
    Clients,
    /// The pages in a real browser.
    Browser,
    /// Other people's crates agree with ours about ten thousand commits.
    Oracles,
    /// What comes from strangers, made up by a machine.
    Fuzz,
    /// Every method of Mastodon's API and every spec of the Fediverse has its proof, and the pages say so.
    Compat,
    /// The examples in the documentation.
    Docs,
}

impl Group {
    /// Every group, in order.
    pub(super) fn all() -> &'static [Self] {
        Self::value_variants()
    }

    /// The group of a test program, told by its package and its file's name.
    pub(super) fn of(package: &str, target: &str) -> Self {
        match package {
            "xtask" => Self::House,
            "folkmoot-store" | "folkmoot-testpg" => Self::Databases,
            "folkmoot-tests" if target.starts_with("clients_") => Self::Clients,
            "folkmoot-tests" if target.starts_with("browser_") => Self::Browser,
            "folkmoot-tests" => Self::Stories,
            _ => Self::Unit,
        }
    }

    /// Whether the group is made of test programs that are built once for all of them.
    pub(super) fn is_compiled(self) -> bool {
        !matches!(
            self,
            Self::Format
                | Self::Lint
                | Self::Licences
                | Self::Oracles
                | Self::Fuzz
                | Self::Compat
                | Self::Docs
        )
    }

    /// What the group shows, for the person who watches.
    pub(super) fn purpose(self) -> String {
        let help = self
            .to_possible_value()
            .and_then(|value| value.get_help().cloned());
        help.unwrap_or_default().to_string()
    }
}

impl fmt::Display for Group {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.to_possible_value();
        out.pad(value.as_ref().map_or("", |value| value.get_name()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_program_is_told_by_its_package_and_name() {
        assert_eq!(
            Group::of("folkmoot-store", "folkmoot_store"),
            Group::Databases
        );
        assert_eq!(
            Group::of("folkmoot-tests", "clients_fedify"),
            Group::Clients
        );
        assert_eq!(Group::of("folkmoot-tests", "browser_story"), Group::Browser);
        assert_eq!(Group::of("folkmoot-tests", "two_servers"), Group::Stories);
        assert_eq!(Group::of("folkmoot-model", "folkmoot_model"), Group::Unit);
    }
}
