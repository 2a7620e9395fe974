//! Whether a folder is on a network's file system, by what the system says of it.

use std::path::Path;

/// Returns the kind of a network's file system; none if the folder is on another, or the system does not tell.
#[cfg(target_os = "linux")]
pub(crate) fn network(dir: &Path) -> Option<&'static str> {
    network_of(number(dir)?)
}

/// Returns the kind of a file system on which others may change files without our system knowing of it.
#[cfg(target_os = "linux")]
pub(crate) fn shared(dir: &Path) -> Option<&'static str> {
    shared_of(number(dir)?)
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn network(_dir: &Path) -> Option<&'static str> {
    None
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn shared(_dir: &Path) -> Option<&'static str> {
    None
}

/// Returns the number of a folder's file system in `statfs(2)`.
#[cfg(target_os = "linux")]
fn number(dir: &Path) -> Option<u32> {
    let volume = rustix::fs::statfs(dir).ok()?;
    Some(volume.f_type as u32)
}

/// Returns the name of a network's file system; those of FUSE may be one.
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

#[cfg(target_os = "linux")]
fn shared_of(number: u32) -> Option<&'static str> {
    match number {
        // The folders of a host in its virtual machines, WSL among them.
        0x0102_1997 => Some("9P"),
        0x786f_4256 => Some("VirtualBox"),
        _ => network_of(number),
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn network_file_systems_are_told_from_local_ones() {
        assert_eq!(network_of(0x6969), Some("NFS"));
        assert_eq!(
            (network_of(0x0102_1997), shared_of(0x0102_1997)),
            (None, Some("9P"))
        );
        // ext4, btrfs, tmpfs.
        for local in [0xef53, 0x9123_683e, 0x0102_1994] {
            assert_eq!((network_of(local), shared_of(local)), (None, None));
        }
    }
}
