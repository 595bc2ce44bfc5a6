//! Debian's and Ubuntu's packages.

use std::process::Command;

/// Another package manager on this machine may hold the lock for a while.
const PATIENCE: &str = "DPkg::Lock::Timeout=400";

/// Installs packages and says so; the error is a sentence for the person who reads the run.
pub(super) fn install(packages: &[&str]) -> Result<(), String> {
    let names = packages.join(" ");
    let by_hand = format!("as root: apt-get install {names}");
    if Command::new("apt-get").arg("--version").output().is_err() {
        return Err(format!(
            "{names} not installed, and this machine has no apt-get"
        ));
    }
    println!("installing Debian packages: {names}");
    let mut install = vec![
        "install",
        "--yes",
        "--no-install-recommends",
        "-o",
        PATIENCE,
    ];
    install.extend(packages);
    // The package lists may be old or absent: then, and only then, they are fetched anew.
    let done = apt_get(&install) || (apt_get(&["update", "-o", PATIENCE]) && apt_get(&install));
    if done {
        Ok(())
    } else {
        Err(format!("could not be installed; {by_hand}"))
    }
}

/// Runs apt-get as root, or through sudo when that asks no password.
fn apt_get(arguments: &[&str]) -> bool {
    let is_root = Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|it| it.stdout == b"0\n");
    let mut command = if is_root {
        Command::new("apt-get")
    } else {
        Command::new("sudo")
    };
    if !is_root {
        command.args(["--non-interactive", "apt-get"]);
    }
    command
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive");
    command.status().is_ok_and(|status| status.success())
}
