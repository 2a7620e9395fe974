//! The right to write: one process at a time.

use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::engine::embedded::generation::storage;
use crate::error::{Error, Result};

/// How often a waiting writer looks at the lock.
const POLL: Duration = Duration::from_millis(10);

/// The right to write; held by at most one process, which is named in the file, and given back when it ends.
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock, waiting up to `patience` for whoever holds it.
    pub(crate) fn take(dir: &Path, patience: Duration) -> Result<Self> {
        fs::create_dir_all(dir).map_err(|source| storage(dir, source))?;
        let path = dir.join("lock");
        let mut options = File::options();
        let opened = options
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path);
        let mut file = opened.map_err(|source| storage(&path, source))?;
        let start = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if start.elapsed() < patience => {
                    std::thread::sleep(POLL)
                }
                Err(TryLockError::WouldBlock) => return Err(busy(dir, &path)),
                Err(TryLockError::Error(source)) => return Err(storage(&path, source)),
            }
        }
        // Who holds it is for people to read; the lock is the system's.
        let _ = file
            .set_len(0)
            .and_then(|()| writeln!(file, "process {}", std::process::id()));
        Ok(Self { _file: file })
    }
}

fn busy(dir: &Path, path: &Path) -> Error {
    let holder = fs::read_to_string(path).unwrap_or_default();
    Error::Busy {
        path: dir.to_owned(),
        holder: holder.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_writer_is_told_who_writes() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let _first = Lock::take(folder.path(), Duration::ZERO).expect("nobody else writes");
        match Lock::take(folder.path(), Duration::ZERO) {
            Err(Error::Busy { holder, .. }) => {
                assert_eq!(holder, format!("process {}", std::process::id()));
            }
            _ => panic!("two writers at a time"),
        }
    }
}
