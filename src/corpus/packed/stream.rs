//! Compressed files: what they hold is read in their place.

use flate2::read::MultiGzDecoder;

use crate::corpus::Refusal;
use crate::corpus::packed::Members;

/// Do the bytes begin as a gzip file does?
pub(crate) fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b, 8])
}

/// Unpacks a gzip file, all its members.
pub(crate) fn gzip(bytes: &[u8], members: &mut Members<'_, '_>) -> Result<(), Refusal> {
    members.become_of(|budget| budget.unpack(MultiGzDecoder::new(bytes)))
}
