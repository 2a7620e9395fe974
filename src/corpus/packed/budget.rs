//! How much a file may unpack to: what is unpacked is counted, sizes that a file declares are not believed.

use std::cell::Cell;
use std::io::{self, ErrorKind, Read};

use crate::corpus::{Limits, Refusal, size};

/// So many bytes may be unpacked whatever the ratio.
const FREE_BYTES: u64 = 1 << 20;
/// So many bytes are unpacked at once when none are kept.
const STEP_BYTES: usize = 1 << 16;

/// How much a file may still unpack to, all that is in it together.
#[derive(Debug)]
pub(crate) struct Budget {
    limits: Limits,
    /// How many bytes are left by the limit of bytes, which counts for what is kept in memory.
    by_size: Cell<u64>,
    /// How many are left by the file's own size.
    by_ratio: Cell<u64>,
    is_spent: Cell<bool>,
}

/// A reader of what is unpacked, which counts.
pub(crate) struct Counted<'b, R> {
    budget: &'b Budget,
    input: R,
}

impl Budget {
    /// Returns what a file of `packed_bytes` bytes may unpack to.
    pub(crate) fn new(limits: &Limits, packed_bytes: u64) -> Self {
        let by_ratio = limits.ratio.saturating_mul(packed_bytes);
        Self {
            by_size: Cell::new(limits.unpacked_bytes),
            by_ratio: Cell::new(by_ratio.max(FREE_BYTES)),
            is_spent: Cell::new(false),
            limits: limits.clone(),
        }
    }

    /// Returns how many bytes may still be unpacked.
    pub(crate) fn left(&self) -> u64 {
        self.by_size.get().min(self.by_ratio.get())
    }

    /// Returns the same as the length of what is in memory.
    pub(crate) fn left_len(&self) -> usize {
        usize::try_from(self.left()).unwrap_or(usize::MAX)
    }

    /// Was there more to unpack than may be?
    pub(crate) fn is_spent(&self) -> bool {
        self.is_spent.get()
    }

    /// From now on nothing is kept in memory: the file's own size is the only limit.
    pub(crate) fn keep_nothing(&self) {
        self.by_size.set(u64::MAX);
    }

    /// Counts what is read of `input`; reading more than may be unpacked is an error.
    pub(crate) fn count<R: Read>(&self, input: R) -> Counted<'_, R> {
        Counted {
            budget: self,
            input,
        }
    }

    /// Unpacks what `reader` has, up to its end or to where it is damaged.
    ///
    /// # Errors
    ///
    /// Fails if nothing of it can be read, or more than may be unpacked.
    pub(crate) fn unpack_start(&self, reader: impl Read) -> Result<Vec<u8>, Refusal> {
        let mut bytes = Vec::new();
        let read = reader.take(self.left() + 1).read_to_end(&mut bytes);
        self.spend(bytes.len())?;
        match read {
            Err(error) if bytes.is_empty() => Err(Refusal::failed(format!("damaged: {error}"))),
            _ => Ok(bytes),
        }
    }

    /// Counts what `reader` has, as far as it can be read, and keeps nothing of it.
    ///
    /// # Errors
    ///
    /// Fails if that is more than may be unpacked.
    pub(crate) fn drain(&self, mut reader: impl Read) -> Result<(), Refusal> {
        let mut step = vec![0; STEP_BYTES];
        loop {
            match reader.read(&mut step) {
                Ok(0) | Err(_) => return Ok(()),
                Ok(len) => self.spend(len)?,
            }
        }
    }

    /// Says that there are more.
    pub(crate) fn refusal(&self) -> Refusal {
        let limits = &self.limits;
        Refusal::failed(match self.by_size.get() <= self.by_ratio.get() {
            true => format!("unpacks to more than {}", size(limits.unpacked_bytes)),
            false => format!("unpacks to more than {} times its size", limits.ratio),
        })
    }

    /// Counts bytes that were unpacked elsewhere.
    ///
    /// # Errors
    ///
    /// Fails if they are more than are left.
    pub(crate) fn spend(&self, len: usize) -> Result<(), Refusal> {
        let len = len as u64;
        if len > self.left() {
            self.is_spent.set(true);
            return Err(self.refusal());
        }
        self.by_size.update(|left| left - len);
        self.by_ratio.update(|left| left - len);
        Ok(())
    }

    /// Unpacks all that `reader` has.
    ///
    /// # Errors
    ///
    /// Fails if it is damaged, or more than may be unpacked.
    pub(crate) fn unpack(&self, reader: impl Read) -> Result<Vec<u8>, Refusal> {
        let mut bytes = Vec::new();
        let read = self.count(reader).read_to_end(&mut bytes);
        read.map_err(|error| match error.kind() {
            ErrorKind::OutOfMemory => Refusal::failed(self.limits.out_of_memory()),
            _ => Refusal::of(error),
        })?;
        Ok(bytes)
    }
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.input.read(buffer)?;
        self.budget.spend(len).map_err(io::Error::other)?;
        Ok(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(limits: &Limits, packed: u64, unpacked: u64) -> Option<String> {
        let budget = Budget::new(limits, packed);
        let unpacked = budget.unpack(std::io::repeat(b'x').take(unpacked));
        unpacked.err().map(|refusal| refusal.reason)
    }

    #[test]
    fn what_unpacks_to_too_much_is_refused() {
        let limits = Limits {
            unpacked_bytes: 4 << 20,
            ..Limits::default()
        };
        // The first MiB is free.
        assert_eq!(reason(&limits, 1, 1 << 20), None);
        let ratio = Some("unpacks to more than 100 times its size".to_owned());
        assert_eq!(reason(&limits, 1, (1 << 20) + 1), ratio);
        assert_eq!(reason(&limits, 20_000, 2_000_000), None);
        assert_eq!(reason(&limits, 20_000, 2_000_001), ratio);
        let most = Some("unpacks to more than 4 MiB".to_owned());
        assert_eq!(reason(&limits, 1 << 20, 4 << 20), None);
        assert_eq!(reason(&limits, 1 << 20, (4 << 20) + 1), most);
    }

    #[test]
    fn all_that_is_unpacked_counts() {
        let budget = Budget::new(&Limits::default(), 0);
        for _ in 0..2 {
            let half = std::io::repeat(b'x').take(1 << 19);
            assert!(budget.unpack(half).is_ok());
        }
        assert!(budget.unpack(&b"x"[..]).is_err());
    }

    #[test]
    fn what_is_damaged_is_unpacked_up_to_there() {
        let budget = Budget::new(&Limits::default(), 0);
        let start = |start| Read::chain(start, Broken);
        assert_eq!(budget.unpack_start(start(&b"abc"[..])), Ok(b"abc".to_vec()));
        let refusal = Refusal::failed("damaged: broken");
        assert_eq!(budget.unpack_start(start(&b""[..])), Err(refusal));
        assert_eq!(budget.drain(start(&b"abc"[..])), Ok(()));
        assert_eq!(budget.left(), (1 << 20) - 6);
        assert!(budget.drain(std::io::repeat(0)).is_err());
    }

    /// A reader that only fails.
    struct Broken;

    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("broken"))
        }
    }
}
