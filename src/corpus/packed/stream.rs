//! Compressed files: what they hold is read in their place.

use std::io::{self, BufRead, Read};

use ::bzip2::read::MultiBzDecoder;
use flate2::bufread::GzDecoder;
use lzma_rust2::XzReader;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

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

/// Do the bytes begin as a zstd file does: with a frame, or with frames that are to be skipped, as `pzstd` writes them?
pub(crate) fn is_zstd(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some([0x50..=0x5f, 0x2a, 0x4d, 0x18, len @ ..]) = rest.first_chunk::<8>() {
        let end = (u32::from_le_bytes(*len) as usize).saturating_add(8);
        rest = rest.get(end..).unwrap_or_default();
    }
    rest.starts_with(&[0x28, 0xb5, 0x2f, 0xfd])
}

/// Do the bytes begin as an xz file does?
pub(crate) fn is_xz(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xfd, b'7', b'z', b'X', b'Z', 0])
}

/// Unpacks a gzip file, all its members; what follows them is no part of it, as `gzip` has it.
pub(crate) fn gzip<'a>(packed: &'a mut dyn BufRead) -> Box<dyn Read + 'a> {
    Box::new(Parts::<GzDecoder<_>>::new(packed))
}

/// Unpacks a bzip2 file, all its streams.
pub(crate) fn bzip2<'a>(packed: &'a mut dyn BufRead) -> Box<dyn Read + 'a> {
    Box::new(MultiBzDecoder::new(packed))
}

/// Unpacks an xz file, all its streams.
pub(crate) fn xz<'a>(packed: &'a mut dyn BufRead) -> Box<dyn Read + 'a> {
    Box::new(XzReader::new_mem_limit(packed, true, XZ_MEMORY_KIB))
}

/// Unpacks a zstd file, all its frames.
pub(crate) fn zstd<'a>(packed: &'a mut dyn BufRead) -> Box<dyn Read + 'a> {
    Box::new(Parts::<Frame<'_>>::new(packed))
}

type Packed<'a> = &'a mut dyn BufRead;

/// The parts of a compressed file that can be unpacked each for itself, one after the other.
struct Parts<'a, P> {
    /// What is packed, when no part is being unpacked; none if there is no more.
    packed: Option<Packed<'a>>,
    part: Option<P>,
}

/// A part of a compressed file.
trait Part<'a>: Read + Sized {
    /// Begins the part that comes next; none if there is none.
    fn begin(packed: Packed<'a>) -> io::Result<Option<Self>>;

    /// Ends a part that was read.
    fn end(self) -> io::Result<Packed<'a>>;
}

impl<'a, P: Part<'a>> Parts<'a, P> {
    fn new(packed: Packed<'a>) -> Self {
        Self {
            packed: Some(packed),
            part: None,
        }
    }
}

impl<'a, P: Part<'a>> Read for Parts<'a, P> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(packed) = self.packed.take() {
                self.part = P::begin(packed)?;
            }
            let Some(part) = &mut self.part else {
                return Ok(0);
            };
            let len = part.read(buffer)?;
            if len > 0 || buffer.is_empty() {
                return Ok(len);
            }
            self.packed = self.part.take().map(P::end).transpose()?;
        }
    }
}

impl<'a> Part<'a> for GzDecoder<Packed<'a>> {
    fn begin(packed: Packed<'a>) -> io::Result<Option<Self>> {
        Ok(is_gzip(packed.fill_buf()?).then(|| Self::new(packed)))
    }

    fn end(self) -> io::Result<Packed<'a>> {
        Ok(self.into_inner())
    }
}

/// A frame of a zstd file.
struct Frame<'a> {
    packed: Packed<'a>,
    frame: FrameDecoder,
}

impl Read for Frame<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let frame = &mut self.frame;
        while frame.can_collect() == 0 && !frame.is_finished() {
            let one = BlockDecodingStrategy::UptoBlocks(1);
            let decoded = frame.decode_blocks(&mut self.packed, one);
            decoded.map_err(io::Error::other)?;
        }
        frame.read(buffer)
    }
}

impl<'a> Part<'a> for Frame<'a> {
    fn begin(packed: Packed<'a>) -> io::Result<Option<Self>> {
        loop {
            if packed.fill_buf()?.is_empty() {
                return Ok(None);
            }
            let mut frame = FrameDecoder::new();
            match frame.init(&mut *packed) {
                Ok(()) => return Ok(Some(Self { packed, frame })),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => skip(packed, length)?,
                Err(error) => return Err(io::Error::other(error)),
            }
        }
    }

    /// Compares what was unpacked with the checksum of the frame, where it has one.
    fn end(self) -> io::Result<Packed<'a>> {
        let frame = self.frame;
        match frame.get_checksum_from_data() {
            Some(sum) if frame.get_calculated_checksum() != Some(sum) => {
                Err(io::Error::other("its checksum is wrong"))
            }
            _ => Ok(self.packed),
        }
    }
}

fn skip(packed: Packed<'_>, length: u32) -> io::Result<()> {
    io::copy(&mut packed.take(u64::from(length)), &mut io::sink()).map(drop)
}
