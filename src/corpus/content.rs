//! What a file holds, read in one piece while nothing changes it.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::corpus::source::Fingerprint;

/// How often a file is read that changes meanwhile.
const TRIES: usize = 3;

/// What a file held when it was read.
#[derive(Debug)]
pub struct Content {
    /// Its bytes; one more than the limit at most.
    pub bytes: Vec<u8>,
    /// The BLAKE3 hash of its bytes.
    pub hash: [u8; 32],
    /// What it looked like before and after.
    pub fingerprint: Fingerprint,
    /// When reading it began, in nanoseconds since 1970.
    pub seen: i64,
}

impl Content {
    /// Reads a regular file, one byte more than `limit` at most; never waits for a pipe or a device.
    pub(crate) fn load(path: &Path, limit: u64) -> io::Result<Self> {
        for _ in 0..TRIES {
            let seen = now();
            let mut options = File::options();
            options.read(true);
            let mut file = open_without_waiting(&mut options, path)?;
            let before = file.metadata()?;
            if !before.is_file() {
                return Err(io::Error::other("not a regular file"));
            }
            let mut bytes = Vec::with_capacity(before.len().min(limit) as usize + 1);
            file.by_ref().take(limit + 1).read_to_end(&mut bytes)?;
            let fingerprint = Fingerprint::of(&file.metadata()?);
            if Fingerprint::of(&before) == fingerprint {
                return Ok(Self {
                    hash: *blake3::hash(&bytes).as_bytes(),
                    bytes,
                    fingerprint,
                    seen,
                });
            }
        }
        let kind = io::ErrorKind::ResourceBusy;
        Err(io::Error::new(kind, "it changes while it is read"))
    }
}

/// Returns the time in nanoseconds since 1970.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    i64::try_from(since.unwrap_or_default().as_nanos()).unwrap_or(i64::MAX)
}

#[cfg(target_os = "linux")]
fn open_without_waiting(options: &mut std::fs::OpenOptions, path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    /// `O_NONBLOCK | O_NOCTTY` of Linux's `fcntl.h`.
    const FLAGS: i32 = 0o4000 | 0o400;
    options.custom_flags(FLAGS).open(path)
}

#[cfg(not(target_os = "linux"))]
fn open_without_waiting(options: &mut std::fs::OpenOptions, path: &Path) -> io::Result<File> {
    options.open(path)
}
