//! Archives: zip and tar.

use std::io::Read;
use std::ops::Range;

use ::tar::{Archive, EntryType};

use crate::corpus::Refusal;
use crate::corpus::packed::opening::Members;
use crate::corpus::packed::package::{self, refusal};

/// Where the header of a tar has its checksum, eight bytes of octal digits.
const TAR_SUM: Range<usize> = 148..156;

/// Do the bytes begin as a zip archive does, an empty one too?
pub(crate) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Do the bytes begin as a tar archive does: with a header whose checksum is right? The oldest have no other mark.
pub(crate) fn is_tar(bytes: &[u8]) -> bool {
    let Some(header) = bytes.first_chunk::<512>() else {
        return false;
    };
    let is_sum = |at: usize| TAR_SUM.contains(&at);
    let sum: u32 = (0..512)
        .map(|at| if is_sum(at) { b' ' } else { header[at] })
        .map(u32::from)
        .sum();
    let told = std::str::from_utf8(&header[TAR_SUM]).unwrap_or_default();
    let told = u32::from_str_radix(told.trim_matches([' ', '\0']), 8);
    header[0] != 0 && told == Ok(sum)
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
