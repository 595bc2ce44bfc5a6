//! The vectors of the AT Protocol (<https://github.com/bluesky-social/atproto-interop-tests>) and of did:plc. They are not part
//! of the repository: they are read from the folder `FOLKMOOT_AT_CORPUS`, or the one beside the checkout.

use std::path::{Path, PathBuf};

/// A file or a folder of the corpus, or a loud word that something was left out.
pub(crate) fn corpus(part: &str) -> Option<PathBuf> {
    let root = std::env::var_os("FOLKMOOT_AT_CORPUS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus"),
        PathBuf::from,
    );
    let path = root.join(part);
    if path.exists() {
        return Some(path);
    }
    println!(
        "SKIPPED: no corpus at {}; set FOLKMOOT_AT_CORPUS",
        root.display()
    );
    None
}
