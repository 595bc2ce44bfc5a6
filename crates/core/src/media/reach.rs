//! Where a test ends the program, to see what the next start makes of it. Outside tests there is nothing here.

/// A moment between two steps that must not come apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Point {
    /// It is noted which bytes will be written.
    Begun,
    /// The bytes of one file are there, without a name.
    FileWritten,
    /// All have their names; nobody was told.
    Named,
    /// Names are gone, their bytes are not.
    Nameless,
}

#[cfg(not(test))]
pub(super) const fn reach(_: Point) {}

/// The variable that names the point at which a child of a test ends.
#[cfg(test)]
pub(super) const END_AT: &str = "CORE_TEST_END_AT";

/// Ends the program as `kill -9` does: nothing is tidied up.
#[cfg(test)]
pub(super) fn reach(point: Point) {
    if std::env::var(END_AT).is_ok_and(|end| end == format!("{point:?}")) {
        let this = std::process::id().to_string();
        let killed = std::process::Command::new("kill")
            .args(["-9", &this])
            .status();
        panic!("still here: {killed:?}");
    }
}
