//! The file system that an index lies on: how much room it has, and whether it is a network's.

use std::path::Path;

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

#[cfg(target_os = "linux")]
fn network(dir: &Path) -> Option<&'static str> {
    let volume = rustix::fs::statfs(dir).ok()?;
    network_of(volume.f_type as u32)
}

#[cfg(not(target_os = "linux"))]
fn network(_dir: &Path) -> Option<&'static str> {
    None
}

/// Returns the name of a network's file system by its number in `statfs(2)`; those of FUSE may be one.
#[cfg(target_os = "linux")]
fn network_of(number: u32) -> Option<&'static str> {
    match number {
        0x6969 => Some("NFS"),
        0xff53_4d42 | 0x517b | 0xfe53_4d42 => Some("SMB"),
        0x6573_5546 => Some("FUSE"),
        0x00c3_6400 => Some("Ceph"),
        0x5346_414f => Some("AFS"),
        _ => None,
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn network_file_systems_are_told_from_local_ones() {
        assert_eq!(network_of(0x6969), Some("NFS"));
        // ext4, btrfs, tmpfs.
        for local in [0xef53, 0x9123_683e, 0x0102_1994] {
            assert_eq!(network_of(local), None);
        }
    }

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
