//! Checksums of all that an index keeps, block by block: what is damaged is noticed before it can change an answer.
//!
//! They are made while a file is written, and kept with the list of segments in one sealed file, so that both change
//! at once. A block is checked when it is first read: an answer costs the checking of what it reads, not of the index.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use tantivy::HasLen;
use tantivy::directory::{FileHandle, OwnedBytes};

/// The size of a block in bytes.
const BLOCK: usize = 32 << 10;

/// The checksums of the files in a folder, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Checksums {
    pub(crate) files: BTreeMap<String, Arc<Checksum>>,
}

/// The size of a file and the CRC-32 (IEEE 802.3) of each block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Checksum {
    pub(crate) size: usize,
    blocks: Vec<u32>,
}

impl Checksums {
    /// How long the hash is that stands before all else.
    pub(crate) const SEAL_BYTES: usize = 64;

    /// Puts the checksums before `meta`, and a hash before both.
    pub(crate) fn seal(&self, meta: &[u8]) -> Vec<u8> {
        let mut content = String::new();
        for (name, checksum) in &self.files {
            content += &format!("{name} {} {}\n", checksum.size, checksum.written());
        }
        let mut content = content.into_bytes();
        content.push(b'\n');
        content.extend_from_slice(meta);
        let mut sealed = format!("{}\n", blake3::hash(&content).to_hex()).into_bytes();
        sealed.append(&mut content);
        sealed
    }

    /// Takes apart what `seal` put together; none if it is damaged.
    pub(crate) fn unseal(sealed: &[u8]) -> Option<(Self, &[u8])> {
        let (hash, content) = cut(sealed)?;
        if hash != blake3::hash(content).to_hex().as_bytes() {
            return None;
        }
        let mut checksums = Self::default();
        let mut rest = content;
        loop {
            let (line, after) = cut(rest)?;
            rest = after;
            if line.is_empty() {
                return Some((checksums, rest));
            }
            let mut words = std::str::from_utf8(line).ok()?.split(' ');
            let name = words.next()?.to_owned();
            let checksum = Checksum::read(words.next()?, words.next()?)?;
            checksums.files.insert(name, Arc::new(checksum));
        }
    }
}

/// Cuts off the first line.
fn cut(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|&byte| byte == b'\n')?;
    Some((&bytes[..end], &bytes[end + 1..]))
}

impl Checksum {
    fn written(&self) -> String {
        let bytes: Vec<u8> = self
            .blocks
            .iter()
            .flat_map(|block| block.to_le_bytes())
            .collect();
        BASE64_STANDARD_NO_PAD.encode(bytes)
    }

    fn read(size: &str, blocks: &str) -> Option<Self> {
        let bytes = BASE64_STANDARD_NO_PAD.decode(blocks).ok()?;
        let blocks = bytes.as_chunks::<4>().0.iter();
        Some(Self {
            size: size.parse().ok()?,
            blocks: blocks.map(|bytes| u32::from_le_bytes(*bytes)).collect(),
        })
    }
}

/// Adds up the checksum of what is written piece by piece.
#[derive(Default)]
pub(crate) struct Summing {
    checksum: Checksum,
    block: crc32fast::Hasher,
}

impl Summing {
    pub(crate) fn add(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let room = BLOCK - self.checksum.size % BLOCK;
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.block.update(now);
            self.checksum.size += now.len();
            if self.checksum.size.is_multiple_of(BLOCK) {
                self.end_block();
            }
            bytes = later;
        }
    }

    pub(crate) fn finish(mut self) -> Checksum {
        if !self.checksum.size.is_multiple_of(BLOCK) {
            self.end_block();
        }
        self.checksum
    }

    fn end_block(&mut self) {
        let block = std::mem::take(&mut self.block);
        self.checksum.blocks.push(block.finalize());
    }
}

/// A file whose blocks are checked when they are first read.
pub(crate) struct CheckedFile {
    name: String,
    file: Arc<dyn FileHandle>,
    checksum: Arc<Checksum>,
    /// A bit for each block that was found sound.
    sound: Box<[AtomicU64]>,
}

