//! Where an index is kept if nobody says.

use std::env;
use std::path::PathBuf;

use crate::corpus::Corpus;
use crate::error::{Error, Result};

/// Returns `index` beside a folder named `corpus`, else a folder of the user's cache, one per corpus.
///
/// This is the one place where the library looks at its environment.
pub(crate) fn default_dir(corpus: &Corpus) -> Result<PathBuf> {
    let dirs: Vec<_> = corpus.dirs().collect();
    if let [dir] = dirs[..]
        && dir.file_name().is_some_and(|name| name == "corpus")
        && let Some(parent) = dir.parent()
    {
        return Ok(parent.join("index"));
    }
    let mut hasher = blake3::Hasher::new();
    for dir in &dirs {
        hasher.update(dir.as_os_str().as_encoded_bytes());
        hasher.update(b"\0");
    }
    let name = dirs
        .first()
        .and_then(|dir| dir.file_name())
        .unwrap_or_default();
    let hash = &hasher.finalize().to_hex()[..12];
    let folder = format!("{}-{hash}", name.to_string_lossy());
    Ok(cache_dir()?.join("section-search").join(folder))
}

/// Returns the user's cache folder, by the XDG rules and their like.
fn cache_dir() -> Result<PathBuf> {
    let named = env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute());
    let local = || env::var_os("LOCALAPPDATA").map(PathBuf::from);
    let home = || {
        let cache = if cfg!(target_os = "macos") {
            "Library/Caches"
        } else {
            ".cache"
        };
        env::home_dir().map(|home| home.join(cache))
    };
    named.or_else(local).or_else(home).ok_or(Error::NoHome)
}
