//! Compressed files: what they hold is read in their place.

use std::io::Read;

use ::bzip2::read::MultiBzDecoder;
use flate2::bufread::GzDecoder;
use lzma_rust2::XzReader;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use crate::corpus::Refusal;
use crate::corpus::packed::{Budget, Members};

/// A block of an xz file that needs more memory than this is refused; `xz -9` needs a quarter.
const XZ_MEMORY_KIB: u32 = 256 << 10;

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

/// Do the bytes begin as a zstd file does?
pub(crate) fn is_zstd(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd])
}

/// Do the bytes begin as an xz file does?
pub(crate) fn is_xz(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xfd, b'7', b'z', b'X', b'Z', 0])
}

/// Unpacks a gzip file, all its members; what follows them is no part of it, as `gzip` has it.
pub(crate) fn gzip(mut bytes: &[u8], members: &mut Members<'_, '_>) -> Result<(), Refusal> {
    members.become_of(|budget| {
        let mut unpacked = Vec::new();
        while is_gzip(bytes) {
            unpacked.append(&mut budget.unpack(GzDecoder::new(&mut bytes))?);
        }
        Ok(unpacked)
    })
}

/// Unpacks a bzip2 file, all its streams.
pub(crate) fn bzip2(bytes: &[u8], members: &mut Members<'_, '_>) -> Result<(), Refusal> {
    members.become_of(|budget| budget.unpack(MultiBzDecoder::new(bytes)))
}

/// Unpacks an xz file, all its streams.
pub(crate) fn xz(bytes: &[u8], members: &mut Members<'_, '_>) -> Result<(), Refusal> {
    let reader = XzReader::new_mem_limit(bytes, true, XZ_MEMORY_KIB);
    members.become_of(|budget| budget.unpack(reader))
}

/// Unpacks a zstd file, all its frames.
pub(crate) fn zstd(bytes: &[u8], members: &mut Members<'_, '_>) -> Result<(), Refusal> {
    members.become_of(|budget| frames(bytes, budget))
}

fn frames(mut rest: &[u8], budget: &mut Budget) -> Result<Vec<u8>, Refusal> {
    let mut unpacked = Vec::new();
    while !rest.is_empty() {
        match StreamingDecoder::new(&mut rest) {
            Ok(mut frame) => {
                unpacked.append(&mut budget.unpack(frame.by_ref())?);
                check(&frame.decoder)?;
            }
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                length,
                ..
            })) => rest = rest.get(length as usize..).unwrap_or_default(),
            Err(error) => return Err(Refusal::failed(format!("damaged: {error}"))),
        }
    }
    Ok(unpacked)
}

/// Compares what was unpacked with the checksum of its frame, where it has one.
fn check(frame: &FrameDecoder) -> Result<(), Refusal> {
    match frame.get_checksum_from_data() {
        Some(sum) if frame.get_calculated_checksum() != Some(sum) => {
            Err(Refusal::failed("damaged: its checksum is wrong"))
        }
        _ => Ok(()),
    }
}
