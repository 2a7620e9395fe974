//! The file system that an index lies on: how much room it has, and that it is no network's.

use std::path::Path;

use crate::corpus::network;
use crate::error::{Error, Result};

/// What a change takes on the disk for each byte of documents, its index and the merging of it together.
const ROOM_PER_BYTE: u64 = 6;
/// What even the smallest change takes.
const LEAST_ROOM_BYTES: u64 = 16 << 20;

/// How much room there is on the disk, and how much a change needs.
pub(crate) struct Room {
    free: u64,
    needed: u64,
}

impl Room {
    /// Measures the room; fails if a change of `size_bytes` bytes of documents does not fit.
    pub(crate) fn of(dir: &Path, size_bytes: u64) -> Result<Self> {
        let free = free_bytes(dir).unwrap_or(u64::MAX);
        let room = Self::new(free, size_bytes);
        match room.free < room.needed {
            true => Err(Error::Full {
                path: dir.to_owned(),
                needed: room.needed,
                free,
            }),
            false => Ok(room),
        }
    }

    fn new(free: u64, size_bytes: u64) -> Self {
        let needed = LEAST_ROOM_BYTES + size_bytes.saturating_mul(ROOM_PER_BYTE);
        Self { free, needed }
    }

    /// Is there room to merge segments of an index, which keeps the old ones until the new one is complete?
    pub(crate) fn allows_merging(&self, index_bytes: u64) -> bool {
        self.free >= self.needed.saturating_add(2 * index_bytes)
    }
}

/// Refuses to write where locks and syncs may not hold.
pub(crate) fn refuse_network(dir: &Path) -> Result<()> {
    match network(dir) {
        Some(kind) => Err(Error::Network {
            path: dir.to_owned(),
            kind,
        }),
        None => Ok(()),
    }
}

/// Returns how many bytes are free for us; none if the system does not tell.
#[cfg(unix)]
fn free_bytes(dir: &Path) -> Option<u64> {
    let volume = rustix::fs::statvfs(dir).ok()?;
    Some(volume.f_bavail.saturating_mul(volume.f_frsize))
}

#[cfg(not(unix))]
fn free_bytes(_dir: &Path) -> Option<u64> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_refused_and_merging_waits_for_room() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        assert!(Room::of(folder.path(), 1).is_ok());
        assert!(matches!(
            Room::of(folder.path(), 1 << 60),
            Err(Error::Full { .. })
        ));
        let room = Room::new(100 << 20, 1 << 20);
        assert!(room.allows_merging(39 << 20));
        assert!(!room.allows_merging(40 << 20));
    }
}
