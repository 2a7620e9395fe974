//! A file of the corpus, not read yet, and how a change of it is noticed.

use std::fs::Metadata;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::time::UNIX_EPOCH;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};

/// The coarsest clock of a file system, in nanoseconds: FAT tells the time to two seconds.
const COARSEST_CLOCK: i64 = 2_000_000_000;

/// A file of the corpus, not read yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its name relative to the corpus, with `/`; bytes that are not UTF-8 are written `\xFF`.
    pub path: String,
    /// Its name as bytes in base64, where it is not UTF-8.
    pub path_bytes: Option<String>,
    /// Where it is.
    pub file: PathBuf,
    /// What tells that it has changed.
    pub fingerprint: Fingerprint,
}

/// What tells that a file has changed: compared for equality only, so that no clock needs to be right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// The size in bytes.
    pub size: u64,
    /// When the content was last written, in nanoseconds since 1970.
    pub modified: i64,
    /// When the file's entry last changed, in nanoseconds since 1970; 0 where the system has no such thing.
    pub changed: i64,
    /// The file's number in its file system; 0 where the system has no such thing.
    pub inode: u64,
}

impl Fingerprint {
    /// Returns the fingerprint of a file whose metadata was just read.
    pub fn of(metadata: &Metadata) -> Self {
        let (changed, inode) = entry(metadata);
        Self {
            size: metadata.len(),
            modified: modified(metadata),
            changed,
            inode,
        }
    }

    /// Returns the fingerprint of a file whose status was just read.
    #[cfg(unix)]
    pub(crate) fn of_stat(stat: &rustix::fs::Stat) -> Self {
        Self {
            size: stat.st_size.cast_unsigned(),
            modified: nanoseconds(stat.st_mtime, stat.st_mtime_nsec as i64),
            changed: nanoseconds(stat.st_ctime, stat.st_ctime_nsec as i64),
            inode: stat.st_ino,
        }
    }

    /// Would the fingerprint tell of any change made after `seen`, in nanoseconds since 1970?
    ///
    /// A file that was written just before it was read may be written again without another time: git's "racy" files.
    pub fn is_settled_at(&self, seen: i64) -> bool {
        let latest = self.modified.max(self.changed);
        latest.saturating_add(COARSEST_CLOCK) < seen
    }
}

fn modified(metadata: &Metadata) -> i64 {
    let Ok(time) = metadata.modified() else {
        return 0;
    };
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |nanos| -nanos),
    }
}

#[cfg(unix)]
fn entry(metadata: &Metadata) -> (i64, u64) {
    use std::os::unix::fs::MetadataExt;
    let changed = nanoseconds(metadata.ctime(), metadata.ctime_nsec());
    (changed, metadata.ino())
}

#[cfg(unix)]
fn nanoseconds(seconds: i64, nanoseconds: i64) -> i64 {
    seconds
        .saturating_mul(1_000_000_000)
        .saturating_add(nanoseconds)
}

#[cfg(not(unix))]
fn entry(_metadata: &Metadata) -> (i64, u64) {
    (0, 0)
}

/// Returns a relative path with `/`, and its bytes in base64 where it is not UTF-8.
pub(crate) fn portable(path: &Path) -> (String, Option<String>) {
    let bytes = path.as_os_str().as_encoded_bytes();
    match std::str::from_utf8(bytes) {
        Ok(text) if MAIN_SEPARATOR == '/' => (text.to_owned(), None),
        Ok(text) => (text.replace(MAIN_SEPARATOR, "/"), None),
        Err(_) => (escaped(bytes), Some(BASE64_STANDARD.encode(bytes))),
    }
}

/// Returns the path that `portable` wrote in base64.
#[cfg(unix)]
pub(crate) fn from_bytes(base64: &str) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    let bytes = BASE64_STANDARD.decode(base64).ok()?;
    Some(PathBuf::from(std::ffi::OsString::from_vec(bytes)))
}

#[cfg(not(unix))]
pub(crate) fn from_bytes(_base64: &str) -> Option<PathBuf> {
    None
}

fn escaped(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text += chunk.valid();
        for byte in chunk.invalid() {
            text += &format!("\\x{byte:02X}");
        }
    }
    text
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    #[test]
    fn a_file_that_was_just_written_is_not_settled() {
        let fingerprint = Fingerprint {
            modified: 10_000_000_000,
            changed: 11_000_000_000,
            ..Fingerprint::default()
        };
        assert!(!fingerprint.is_settled_at(11_500_000_000));
        assert!(!fingerprint.is_settled_at(13_000_000_000));
        assert!(fingerprint.is_settled_at(13_000_000_001));
        // A clock that goes wrong unsettles only.
        assert!(!fingerprint.is_settled_at(5_000_000_000));
    }

    #[test]
    fn names_that_are_not_utf8_are_kept_twice() {
        let path = Path::new(OsStr::from_bytes(b"a/caf\xe9.txt"));
        let (text, bytes) = portable(path);
        assert_eq!(text, "a/caf\\xE9.txt");
        assert_eq!(bytes.as_deref(), Some("YS9jYWbpLnR4dA=="));
        assert_eq!(portable(Path::new("a/b")), ("a/b".to_owned(), None));
    }
}
