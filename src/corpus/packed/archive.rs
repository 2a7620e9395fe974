//! Archives: zip and tar.

use std::io::Read;

use ::tar::{Archive, EntryType};

use crate::corpus::Refusal;
use crate::corpus::packed::opening::Members;
use crate::corpus::packed::package::{self, refusal};

/// Where a tar says what it is.
const TAR_MARK: std::ops::Range<usize> = 257..262;

/// Do the bytes begin as a zip archive does, an empty one too?
pub(crate) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Do the bytes begin as a tar archive does?
pub(crate) fn is_tar(bytes: &[u8]) -> bool {
    bytes.get(TAR_MARK) == Some(b"ustar")
}

/// Gives the files of a zip archive.
pub(crate) fn zip(bytes: &[u8], members: &mut Members<'_, '_>) -> Result<(), Refusal> {
    let mut archive = package::archive(bytes, members.limits())?;
    for at in 0..archive.len() {
        let named = archive.name_for_index(at).and_then(Result::ok);
        let name = named.map_or_else(|| format!("entry {}", at + 1), |name| name.into_owned());
        match archive.by_index(at) {
            Ok(entry) if entry.is_dir() || entry.is_symlink() => {}
            Ok(entry) => members.unpack(&name, entry)?,
            Err(error) => members.add(&name, Err(refusal(error)))?,
        }
    }
    Ok(())
}

/// Gives the files of a tar archive.
pub(crate) fn tar(bytes: &[u8], members: &mut Members<'_, '_>) -> Result<(), Refusal> {
    let damaged = |error: std::io::Error| Refusal::failed(format!("damaged: {error}"));
    let mut archive = Archive::new(bytes);
    for entry in archive.entries().map_err(damaged)? {
        let mut entry = entry.map_err(damaged)?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        match entry.header().entry_type() {
            EntryType::Regular | EntryType::Continuous => {
                // It is not packed, so it is no longer than the archive.
                let mut content = Vec::new();
                let most = bytes.len() as u64;
                let read = entry.by_ref().take(most).read_to_end(&mut content);
                members.add(&name, read.map(|_| content).map_err(damaged))?;
            }
            EntryType::GNUSparse => {
                members.add(&name, Err(Refusal::skipped("sparse")))?;
            }
            _ => {}
        }
    }
    Ok(())
}
