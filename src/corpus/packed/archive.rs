//! Archives: zip.

use crate::corpus::Refusal;
use crate::corpus::packed::opening::Members;
use crate::corpus::packed::package::{self, refusal};

/// Do the bytes begin as a zip archive does, an empty one too?
pub(crate) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
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
