//! How much a file may unpack to: what is unpacked is counted, sizes that a file declares are not believed.

use std::io::{ErrorKind, Read};

use crate::corpus::{Limits, Refusal, size};

/// So many bytes may be unpacked whatever the ratio.
const FREE_BYTES: u64 = 1 << 20;

/// How much a file may still unpack to, all that is in it together.
#[derive(Debug)]
pub(crate) struct Budget {
    left: u64,
    is_spent: bool,
    /// Why no more is unpacked once nothing is left.
    reason: String,
    /// Why no more is unpacked once there is no memory.
    memory: String,
}

impl Budget {
    /// Returns what a file of `packed_bytes` bytes may unpack to.
    pub(crate) fn new(limits: &Limits, packed_bytes: usize) -> Self {
        let by_ratio = limits.ratio.saturating_mul(packed_bytes as u64);
        let by_ratio = by_ratio.max(FREE_BYTES);
        let reason = match limits.unpacked_bytes <= by_ratio {
            true => format!("unpacks to more than {}", size(limits.unpacked_bytes)),
            false => format!("unpacks to more than {} times its size", limits.ratio),
        };
        Self {
            left: limits.unpacked_bytes.min(by_ratio),
            is_spent: false,
            memory: limits.out_of_memory(),
            reason,
        }
    }

    /// Returns how many bytes may still be unpacked.
    pub(crate) fn left(&self) -> u64 {
        self.left
    }

    /// Was there more to unpack than may be?
    pub(crate) fn is_spent(&self) -> bool {
        self.is_spent
    }

    /// Unpacks all that `reader` has.
    ///
    /// # Errors
    ///
    /// Fails if it is damaged, or more than may be unpacked.
    pub(crate) fn unpack(&mut self, reader: impl Read) -> Result<Vec<u8>, Refusal> {
        let mut bytes = Vec::new();
        let read = reader.take(self.left + 1).read_to_end(&mut bytes);
        if bytes.len() as u64 > self.left {
            self.is_spent = true;
            return Err(Refusal::failed(self.reason.clone()));
        }
        self.left -= bytes.len() as u64;
        read.map_err(|error| match error.kind() {
            ErrorKind::OutOfMemory => Refusal::failed(self.memory.clone()),
            _ => Refusal::failed(format!("damaged: {error}")),
        })?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(limits: &Limits, packed: usize, unpacked: u64) -> Option<String> {
        let mut budget = Budget::new(limits, packed);
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
        let mut budget = Budget::new(&Limits::default(), 0);
        for _ in 0..2 {
            let half = std::io::repeat(b'x').take(1 << 19);
            assert!(budget.unpack(half).is_ok());
        }
        assert!(budget.unpack(&b"x"[..]).is_err());
    }
}
