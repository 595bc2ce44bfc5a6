//! The allowances, as the reference server has them.

use edge::rate::Allowance;

const HOUR: u32 = 60;
const DAY: u32 = 24 * HOUR;

/// All calls from one address.
pub(super) const EVERYTHING: &[Allowance] = &[Allowance::new(3_000, 5)];

/// Points of writes into one repository.
pub(super) const WRITES: &[Allowance] = &[Allowance::new(5_000, HOUR), Allowance::new(35_000, DAY)];

/// Whose calls are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::xrpc) enum By {
    /// Those from one address.
    Address,
    /// Those of one account.
    Account,
    /// Those from one address that want to log in as the same one.
    LogIn,
}

/// What holds for one method, beside what holds for all.
pub(in crate::xrpc) struct Rule {
    pub(in crate::xrpc) method: &'static str,
    pub(in crate::xrpc) by: By,
    pub(in crate::xrpc) allowances: &'static [Allowance],
}

const fn rule(method: &'static str, by: By, allowances: &'static [Allowance]) -> Rule {
    Rule {
        method,
        by,
        allowances,
    }
}

/// How often a letter may be asked for. There are no letters here, but there are codes.
const LETTERS: &[Allowance] = &[Allowance::new(5, HOUR), Allowance::new(15, DAY)];

pub(in crate::xrpc) const RULES: &[Rule] = &[
    rule(
        "com.atproto.server.createSession",
        By::LogIn,
        &[Allowance::new(30, 5), Allowance::new(300, DAY)],
    ),
    rule(
        "com.atproto.server.createAccount",
        By::Address,
        &[Allowance::new(100, 5)],
    ),
    rule(
        "com.atproto.server.deleteAccount",
        By::Address,
        &[Allowance::new(50, 5)],
    ),
    rule(
        "com.atproto.server.resetPassword",
        By::Address,
        &[Allowance::new(50, 5)],
    ),
    rule(
        "com.atproto.server.requestPasswordReset",
        By::Address,
        &[Allowance::new(15, HOUR), Allowance::new(50, DAY)],
    ),
    rule(
        "com.atproto.server.requestAccountDelete",
        By::Account,
        LETTERS,
    ),
    rule(
        "com.atproto.server.requestEmailConfirmation",
        By::Account,
        LETTERS,
    ),
    rule(
        "com.atproto.server.requestEmailUpdate",
        By::Account,
        LETTERS,
    ),
    rule(
        "com.atproto.identity.updateHandle",
        By::Account,
        &[Allowance::new(10, 5), Allowance::new(50, DAY)],
    ),
    rule(
        "com.atproto.repo.uploadBlob",
        By::Account,
        &[Allowance::new(1_000, DAY)],
    ),
];
