//! A temporary folder with documents in `corpus/`, where the program knows nothing of the caller's settings.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

/// A temporary folder with `corpus/`.
pub(crate) struct Place {
    dir: TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(dir.path().join("corpus")).expect("a folder");
        Self { dir }
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    /// Writes a file.
    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, content).expect("a file");
    }

    /// Lets a command run here, without what the caller has set.
    pub(crate) fn settle(&self, command: &mut Command) {
        for name in [
            "SEARCH_CORPUS",
            "SEARCH_INDEX",
            "NO_COLOR",
            "VISUAL",
            "EDITOR",
        ] {
            command.env_remove(name);
        }
        command
            .current_dir(self.dir.path())
            .env("XDG_CACHE_HOME", self.path("cache"))
            .env("XDG_CONFIG_HOME", self.path("config"));
    }
}
