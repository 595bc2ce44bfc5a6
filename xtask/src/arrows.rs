//! Who may know whom: the arrows between our crates, drawn and judged.
//!
//! The drawing is kept in `arrows.txt`, so that a new arrow is a visible line in a change. The rules
//! are those of ARCHITECTURE.md; cargo-deny keeps the same bans on other people's crates (deny.toml).

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use anyhow::{Context, Result};
use cargo_metadata::{DependencyKind, Metadata, Package};

use crate::workspace::{load, room, short};

mod rules;

/// Where the drawing is kept.
const DRAWING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/arrows.txt");

/// Options of `cargo xtask arrows`.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Keeps the arrows as they are now in xtask/arrows.txt.
    #[arg(long)]
    bless: bool,
}

/// Prints the arrows and every rule that they break.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let house = House::of(&load()?);
    let drawing = house.draw();
    print!("{drawing}");
    if options.bless {
        std::fs::write(DRAWING, &drawing).with_context(|| format!("can't write {DRAWING}"))?;
    }
    let broken = rules::broken_by(&house);
    for breach in &broken {
        println!("BROKEN: {breach}");
    }
    Ok(if broken.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The crates of this workspace and what each depends on, tests left aside.
#[derive(Debug, Default)]
struct House {
    rooms: BTreeMap<String, Room>,
}

#[derive(Debug, Default)]
struct Room {
    /// Our own crates that this one knows.
    ours: BTreeSet<String>,
    /// Other people's crates that this one names itself.
    theirs: BTreeSet<String>,
}

impl House {
    fn of(metadata: &Metadata) -> Self {
        let packages = metadata.workspace_packages();
        let members: BTreeSet<&str> = packages.iter().map(|package| room(package)).collect();
        let rooms = packages.iter().map(|package| {
            let mut inside = Room::default();
            for (name, is_here) in imports(package) {
                // Somebody else's crate may be called as one of our rooms is.
                if is_here && members.contains(name.as_str()) {
                    inside.ours.insert(name);
                } else {
                    inside.theirs.insert(name);
                }
            }
            (room(package).to_owned(), inside)
        });
        Self {
            rooms: rooms.collect(),
        }
    }

    /// One line a crate: `web -> core edge model`.
    fn draw(&self) -> String {
        let mut drawing = String::new();
        for (name, room) in &self.rooms {
            drawing.push_str(name);
            drawing.push_str(if room.ours.is_empty() {
                " -> nobody"
            } else {
                " ->"
            });
            for other in &room.ours {
                drawing.push(' ');
                drawing.push_str(other);
            }
            drawing.push('\n');
        }
        drawing
    }
}

/// What a crate depends on to be built, and whether that is in this house; what only its tests use is not an arrow.
fn imports(package: &Package) -> impl Iterator<Item = (String, bool)> {
    let shipped = package
        .dependencies
        .iter()
        .filter(|it| it.kind != DependencyKind::Development);
    shipped.map(|dependency| {
        let is_here = dependency.path.is_some();
        (short(&dependency.name).to_owned(), is_here)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arrows_are_the_ones_that_were_agreed() {
        let drawn = House::of(&load().unwrap()).draw();
        let agreed = std::fs::read_to_string(DRAWING).unwrap();
        assert_eq!(drawn, agreed, "meant? then: cargo xtask arrows --bless");
    }

    #[test]
    fn nobody_knows_whom_they_must_not() {
        let broken = rules::broken_by(&House::of(&load().unwrap()));
        assert!(broken.is_empty(), "{}", broken.join("\n"));
    }

    #[test]
    fn a_crate_that_knows_nobody_is_drawn_too() {
        assert_eq!(house(&[("model", &[], &[])]).draw(), "model -> nobody\n");
    }

    /// A house for tests: name, our crates, their crates.
    pub(super) fn house(rooms: &[(&str, &[&str], &[&str])]) -> House {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let room = |(name, ours, theirs): &(&str, &[&str], &[&str])| {
            (
                (*name).to_owned(),
                Room {
                    ours: set(ours),
                    theirs: set(theirs),
                },
            )
        };
        House {
            rooms: rooms.iter().map(room).collect(),
        }
    }
}
