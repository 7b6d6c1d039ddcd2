//! Where things are.

use std::path::{Path, PathBuf};

/// The root of the repository and the folder cargo builds into.
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    pub(crate) target: PathBuf,
}

impl Workspace {
    /// The workspace this program was built in; `CARGO_TARGET_DIR` moves the target folder.
    pub(crate) fn here() -> Workspace {
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
        let root = crates.and_then(Path::parent).unwrap_or(Path::new("."));
        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => root.join(folder),
            None => root.join("target"),
        };
        Workspace { root: root.to_path_buf(), target }
    }

    /// Where cargo puts the binary `yizhan` for a profile's folder name (`debug`, `release`).
    pub(crate) fn binary(&self, profile: &str) -> PathBuf {
        self.target.join(profile).join("yizhan")
    }
}
