//! The file system that an index lies on: how much room it has, and whether it is a network's.

use std::path::Path;

use crate::error::{Error, Result};

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
pub(crate) fn free_bytes(dir: &Path) -> Option<u64> {
    let volume = rustix::fs::statvfs(dir).ok()?;
    Some(volume.f_bavail.saturating_mul(volume.f_frsize))
}

#[cfg(not(unix))]
pub(crate) fn free_bytes(_dir: &Path) -> Option<u64> {
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
    fn a_folder_has_room() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        assert!(free_bytes(folder.path()).is_some_and(|bytes| bytes > 0));
    }
}