impl CheckedFile {
    /// Takes a file whose size must be the one that was written.
    pub(crate) fn new(
        name: String,
        file: Arc<dyn FileHandle>,
        checksum: Arc<Checksum>,
    ) -> io::Result<Self> {
        if file.len() != checksum.size {
            let sizes = format!("{} bytes instead of {}", file.len(), checksum.size);
            return Err(damaged(&name, &sizes));
        }
        let words = checksum.blocks.len().div_ceil(64);
        Ok(Self {
            name,
            file,
            sound: (0..words).map(|_| AtomicU64::new(0)).collect(),
            checksum,
        })
    }

    /// Checks every block.
    pub(crate) fn check_all(&self) -> io::Result<()> {
        (0..self.checksum.blocks.len()).try_for_each(|block| self.check(block))
    }

    fn check(&self, block: usize) -> io::Result<()> {
        let (word, bit) = (&self.sound[block / 64], 1 << (block % 64));
        if word.load(Ordering::Relaxed) & bit != 0 {
            return Ok(());
        }
        let from = block * BLOCK;
        let to = (from + BLOCK).min(self.checksum.size);
        let bytes = self.file.read_bytes(from..to)?;
        if crc32fast::hash(bytes.as_slice()) != self.checksum.blocks[block] {
            return Err(damaged(&self.name, &format!("bytes {from} to {to}")));
        }
        word.fetch_or(bit, Ordering::Relaxed);
        Ok(())
    }
}

impl FileHandle for CheckedFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.end > self.checksum.size {
            return Err(damaged(&self.name, "something points beyond its end"));
        }
        if !range.is_empty() {
            (range.start / BLOCK..=(range.end - 1) / BLOCK)
                .try_for_each(|block| self.check(block))?;
        }
        self.file.read_bytes(range)
    }
}

impl HasLen for CheckedFile {
    fn len(&self) -> usize {
        self.checksum.size
    }
}

impl fmt::Debug for CheckedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CheckedFile({})", self.name)
    }
}

/// Returns the error of a file that is not as it was written.
pub(crate) fn damaged(name: &str, what: &str) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("{name} is not as it was written: {what}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checksum(bytes: &[u8]) -> Checksum {
        let mut summing = Summing::default();
        // Pieces of any size make the same sums.
        for piece in bytes.chunks(1000) {
            summing.add(piece);
        }
        summing.finish()
    }

    fn checked(bytes: Vec<u8>, checksum: Checksum) -> io::Result<CheckedFile> {
        let file = Arc::new(OwnedBytes::new(bytes));
        CheckedFile::new("a".to_owned(), file, Arc::new(checksum))
    }

    #[test]
    fn a_checksum_is_that_of_the_standard() {
        // The check value of CRC-32 in every catalogue of CRCs.
        assert_eq!(checksum(b"123456789").blocks, [0xcbf4_3926]);
        assert!(checksum(b"").blocks.is_empty());
        assert_eq!(checksum(&[0; BLOCK]).blocks.len(), 1);
        assert_eq!(checksum(&[0; BLOCK + 1]).blocks.len(), 2);
    }

    #[test]
    fn a_damaged_block_is_refused_and_the_others_are_read() {
        let sound = vec![7; 2 * BLOCK + 10];
        let mut bytes = sound.clone();
        bytes[BLOCK] ^= 1;
        let file = checked(bytes, checksum(&sound)).expect("the size is right");
        assert!(file.read_bytes(0..BLOCK).is_ok());
        assert!(file.read_bytes(BLOCK - 1..BLOCK + 1).is_err());
        assert!(file.read_bytes(2 * BLOCK..2 * BLOCK + 10).is_ok());
        assert!(file.read_bytes(0..2 * BLOCK + 11).is_err());
        assert!(file.check_all().is_err());
    }

    #[test]
    fn a_file_of_another_size_is_refused() {
        assert!(checked(vec![1, 2], checksum(&[1, 2, 3])).is_err());
    }

    #[test]
    fn any_change_breaks_the_seal() {
        let mut checksums = Checksums::default();
        let sum = Arc::new(checksum(&[1; 40_000]));
        checksums.files.insert("a.term".to_owned(), sum);
        let sealed = checksums.seal(b"{}\n");
        let (read, meta) = Checksums::unseal(&sealed).expect("it is sound");
        assert_eq!((read, meta), (checksums, &b"{}\n"[..]));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 4;
            assert_eq!(Checksums::unseal(&changed), None, "byte {at}");
            assert_eq!(Checksums::unseal(&sealed[..at]), None, "{at} bytes");
        }
    }
}
