//! Compressed files: what they hold is read in their place.

use ::bzip2::read::MultiBzDecoder;
use flate2::read::MultiGzDecoder;

use crate::corpus::Refusal;
use crate::corpus::packed::Members;

/// Do the bytes begin as a gzip file does?
pub(crate) fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b, 8])
}

/// Do the bytes begin as a bzip2 file does: its name, its level, and the mark of a block or of the end?
pub(crate) fn is_bzip2(bytes: &[u8]) -> bool {
    const BLOCK: [u8; 6] = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59];
    const END: [u8; 6] = [0x17, 0x72, 0x45, 0x38, 0x50, 0x90];
    let mark = bytes.get(4..10);
    bytes.starts_with(b"BZh") && (mark == Some(&BLOCK) || mark == Some(&END))
}

/// Unpacks a gzip file, all its members.
pub(crate) fn gzip(bytes: &[u8], members: &mut Members<'_, '_>) -> Result<(), Refusal> {
    members.become_of(|budget| budget.unpack(MultiGzDecoder::new(bytes)))
}

/// Unpacks a bzip2 file, all its streams.
pub(crate) fn bzip2(bytes: &[u8], members: &mut Members<'_, '_>) -> Result<(), Refusal> {
    members.become_of(|budget| budget.unpack(MultiBzDecoder::new(bytes)))
}
